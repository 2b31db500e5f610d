import { canonicalHash } from '../../lib/canonical-hash.ts';
import type { BackupExtension, BackupInstance, BackupVault, Cluster } from '../../model/azure.ts';
import type { Profile } from '../../model/profile.ts';
import type { ProtectionPlan, ProtectionRequest } from '../../model/protection.ts';
import { partsOf } from '../../model/resource-id.ts';

/**
 * The request by which the profile has the cluster protected, the same for the validation and for
 * the instance.
 */
export function requestFor(
  cluster: Cluster,
  vault: BackupVault,
  { snapshotGroupId }: Pick<Profile, 'snapshotGroupId'>,
  { policy, firstBackup: _, ...parameters }: ProtectionPlan,
): ProtectionRequest {
  return {
    vaultId: vault.id,
    policyId: `${vault.armId}/backupPolicies/${policy.name}`,
    clusterArmId: cluster.armId,
    clusterLocation: cluster.location,
    snapshotGroupId,
    ...parameters,
  };
}

/** As people read it in the portal. */
export function friendlyNameOf({ id, name }: Cluster): string {
  return `${name} (${partsOf(id).resourceGroup ?? ''})`;
}

/**
 * Changes with everything that a validation depends on and that does not show as an unsatisfied
 * rule: identities and settings.
 */
export function basisOf(
  request: ProtectionRequest,
  cluster: Cluster,
  vault: BackupVault,
  extensions: readonly BackupExtension[],
): string {
  return canonicalHash({
    request,
    cluster: cluster.identity?.principalId ?? null,
    vault: vault.principalId ?? null,
    extensions: extensions.map(({ armId, principalId = null, settings }) => ({ armId, principalId, settings })),
  });
}

/** The instance of the profile's vault, and the first one of another vault. */
export function instancesOf(protection: readonly BackupInstance[], { vaultId }: Pick<Profile, 'vaultId'>) {
  return {
    here: protection.find((instance) => instance.vaultId === vaultId),
    elsewhere: protection.find((instance) => instance.vaultId !== vaultId),
  };
}

export type InstanceState = 'protected' | 'inProgress' | 'stopped' | 'inError';

/** States that are not known count as protected only where no error is beside them. */
export function stateOfInstance({ protectionState, errorCode }: BackupInstance): InstanceState {
  switch (protectionState?.toLowerCase()) {
    case 'configuringprotection':
    case 'updatingprotection':
      return 'inProgress';
    case 'protectionstopped':
    case 'backupschedulessuspended':
    case 'retentionschedulessuspended':
    case 'softdeleting':
    case 'softdeleted':
    case 'notprotected':
      return 'stopped';
    case 'protectionerror':
    case 'configuringprotectionfailed':
      return 'inError';
    default:
      return errorCode === undefined ? 'protected' : 'inError';
  }
}
