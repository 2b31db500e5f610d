import type { Remedy } from '../model/remedy.ts';
import type { RuleId } from '../model/rule-id.ts';

/**
 * The findings that changes stand on, as the kinds of change name them. The plan holds a change
 * back while one of its preconditions is not satisfied, so nothing is written that Backstay's own
 * findings say cannot help. A finding that the change itself is the remedy for does not count. A
 * new rule that shows why a change cannot help belongs here.
 */

/**
 * A finding that a change stands on: it has to be satisfied, or not applicable, before the change
 * is made.
 */
export interface Precondition {
  readonly ruleId: RuleId;
  readonly harmless?: readonly Harmless[];
  /** An operator can accept it: then the change is made all the same. */
  readonly acceptable?: true;
  /**
   * It holds the change back by these reasons alone: in all other cases Azure itself decides.
   */
  readonly onlyBy?: readonly string[];
  /** Where not every change of the kind stands on it. */
  readonly concerns?: (remedy: Remedy) => boolean;
}

/**
 * A finding that is not satisfied and does not hold the change back all the same. A read that
 * failed is never harmless.
 */
export interface Harmless {
  readonly outcome: 'unknown' | 'blocked' | 'pending' | 'missing' | 'manual';
  readonly reasons: readonly string[];
  readonly because: string;
}

export const VAULT_PLACE: Precondition = { ruleId: 'BKS-212' };
export const STORAGE_ACCOUNT: Precondition = { ruleId: 'BKS-501' };
export const SNAPSHOT_GROUP: Precondition = { ruleId: 'BKS-111' };
export const NOT_PROTECTED_ELSEWHERE: Precondition = { ruleId: 'BKS-214' };
export const CLUSTER_RUNNING: Precondition = { ruleId: 'BKS-201' };
export const CLUSTER_IDENTITY: Precondition = { ruleId: 'BKS-203' };
/** Grants and Trusted Access belong to the system-assigned identity of the vault. */
export const VAULT_IDENTITY: Precondition = { ruleId: 'BKS-401' };
/** A read-only lock refuses the write. */
export const WRITABLE: Precondition = { ruleId: 'BKS-113' };
export const SNAPSHOTS_NOT_LOCKED: Precondition = { ruleId: 'BKS-112' };
/** A policy refuses the group, or the snapshots that are the reason for it. */
export const NO_POLICY_REFUSES: Precondition = { ruleId: 'BKS-116' };

/** A vault whose provisioning has failed protects nothing, even with all roles. */
const VAULT_PROVISIONED: Precondition = { ruleId: 'BKS-402' };
/** Two clusters must not write to one container. */
export const CONTAINER_OF_ONE: Precondition = { ruleId: 'BKS-505' };
/**
 * An extension that backups rely on stays with its account and container: others in the profile are
 * of no use to it.
 */
export const EXTENSION_FOLLOWS: Precondition = {
  ruleId: 'BKS-302',
  harmless: [
    { outcome: 'blocked', reasons: ['Blocked'], because: 'The install takes the settings of the profile.' },
    {
      outcome: 'missing',
      reasons: ['SettingsMismatch', 'AccountKeySignIn'],
      because: 'The settings are changed after the container exists.',
    },
    {
      outcome: 'manual',
      reasons: ['AccountKeySignIn'],
      because: 'The account and the container are those of the profile, whichever way the extension signs in.',
    },
  ],
};
const TIER_IN_REGION: Precondition = {
  ruleId: 'BKS-215',
  harmless: [
    {
      outcome: 'unknown',
      reasons: ['RegionNotListed'],
      because: 'Regions are added more often than the list that the rule goes by.',
    },
  ],
};

/**
 * Nothing is written for a cluster that is stopped, failed or being deleted: it cannot be backed up
 * as it is, and may stay so.
 */
export const NOT_STOPPED: Precondition = {
  ...CLUSTER_RUNNING,
  harmless: [
    {
      outcome: 'pending',
      reasons: ['InProgress'],
      because:
        "Backstay's own write makes AKS say Updating; during another's, no rule is judged and nothing is planned.",
    },
  ],
};

/**
 * Vault, account, group and region can serve this cluster at all, the cluster can be served, and no
 * other vault does it.
 */
export const FITTING: readonly Precondition[] = [
  NOT_STOPPED,
  CLUSTER_IDENTITY,
  VAULT_PLACE,
  VAULT_IDENTITY,
  VAULT_PROVISIONED,
  TIER_IN_REGION,
  STORAGE_ACCOUNT,
  SNAPSHOT_GROUP,
  NOT_PROTECTED_ELSEWHERE,
];

/**
 * Findings of an inspection of the cluster, which the operator or the owner of the cluster may not
 * allow.
 */
function insideCluster(ruleId: RuleId): Precondition {
  const because = 'The profile or the cluster does not let Backstay look inside; the install itself then shows it.';
  const reasons = ['InspectionDisabled', 'RunCommandDisabled', 'EntraSignIn', 'NoNodeForCommand'];
  return { ruleId, harmless: [{ outcome: 'unknown', reasons, because }] };
}

/**
 * Findings on the way of the nodes, which can lead through something that Backstay cannot see into.
 */
function wayOut(ruleId: RuleId, ...reasons: readonly string[]): Precondition {
  const because = 'Azure shows no more of this way; an install that succeeds is the proof that it is open.';
  return { ruleId, acceptable: true, harmless: [{ outcome: 'unknown', reasons, because }] };
}

