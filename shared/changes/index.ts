import type { Remedy, RemedyKind, RemedyOf } from '../model/remedy.ts';
import type { Step } from '../model/step.ts';
import { backupExtension } from './backup-extension.ts';
import { backupInstance } from './backup-instance.ts';
import { backupPolicy } from './backup-policy.ts';
import { backupValidation } from './backup-validation.ts';
import { blobContainer } from './blob-container.ts';
import { clusterInspection } from './cluster-inspection.ts';
import type { Change, Missing } from './define.ts';
import { extensionSettings } from './extension-settings.ts';
import { firstBackup } from './first-backup.ts';
import { instanceSync } from './instance-sync.ts';
import { policyExclusion } from './policy-exclusion.ts';
import { providerRegistration } from './provider-registration.ts';
import { restoreValidation } from './restore-validation.ts';
import { roleGrant } from './role-grant.ts';
import { securityRule } from './security-rule.ts';
import { snapshotGroup } from './snapshot-group.ts';
import { storageBypass } from './storage-bypass.ts';
import { storageDrivers } from './storage-drivers.ts';
import { trustedAccessBinding } from './trusted-access-binding.ts';
import { vaultIdentity } from './vault-identity.ts';

export type ChangeTable = { readonly [K in RemedyKind]: Change<RemedyOf<K>> };

/**
 * Every kind of change. Order, defaults of profiles, rights, docs, samples and words for people are
 * derived from it, and `remediate/index.ts` has the calls to Azure for each of them. A missing part
 * does not compile.
 */
export const CHANGES = {
  providerRegistration,
  vaultIdentity,
  snapshotGroup,
  blobContainer,
  storageBypass,
  securityRule,
  roleGrant,
  storageDrivers,
  policyExclusion,
  backupExtension,
  extensionSettings,
  trustedAccessBinding,
  clusterInspection,
  backupPolicy,
  backupValidation,
  backupInstance,
  instanceSync,
  firstBackup,
  restoreValidation,
} satisfies ChangeTable;

/** The kinds in the order in which their changes are made. */
export const KINDS: readonly RemedyKind[] = Object.values(CHANGES)
  .sort((a, b) => a.order - b.order)
  .map(({ kind }) => kind);

/** The kinds that a profile can list under `allow`. */
export const LISTED_KINDS: readonly RemedyKind[] = KINDS.filter(
  (kind) => typeof changeOfKind(kind).allowed === 'string',
);

/** The kinds under `allow` that wait for an approval where the profile does not say. */
export const APPROVED_KINDS: readonly RemedyKind[] = KINDS.filter(
  (kind) => changeOfKind(kind).allowed === 'whereListedAndApproved',
);

/**
 * The kinds that a profile allows when it has no `allow`: they only add, and every cluster needs
 * them.
 */
export const DEFAULT_KINDS: readonly RemedyKind[] = KINDS.filter((kind) => changeOfKind(kind).allowed === 'byDefault');

export function changeOfKind(kind: RemedyKind): Change {
  return CHANGES[kind] as unknown as Change;
}

/** The kind of change that carries out this remedy. */
export function changeFor<R extends Remedy>(remedy: R): Change<R> {
  // The table is keyed by kind, which the compiler cannot follow through an index by a union.
  return CHANGES[remedy.kind] as unknown as Change<R>;
}

/** The commands to the same effect, with ids filled in. */
export function commandsFor({ remedy, evidence }: Missing): readonly Step[] {
  return changeFor(remedy).commands({ remedy, evidence });
}
