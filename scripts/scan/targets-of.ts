import { targetFor } from '../../shared/commands/bulk-scan.ts';
import { parseClusterId, parseVaultId } from '../../shared/model/resource-id.ts';
import type { Target } from '../../shared/model/target.ts';
import { readProfilesOf } from '../../shared/profiles/read-profiles-of.ts';
import { isNamed } from '../../shared/profiles/resolve-profile.ts';
import type { OpenScan } from './open-scan.ts';
import { explainFailure, NotSignedIn } from './sign-in.ts';

/** The request cannot be carried out. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface Asked {
  readonly cluster?: string;
  readonly vault?: string;
  readonly subscription?: string;
  readonly profile?: string;
}

/**
 * The clusters that are meant. @throws UsageError that says which option is wrong, and what it
 * should be.
 */
export async function targetsOf(asked: Asked, opened: OpenScan): Promise<readonly Target[]> {
  if (asked.cluster !== undefined) return [await targetOf(asked.cluster, asked, opened)];
  if (asked.vault !== undefined) throw new UsageError('--vault goes with --cluster only.');
  if (asked.subscription === undefined && asked.profile === undefined) {
    throw new UsageError(
      'Say what to scan: --cluster ID, --subscription ID or --profile NAME. --help lists all options.',
    );
  }
  return listed(asked, opened);
}

async function targetOf(
  cluster: string,
  { vault, profile }: Asked,
  { profiles, profilesPath, ports }: OpenScan,
): Promise<Target> {
  const clusterId = parseClusterId(cluster);
  if (clusterId === undefined) {
    throw new UsageError(
      `--cluster ${cluster}: must be a resource id, /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.ContainerService/managedClusters/<name>. "az aks show --query id" prints it.`,
    );
  }
  const vaultId = vault === undefined ? undefined : parseVaultId(vault);
  if (vault !== undefined && vaultId === undefined) {
    throw new UsageError(
      `--vault ${vault}: must be a resource id, /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.DataProtection/backupVaults/<name>.`,
    );
  }
  const selecting = await readProfilesOf(clusterId, profiles, ports.reader);
  if (selecting.length === 0) {
    throw new UsageError(`No profile of ${profilesPath} selects this cluster. Add it to the "selector" of one.`);
  }
  const chosen = selecting.find(
    (one) => (vaultId === undefined || one.vaultId === vaultId) && (profile === undefined || isNamed(one, profile)),
  );
  if (chosen === undefined) {
    const there = selecting.map(({ name, vaultId: its }) => `${name} (${its})`).join(', ');
    throw new UsageError(`No profile that selects this cluster is as asked for. Those that do: ${there}.`);
  }
  return { clusterId, profile: chosen.name };
}

async function listed(asked: Asked, { profiles, profilesPath, ports }: OpenScan): Promise<readonly Target[]> {
  const named = profiles.filter((each) => asked.profile === undefined || isNamed(each, asked.profile));
  if (named.length === 0) {
    const there = profiles.map(({ name }) => name).join(', ');
    throw new UsageError(`--profile ${asked.profile}: ${profilesPath} has ${there}.`);
  }
  const wanted = asked.subscription?.toLowerCase();
  const subscriptions = [...new Set(named.flatMap(({ selector }) => selector.subscriptions))];
  const chosen = subscriptions.filter((id) => wanted === undefined || id === wanted);
  if (chosen.length === 0) {
    throw new UsageError(`--subscription ${asked.subscription}: the profiles are for ${subscriptions.join(', ')}.`);
  }
  const targets: Target[] = [];
  for (const subscription of chosen) {
    const answer = await ports.reader.listClusters(subscription);
    if (!answer.ok) {
      const { code } = answer.failure;
      if (code === 'NoToken') throw new NotSignedIn();
      throw new Error(
        `the clusters of subscription ${subscription} cannot be listed. ${code}: ${explainFailure(answer.failure)}`,
      );
    }
    targets.push(...answer.value.flatMap((cluster) => targetFor(cluster, profiles) ?? []));
  }
  const meant = targets.filter(({ profile }) => named.some(({ name }) => name === profile));
  // Else a misspelt selector would end like a fleet that is ready.
  if (meant.length === 0) {
    throw new UsageError(
      `There is no cluster to scan in ${chosen.join(', ')}: none that ${named.map(({ name }) => name).join(', ')} selects and that is not tagged "off".`,
    );
  }
  return meant;
}