/** By which the nodes fetch the images of pods. */
export const WAY_TO_IMAGES: readonly Precondition[] = [
  wayOut(
    'BKS-601',
    'UnsupportedAppliance',
    'RouteOutsideAzure',
    'NoDefaultRoute',
    'NetworkIsolated',
    'UnknownOutboundType',
    'RulesByAddress',
    'NamesNotDocumented',
  ),
  wayOut('BKS-604', 'OutboundPartlyAllowed', 'NodeResourceGroupNotReturned'),
];

/**
 * Everything that is known to keep the extension from being installed, from running, or from
 * writing where it should.
 */
export const FOR_EXTENSION: readonly Precondition[] = [
  ...FITTING,
  WRITABLE,
  // The identity of the extension is made in the node resource group.
  { ruleId: 'BKS-115' },
  // Providers.
  { ruleId: 'BKS-101' },
  { ruleId: 'BKS-102' },
  { ruleId: 'BKS-103' },
  // The cluster: its version, drivers and node pools, and the policies over its pods.
  CLUSTER_RUNNING,
  { ruleId: 'BKS-204' },
  { ruleId: 'BKS-206' },
  { ruleId: 'BKS-207' },
  { ruleId: 'BKS-208' },
  NO_POLICY_REFUSES,
  // Another Velero, and pod identity without an exception.
  insideCluster('BKS-209'),
  insideCluster('BKS-211'),
  // The container: it exists, and no other cluster writes to it.
  { ruleId: 'BKS-504' },
  CONTAINER_OF_ONE,
  // The way of the pods: to the account, by firewalls and routes, by security groups, by a proxy,
  // by DNS.
  wayOut(
    'BKS-507',
    'NetworkSecurityPerimeter',
    'NetworkRulesNotReturned',
    'OutboundAddressesNotReturned',
    'AddressRulesInSameRegion',
    'EndpointInOtherNetwork',
    'CustomDnsServers',
    'NoPrivateDnsZone',
    'EndpointNotRead',
  ),
  wayOut('BKS-508', 'ProvenByBackupOnly', 'EndpointInOtherNetwork'),
  ...WAY_TO_IMAGES,
  wayOut('BKS-605', 'HttpProxy'),
  wayOut('BKS-606', 'CustomDnsServers'),
];

/**
 * Findings by which the cluster cannot be served at all, and what each of them stands on itself.
 */
const SERVED_AT_ALL: ReadonlyMap<RuleId, readonly RuleId[]> = new Map<RuleId, readonly RuleId[]>([
  [NOT_PROTECTED_ELSEWHERE.ruleId, []],
  ...[CLUSTER_IDENTITY, VAULT_PLACE, TIER_IN_REGION, STORAGE_ACCOUNT, SNAPSHOT_GROUP].map(
    ({ ruleId }) => [ruleId, [NOT_PROTECTED_ELSEWHERE.ruleId]] as const,
  ),
]);

/** The findings that have to be settled before the steps of this finding can help. */
export function standsOn(ruleId: RuleId): readonly RuleId[] {
  return SERVED_AT_ALL.get(ruleId) ?? [...SERVED_AT_ALL.keys()];
}

/**
 * The ways of the network, and the policies over pods: Azure Backup itself finds out whether they
 * are open.
 */
const PROVEN_BY_BACKUP: readonly RuleId[] = [
  'BKS-208',
  'BKS-502',
  'BKS-507',
  'BKS-601',
  'BKS-602',
  'BKS-603',
  'BKS-604',
];

/**
 * Every required prerequisite. Azure Backup is asked, and a cluster is protected, only after all of
 * them hold. A test compares.
 */
export const ALL_PREREQUISITES: readonly Precondition[] = (
  [
    'BKS-101',
    'BKS-102',
    'BKS-103',
    'BKS-111',
    'BKS-112',
    'BKS-113',
    'BKS-114',
    'BKS-115',
    'BKS-116',
    'BKS-118',
    'BKS-201',
    'BKS-202',
    'BKS-203',
    'BKS-204',
    'BKS-206',
    'BKS-207',
    'BKS-208',
    'BKS-212',
    'BKS-214',
    'BKS-215',
    'BKS-301',
    'BKS-302',
    'BKS-303',
    'BKS-401',
    'BKS-402',
    'BKS-411',
    'BKS-412',
    'BKS-413',
    'BKS-414',
    'BKS-415',
    'BKS-416',
    'BKS-417',
    'BKS-421',
    'BKS-422',
    'BKS-423',
    'BKS-501',
    'BKS-502',
    'BKS-503',
    'BKS-504',
    'BKS-505',
    'BKS-507',
    'BKS-509',
    'BKS-510',
    'BKS-601',
    'BKS-602',
    'BKS-603',
    'BKS-604',
  ] as const
).map((ruleId) => ({ ruleId, ...(PROVEN_BY_BACKUP.includes(ruleId) && { acceptable: true }) }));

/** The policy that the profile names. */
export const BACKUP_POLICY: Precondition = { ruleId: 'BKS-701' };
/** Azure Backup confirms the cluster. */
export const CONFIRMED: Precondition = { ruleId: 'BKS-702' };
/** A backup instance of the profile's vault. */
export const PROTECTED: Precondition = { ruleId: 'BKS-703' };
/** A recovery point exists. */
export const RECOVERY_POINT: Precondition = { ruleId: 'BKS-704' };
