import { changeFor, KINDS } from '../../shared/changes/index.ts';
import type { Need } from '../../shared/model/fact.ts';
import type { Permission } from '../../shared/model/permission.ts';
import type { Profile } from '../../shared/model/profile.ts';
import type { Remedy, RemedyKind } from '../../shared/model/remedy.ts';
import { parseResourceGroupId, parseStorageAccountId } from '../../shared/model/resource-id.ts';
import { ROLES } from '../../shared/model/roles.ts';
import { evaluateRules } from '../../shared/rules/evaluate-rules.ts';
import { RULES } from '../../shared/rules/index.ts';
import { READ_BY } from '../../shared/rules/read-by.ts';
import {
  BARE,
  CLUSTER_ID,
  CLUSTER_PRINCIPAL,
  EXTENSION_PRINCIPAL,
  holdings,
  known,
  must,
  PROFILE,
  READY,
  SNAPSHOT_GROUP_ID,
  STORAGE_ACCOUNT_ID,
  SUBSCRIPTION,
  VAULT_PRINCIPAL,
} from './facts.ts';
import { SAMPLES } from './samples.ts';

const STAGING = `/subscriptions/${SUBSCRIPTION}/resourceGroups/staging`;

/** A profile under which everything may be wanted. */
const EVERYTHING: Profile = {
  ...PROFILE,
  allow: KINDS,
  staging: {
    groupId: must(parseResourceGroupId(STAGING)),
    accountId: must(parseStorageAccountId(`${STAGING}/providers/Microsoft.Storage/storageAccounts/staging`)),
  },
};

/**
 * All grants and registrations that the rules ask for where nothing is granted and nothing is
 * registered, and one remedy of each other kind.
 */
export function allRemedies(): readonly Remedy[] {
  const notRegistered = (
    need: 'kubernetesConfigurationProvider' | 'containerServiceProvider' | 'dataProtectionProvider',
  ) => ({
    ...READY[need],
    state: 'NotRegistered',
  });
  const untouched = { ...READY, ...BARE };
  const unregistered = {
    ...untouched,
    kubernetesConfigurationProvider: notRegistered('kubernetesConfigurationProvider'),
    containerServiceProvider: notRegistered('containerServiceProvider'),
    dataProtectionProvider: notRegistered('dataProtectionProvider'),
  };
  const installed = {
    ...READY,
    vaultHoldings: holdings(VAULT_PRINCIPAL),
    clusterHoldings: holdings(CLUSTER_PRINCIPAL),
    extensionHoldings: holdings(EXTENSION_PRINCIPAL),
  };
  const asked = [untouched, unregistered, installed].flatMap((facts) =>
    evaluateRules(RULES, known(facts), EVERYTHING).flatMap((finding) =>
      finding.outcome === 'missing' ? [finding.remedy] : [],
    ),
  );
  return [...asked, ...Object.values(SAMPLES).filter(({ kind }) => !asked.some((each) => each.kind === kind))];
}

/** Where a role can be granted, in the words of infra/rights.json. */
export function placeOfGrant(scope: string): string {
  const places: Readonly<Record<string, string>> = {
    [CLUSTER_ID]: 'cluster',
    [SNAPSHOT_GROUP_ID]: 'snapshotGroup',
    [STORAGE_ACCOUNT_ID]: 'storageAccount',
    [must(EVERYTHING.staging).groupId]: 'stagingGroup',
    [must(EVERYTHING.staging).accountId]: 'stagingAccount',
  };
  return places[scope] ?? `somewhere else: ${scope}`;
}

/** The roles that are granted, each as it stands in infra/rights.json: `place: name guid`. */
export function neededGrants(): readonly string[] {
  const grants = allRemedies().flatMap((remedy) =>
    remedy.kind === 'roleGrant'
      ? [`${placeOfGrant(remedy.scope)}: ${remedy.role} ${ROLES[remedy.role as keyof typeof ROLES]}`]
      : [],
  );
  return [...new Set(grants)].sort();
}

/** The rights of one kind of change, to be made and to be undone. */
export function neededOf(kind: RemedyKind): {
  readonly change: readonly Permission[];
  readonly undo: readonly Permission[];
} {
  const own = allRemedies().filter((remedy) => remedy.kind === kind);
  const change = own.flatMap((remedy) => changeFor(remedy).permissions(remedy));
  const undo = own.flatMap((remedy) => {
    const how = changeFor(remedy).undo;
    return 'never' in how ? [] : how.permissions(remedy);
  });
  return { change, undo };
}

/** The rights that facts are read with. */
export function readRights(needs: (need: Need) => boolean = () => true): readonly string[] {
  return (Object.keys(READ_BY) as Need[]).filter(needs).flatMap((need) => READ_BY[need].rights);
}
