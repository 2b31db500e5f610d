import type { Cluster, Holdings, Lock } from '../../model/azure.ts';
import type { Outcome } from '../../model/finding.ts';
import { isWithin, parseStorageAccountId, partsOf, type StorageAccountId } from '../../model/resource-id.ts';
import { ROLES } from '../../model/roles.ts';
import { az, named } from '../../steps/az.ts';
import { decision, kubectl } from '../../steps/step.ts';
import { blocked, cannotTell, defineRule, manual, satisfied } from '../define-rule.ts';
import { notSeen } from '../look-inside.ts';
import { locksOver, stepsToUnlock } from '../platform/locks-over.ts';
import { CLUSTER_IDENTITY, VOLUMES_COVERED } from '../rule-ids.ts';

const DOCS = 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix';
const ROLE = 'Storage File Data Privileged Contributor';
const MIN_DRIVER = [1, 32];
const LIST = kubectl('get', 'persistentvolumes', '--output', 'wide');
const NOT_CHECKED =
  'Backstay checks neither their number of files (25,000 at most) nor the public endpoint of the account.';

export const sharesCovered = defineRule({
  id: 'BKS-218',
  slug: 'shares-covered',
  title: 'Every Azure Files share over SMB can be backed up',
  failureTitle: 'Some Azure Files shares over SMB cannot be backed up',
  why: 'Shares need CSI driver 1.32 or later, a role of the cluster on their storage account, and no lock on that account.',
  severity: 'recommended',
  forBackupsOnly: true,
  docs: DOCS,
  serviceErrors: [],
  fix: 'person',
  byHand: [
    az('role assignment create', {
      subscription: 'SUBSCRIPTION',
      assigneeObjectId: 'PRINCIPAL-OF-THE-CLUSTER',
      assigneePrincipalType: 'ServicePrincipal',
      role: ROLE,
      scope: 'STORAGE-ACCOUNT-ID-OF-THE-SHARES',
    }),
  ],
  needs: ['cluster', 'inspection', 'clusterHoldings', 'locks'],

  evaluate({ cluster, inspection, clusterHoldings, locks }, { snapshotGroupId }) {
    if (inspection === 'off' || inspection === 'due') {
      return blocked(VOLUMES_COVERED, `The volumes of cluster ${cluster.name} are seen only inside it.`);
    }
    const { volumes, everyVolumeSeen, shares, shareAccounts, shareDriver } = inspection;
    if (volumes === null || shares === undefined) return notSeen('the Azure Files shares', LIST);
    if (shares === 0) {
      return everyVolumeSeen
        ? satisfied('NoShares', 'No volume is an Azure Files share over SMB.', { shares })
        : notSeen('every volume', LIST);
    }
    return (
      judgeDriver(cluster, shares, shareDriver ?? undefined) ??
      judgeAccounts({ cluster, shares, accounts: shareAccounts ?? null, everyVolumeSeen }, clusterHoldings, locks, {
        canSeeRoles: partsOf(snapshotGroupId).subscriptionId === partsOf(cluster.id).subscriptionId,
      })
    );
  },
});

/** `undefined` for a driver that is new enough. */
function judgeDriver({ id, name }: Cluster, shares: number, version: string | undefined): Outcome | undefined {
  if (version === undefined) {
    return notSeen(
      'the version of the Azure Files driver',
      kubectl('get', 'daemonsets', '--all-namespaces', '--output', 'wide'),
    );
  }
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = MIN_DRIVER;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return undefined;
  return manual(
    'DriverTooOld',
    `Azure Files driver ${version} of cluster ${name} is older than ${MIN_DRIVER.join('.')}: ${shares} shares are left out.`,
    [
      decision('Upgrade the cluster to one of these versions, which brings a newer driver:', 'ownerChooses'),
      az('aks get-upgrades', { ...named(id), output: 'table' }),
    ],
    { shares, driver: version },
  );
}

interface Seen {
  readonly cluster: Cluster;
  readonly shares: number;
  /** `null` when they could not all be made out. */
  readonly accounts: readonly string[] | null;
  readonly everyVolumeSeen: boolean;
}

function judgeAccounts(
  { cluster, shares, accounts: seen, everyVolumeSeen }: Seen,
  holdings: Holdings | 'absent',
  locks: readonly Lock[],
  { canSeeRoles }: { readonly canSeeRoles: boolean },
): Outcome {
  if (holdings === 'absent') return blocked(CLUSTER_IDENTITY, 'The cluster has no identity that could hold the role.');
  const accounts = (seen ?? []).map((account) => accountId(account, cluster));
  const known = accounts.filter((account) => account !== undefined);
  if (seen === null || known.length < accounts.length || known.length === 0) {
    return notSeen('the storage accounts of the Azure Files shares', LIST);
  }
  const evidence = { shares, accounts: known };
  if (!canSeeRoles) {
    return cannotTell(
      'RolesInOtherSubscription',
      `Backstay reads the roles of cluster ${cluster.name} in the subscription of the snapshot group, not in its own.`,
      known.map((scope) =>
        az('role assignment list', {
          subscription: partsOf(scope).subscriptionId,
          scope,
          includeInherited: true,
          output: 'table',
        }),
      ),
      evidence,
    );
  }
  const without = known.filter((account) => !holds(holdings, account));
  if (without.length > 0) {
    return manual(
      'RoleNotHeld',
      `Cluster ${cluster.name} does not hold ${ROLE} on ${without.map((id) => partsOf(id).name).join(', ')}, where its Azure Files shares are.`,
      without.map((scope) =>
        az('role assignment create', {
          subscription: partsOf(scope).subscriptionId,
          assigneeObjectId: holdings.principalId,
          assigneePrincipalType: 'ServicePrincipal',
          role: ROLE,
          scope,
        }),
      ),
      { ...evidence, without },
    );
  }
  const [lock] = locksOver(known, locks);
  if (lock !== undefined) {
    return manual(
      'AccountLocked',
      `Lock ${lock.name} (${lock.level}) on ${partsOf(lock.scope).name} keeps Azure Files shares from being backed up.`,
      stepsToUnlock(lock),
      { ...evidence, lock: lock.armId },
    );
  }
  return everyVolumeSeen
    ? satisfied('SharesCovered', `The ${shares} Azure Files shares can be backed up. ${NOT_CHECKED}`, evidence)
    : notSeen('every volume', LIST);
}

/** The driver puts accounts into the node resource group unless the storage class names another. */
function accountId(account: string, { id, nodeResourceGroup }: Cluster): StorageAccountId | undefined {
  const [group, name] = account.split('/');
  const { subscriptionId } = partsOf(id);
  return parseStorageAccountId(
    `/subscriptions/${subscriptionId}/resourceGroups/${group || nodeResourceGroup}/providers/Microsoft.Storage/storageAccounts/${name}`,
  );
}

function holds({ assignments }: Holdings, account: StorageAccountId): boolean {
  return assignments.some(
    ({ roleDefinitionGuid, hasCondition, scope }) =>
      roleDefinitionGuid === ROLES[ROLE] && !hasCondition && isWithin(account, scope),
  );
}
