import { expect, test } from 'vitest';
import type { VaultPosture } from '../../../../shared/model/azure.ts';
import type { AnyRule } from '../../../../shared/rules/define-rule.ts';
import { crossRegionRestore } from '../../../../shared/rules/protection/cross-region-restore.ts';
import { jobFailureAlerts } from '../../../../shared/rules/protection/job-failure-alerts.ts';
import { multiUserAuthorization } from '../../../../shared/rules/protection/multi-user-authorization.ts';
import { softDelete } from '../../../../shared/rules/protection/soft-delete.ts';
import { vaultImmutability } from '../../../../shared/rules/protection/vault-immutability.ts';
import { vaultRedundancy } from '../../../../shared/rules/protection/vault-redundancy.ts';
import { PROFILE, PROTECTION, READY, VAULT } from '../../../support/facts.ts';

const PROTECTING = { ...PROFILE, protection: PROTECTION };
const vault = (changes: Partial<VaultPosture>) => ({
  ...READY,
  vault: { ...VAULT, posture: { ...VAULT.posture, ...changes } },
});

const CASES: readonly (readonly [AnyRule, Partial<VaultPosture>, string])[] = [
  [vaultRedundancy, {}, 'satisfied'],
  [vaultRedundancy, { redundancy: 'LocallyRedundant' }, 'manual'],
  [vaultRedundancy, { redundancy: undefined }, 'unknown'],
  [crossRegionRestore, {}, 'satisfied'],
  [crossRegionRestore, { crossRegionRestore: undefined }, 'manual'],
  [crossRegionRestore, { redundancy: 'ZoneRedundant' }, 'notApplicable'],
  [softDelete, {}, 'satisfied'],
  [softDelete, { softDelete: 'Off' }, 'manual'],
  [softDelete, { softDeleteDays: 7 }, 'manual'],
  [vaultImmutability, { immutability: 'Locked' }, 'satisfied'],
  [vaultImmutability, { immutability: 'Disabled' }, 'manual'],
  [multiUserAuthorization, {}, 'satisfied'],
  [multiUserAuthorization, { guarded: false }, 'manual'],
  [jobFailureAlerts, {}, 'satisfied'],
  [jobFailureAlerts, { jobAlerts: 'Disabled' }, 'manual'],
];

test.each(CASES)('$slug: %j is %s', (rule, posture, outcome) => {
  expect(rule.evaluate(vault(posture), PROTECTING)).toMatchObject({ outcome });
});

test.each(CASES)('$slug: %j is judged only where the profile protects by the vault', (rule, posture) => {
  expect(rule.evaluate(vault(posture), PROFILE)).toMatchObject({ outcome: 'notApplicable' });
  expect(rule.evaluate({ ...READY, vault: 'absent' }, PROTECTING)).toMatchObject({ outcome: 'notApplicable' });
});
