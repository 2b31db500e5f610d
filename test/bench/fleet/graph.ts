import { sweepGraph } from '../../../shared/jobs/graph-sweep.ts';
import type { Profile } from '../../../shared/model/profile.ts';
import {
  type ClusterId,
  parseClusterId,
  parseResourceGroupId,
  parseStorageAccountId,
  parseVaultId,
} from '../../../shared/model/resource-id.ts';
import type { GraphRow } from '../../../shared/plan/fingerprints.ts';
import { RULES } from '../../../shared/rules/index.ts';
import { createTargetStore } from '../../../shared/storage/target-store.ts';
import { must, PROFILE } from '../../support/facts.ts';
import { memoryNotes, memoryTargetRows } from '../../support/memory-rows.ts';
import type { Figure } from '../figure.ts';

/** As many as fit into one subscription with its 4,000 role assignments. */
const CLUSTERS_PER_SUBSCRIPTION = 1000;
const SIZES = [100, 1_000, 10_000];
const ROWS_ON_A_PAGE = 1000;
const MAX_QUERIES = 70;
const ROLE = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
/** In each subscription: groups and resources at which others hold roles. */
const SCOPES_OF_OTHERS = 200;

interface Subscription {
  readonly id: string;
  readonly profile: Profile;
  readonly clusterIds: readonly ClusterId[];
}

/**
 * One pass of the graph sweep at several sizes of the fleet: what it asks, and what folding the
 * answers takes.
 */
export async function measureGraphSweep(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const size of SIZES) figures.push(await measureSize(size));
  return figures;
}

async function measureSize(size: number): Promise<Figure> {
  const subscriptions = Array.from({ length: Math.ceil(size / CLUSTERS_PER_SUBSCRIPTION) }, (_, index) =>
    subscriptionOf(index, Math.min(CLUSTERS_PER_SUBSCRIPTION, size)),
  );
  const targets = createTargetStore(memoryTargetRows());
  const now = new Date('2026-01-01T00:00:00Z');
  for (const { clusterIds, profile } of subscriptions) {
    for (const clusterId of clusterIds) await targets.markDirty({ clusterId, profile: profile.name }, now);
  }
  let queries = 0;
  let bypass = 'AzureServices';
  const sent: string[] = [];
  const ports = {
    arm: {
      async queryResourceGraph(ids: readonly string[], query: string) {
        const value = subscriptions.filter(({ id }) => ids.includes(id)).flatMap((one) => rowsFor(query, one, bypass));
        queries += Math.max(1, Math.ceil(value.length / ROWS_ON_A_PAGE));
        return { ok: true as const, value, trace: { call: 'POST', at: now.toISOString() } };
      },
    } as never,
    profiles: subscriptions.map(({ profile }) => profile),
    rules: RULES,
    targets,
    queue: { send: async ({ profile }: { readonly profile: string }) => void sent.push(profile) },
    notes: memoryNotes(),
    clock: { now: () => now },
    log: { info() {}, warn() {}, error() {} },
  };
  await sweepGraph(ports);
  queries = 0;
  const begin = process.cpuUsage();
  await sweepGraph(ports);
  const { user, system } = process.cpuUsage(begin);
  const isQuiet = sent.length === 0;
  // The account of every subscription is shut: each target moves.
  bypass = 'None';
  const perPass = queries;
  await sweepGraph(ports);
  const isWhole = isQuiet && sent.length === size;
  return {
    what: `graph sweep of ${size.toLocaleString('en')} targets: queries, pages included; CPU of one pass in which nothing moved`,
    measured: `${perPass}; ${((user + system) / 1e6).toFixed(1)} s${isWhole ? '' : ' (BROKEN)'}`,
    wanted: `≤ ${MAX_QUERIES} queries`,
    reached: isWhole && perPass <= MAX_QUERIES,
  };
}

