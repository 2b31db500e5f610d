import type { Remedy, RemedyKind, RemedyOf } from '../model/remedy.ts';
import { backupExtension } from './backup-extension.ts';
import { blobContainer } from './blob-container.ts';
import { clusterInspection } from './cluster-inspection.ts';
import type { Remediator } from './define.ts';
import { extensionSettings } from './extension-settings.ts';
import { policyExclusion } from './policy-exclusion.ts';
import { providerRegistration } from './provider-registration.ts';
import { roleGrant } from './role-grant.ts';
import { securityRule } from './security-rule.ts';
import { snapshotGroup } from './snapshot-group.ts';
import { storageBypass } from './storage-bypass.ts';
import { storageDrivers } from './storage-drivers.ts';
import { trustedAccessBinding } from './trusted-access-binding.ts';
import { vaultIdentity } from './vault-identity.ts';

export type RemediatorTable = { readonly [K in RemedyKind]: Remediator<RemedyOf<K>> };

/** Every kind of remedy has its remediator; a missing one does not compile. */
export const REMEDIATORS = {
  providerRegistration,
  backupExtension,
  extensionSettings,
  trustedAccessBinding,
  vaultIdentity,
  storageDrivers,
  storageBypass,
  securityRule,
  blobContainer,
  snapshotGroup,
  roleGrant,
  policyExclusion,
  clusterInspection,
} as const satisfies RemediatorTable;

/** The remediator for this kind of remedy. */
export function remediatorOf(remedy: Remedy, remediators: RemediatorTable): Remediator {
  return remediators[remedy.kind];
}
