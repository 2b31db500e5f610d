import { PERSON } from '../../../local/demo/world.ts';
import type { RuleId } from '../../../shared/model/rule-id.ts';
import { type OddCluster, READY_CLUSTER } from '../../oracle/odd-clusters.ts';
import { eachOddity } from '../../oracle/oddities.ts';
import { GROUP_ID } from '../../oracle/places.ts';

/** A broken cluster, and what differs in its profile. */
export interface BrokenWorld {
  readonly ruleId: RuleId;
  readonly name: string;
  readonly cluster: OddCluster;
  readonly profile?: object;
  /** Providers that are not registered. */
  readonly unregistered?: string;
}

const oddities = new Map(eachOddity().map(({ name, cluster }) => [name, cluster] as const));
const lacking = (holder: string, index: number) => `role ${index} of ${holder} missing`;

/** One or more for each rule: one for each way in which its steps differ. */
const ODD: readonly (readonly [RuleId, string])[] = [
  ['BKS-111', 'no snapshot group'],
  ['BKS-111', 'snapshots in the group of the nodes'],
  ['BKS-112', 'CanNotDelete lock on snapshotGroup'],
  ['BKS-113', 'ReadOnly lock on account'],
  ['BKS-115', 'ReadOnly lock on nodeGroup'],
  ['BKS-116', 'other regions allowed at snapshotGroup'],
  ['BKS-201', 'stopped'],
  ['BKS-202', 'no binding'],
  ['BKS-202', 'binding of another vault'],
  ['BKS-203', 'service principal'],
  ['BKS-205', 'Kubernetes of long ago'],
  ['BKS-206', 'disk driver disabled'],
  ['BKS-206', 'snapshot controller disabled'],
  ['BKS-207', 'arm64 pool'],
  ['BKS-208', 'images of one registry only'],
  ['BKS-212', 'vault of another region'],
  ['BKS-215', 'vault tier in polandcentral'],
  ['BKS-301', 'no extension'],
  ['BKS-301', 'failed extension'],
  ['BKS-302', 'extension with bucket elsewhere'],
  ['BKS-303', 'extension whose identity was deleted'],
  ['BKS-401', 'vault with a user-assigned identity only'],
  ['BKS-401', 'vault without an identity'],
  ['BKS-411', lacking('vault', 0)],
  ['BKS-412', lacking('vault', 1)],
  ['BKS-413', lacking('cluster', 2)],
  ['BKS-414', lacking('extension', 3)],
  ['BKS-414', 'data role under a condition'],
  ['BKS-415', lacking('vault', 4)],
  ['BKS-416', lacking('vault', 5)],
  ['BKS-417', lacking('vault', 6)],
  ['BKS-501', 'account of another region'],
  ['BKS-502', 'account closed to everybody'],
  ['BKS-504', 'no container'],
  ['BKS-505', 'container of two clusters'],
  ['BKS-507', 'account lets a subnet without an endpoint in'],
  ['BKS-601', 'firewall without rules'],
  ['BKS-602', 'security group without rules'],
  ['BKS-602', 'inbound AzureBackup denied'],
  ['BKS-603', 'inbound from AzureBackup only'],
  ['BKS-604', 'everything out denied'],
  ['BKS-607', 'firewall with the tag of AKS only'],
];

function clusterOf(name: string): OddCluster {
  const cluster = oddities.get(name);
  if (cluster === undefined) throw new Error(`There is no oddity "${name}".`);
  return cluster;
}

const OPERATORS = { operators: [PERSON.objectId] };
const SUBSCRIPTION = GROUP_ID.split('/').slice(0, 3).join('/');
const STAGING = {
  staging: {
    resourceGroup: `${SUBSCRIPTION}/resourceGroups/rg-staging`,
    storageAccount: `${GROUP_ID}/providers/Microsoft.Storage/storageAccounts/ststaging`,
  },
};

export const WORLDS: readonly BrokenWorld[] = [
  ...ODD.map(([ruleId, name]) => ({ ruleId, name, cluster: clusterOf(name) })),
  ...(['BKS-431', 'BKS-432', 'BKS-433', 'BKS-434'] as const).map((ruleId) => ({
    ruleId,
    name: 'operators without roles',
    cluster: READY_CLUSTER,
    profile: OPERATORS,
  })),
  ...(['BKS-118', 'BKS-421', 'BKS-422', 'BKS-423', 'BKS-509'] as const).map((ruleId) => ({
    ruleId,
    name: 'nothing to stage restores in',
    cluster: READY_CLUSTER,
    profile: STAGING,
  })),
  {
    ruleId: 'BKS-101',
    name: 'extensions not registered',
    // Azure refuses to take a provider away that is in use.
    cluster: { ...READY_CLUSTER, extension: { ...READY_CLUSTER.extension, state: 'absent' }, roles: [] },
    unregistered: 'Microsoft.KubernetesConfiguration',
  },
];

const ASKS_THE_SERVICE =
  'A scan does not ask Azure Backup, so the finding stays; test/shared/reconcile/protection.test.ts plays these changes.';
const NOT_PROTECTED = 'Judged only for a profile that protects, which the odd clusters do not have.';

/**
 * Rules whose steps change something, and for which no world can be made; the list may only become
 * shorter.
 */
export const NO_WORLD: Readonly<Record<string, string>> = {
  'BKS-102': 'Azure keeps a provider registered while it has a cluster; the command is that of BKS-101.',
  'BKS-103': 'Azure keeps a provider registered while it has a vault; the command is that of BKS-101.',
  'BKS-114':
    'The odd clusters are in an Azure without limits to rights; test/e2e/rights.test.ts has those of a deployment.',
  'BKS-204': 'Its findings leave the command to BKS-205, whose steps satisfy both.',
  'BKS-503': 'Its findings point to BKS-302, which has the command.',
  'BKS-701': NOT_PROTECTED,
  'BKS-702': ASKS_THE_SERVICE,
  'BKS-703': ASKS_THE_SERVICE,
  'BKS-704': NOT_PROTECTED,
  'BKS-706': ASKS_THE_SERVICE,
  'BKS-712': NOT_PROTECTED,
  'BKS-713': NOT_PROTECTED,
  'BKS-714': NOT_PROTECTED,
  'BKS-715': NOT_PROTECTED,
  'BKS-716': NOT_PROTECTED,
};