function subscriptionOf(index: number, count: number): Subscription {
  const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  const at = (type: string, name: string) => `/subscriptions/${id}/resourcegroups/rg/providers/${type}/${name}`;
  return {
    id,
    profile: {
      ...PROFILE,
      name: `profile-${index}`,
      selector: { subscriptions: [id] },
      vaultId: must(parseVaultId(at('microsoft.dataprotection/backupvaults', 'v'))),
      storage: {
        ...PROFILE.storage,
        accountId: must(parseStorageAccountId(at('microsoft.storage/storageaccounts', 'st'))),
      },
      snapshotGroupId: must(parseResourceGroupId(`/subscriptions/${id}/resourcegroups/snapshots`)),
    },
    clusterIds: Array.from({ length: count }, (_, number) =>
      must(parseClusterId(at('microsoft.containerservice/managedclusters', `aks-${number}`))),
    ),
  };
}

function rowsFor(query: string, { id, profile, clusterIds }: Subscription, bypass: string): readonly GraphRow[] {
  switch (/^\w+/.exec(query)?.[0]) {
    case 'resources':
      return query.includes('managedclusters')
        ? clusterIds.map(clusterRow)
        : sharedRows(id, profile, clusterIds, bypass);
    case 'kubernetesconfigurationresources':
      return clusterIds.map((clusterId) => ({
        id: `${clusterId}/providers/Microsoft.KubernetesConfiguration/extensions/azure-aks-backup`,
        properties: {
          ExtensionType: 'microsoft.dataprotection.kubernetes',
          AksAssignedIdentity: { PrincipalId: `e-${clusterId}` },
        },
      }));
    case 'authorizationresources':
      return roleRows(id, profile, clusterIds);
    case 'resourcecontainers':
      return [{ id: profile.snapshotGroupId, location: 'westeurope', properties: {} }];
    case 'recoveryservicesresources':
      return clusterIds.map((clusterId) => ({
        id: `${profile.vaultId}/backupInstances/${clusterId}`,
        properties: { dataSourceInfo: { resourceID: clusterId }, currentProtectionState: 'ProtectionConfigured' },
      }));
    default:
      return [];
  }
}

/**
 * A row for each scope: every cluster, at which the vault holds Reader, group and account with the
 * grants of all clusters, and the scopes of others.
 */
function roleRows(id: string, profile: Profile, clusterIds: readonly ClusterId[]): readonly GraphRow[] {
  const role = `/subscriptions/${id}/providers/Microsoft.Authorization/roleDefinitions/${ROLE}`;
  const row = (scope: string, principals: readonly string[]) => ({
    id: scope,
    assignments: principals.length,
    grants: principals.map((principal) => `${principal} ${role} `),
  });
  return [
    ...clusterIds.map((clusterId) => row(clusterId, ['v'])),
    row(profile.snapshotGroupId, ['v', ...clusterIds.map((clusterId) => `c-${clusterId}`)]),
    row(profile.storage.accountId, ['v', ...clusterIds.map((clusterId) => `e-${clusterId}`)]),
    ...Array.from({ length: SCOPES_OF_OTHERS }, (_, index) =>
      row(`/subscriptions/${id}/resourceGroups/${index}`, ['o']),
    ),
  ];
}

/** About as large as a real cluster of three pools. */
function clusterRow(id: ClusterId): GraphRow {
  const pool = (name: string) => ({
    name,
    count: 3,
    vmSize: 'Standard_D4s_v5',
    osType: 'Linux',
    text: 'x'.repeat(400),
  });
  return {
    id,
    tags: { team: 'a' },
    identity: { type: 'SystemAssigned', principalId: `c-${id}` },
    properties: {
      provisioningState: 'Succeeded',
      agentPoolProfiles: ['a', 'b', 'c'].map(pool),
      text: 'y'.repeat(3000),
    },
  };
}

/** The vault, the account, and the security group that AKS makes for each cluster. */
function sharedRows(
  id: string,
  profile: Profile,
  clusterIds: readonly ClusterId[],
  bypass: string,
): readonly GraphRow[] {
  return [
    { id: profile.vaultId, type: 'vault', identity: { principalId: 'v' }, properties: {} },
    { id: profile.storage.accountId, type: 'account', properties: { networkAcls: { bypass } } },
    ...clusterIds.map((_, number) => ({
      id: `/subscriptions/${id}/resourceGroups/MC_${number}/providers/Microsoft.Network/networkSecurityGroups/nsg`,
      type: 'microsoft.network/networksecuritygroups',
      properties: { securityRules: [] },
    })),
  ];
}
