import type { BackupVault, VaultPosture } from '../../model/azure.ts';
import type { Outcome } from '../../model/finding.ts';
import { partsOf } from '../../model/resource-id.ts';
import type { Rule } from '../../model/rule.ts';
import { az, inGroupOf } from '../../steps/az.ts';
import { type AnyRule, cannotTell, defineRule, notApplicable } from '../define-rule.ts';

type Texts = Pick<Rule, 'id' | 'slug' | 'title' | 'failureTitle' | 'why' | 'docs' | 'byHand'>;

/** A recommendation for the vault, judged only where the profile has clusters protected by it. */
export function vaultPostureRule<K extends keyof VaultPosture>(
  texts: Texts,
  key: K,
  judge: (value: NonNullable<VaultPosture[K]>, vault: BackupVault) => Outcome,
): AnyRule {
  return defineRule({
    ...texts,
    severity: 'recommended',
    serviceErrors: [],
    fix: 'person',
    needs: ['vault'],
    evaluate({ vault }, { name, protection, vaultId }) {
      if (protection === undefined) return notApplicable('NoPolicyNamed', `Profile ${name} names no backup policy.`);
      if (vault === 'absent') return notApplicable('NoVault', 'The vault does not exist.');
      const value = vault.posture[key];
      if (value === undefined) {
        return cannotTell('VaultSettingNotReturned', `Azure does not return this setting of vault ${vault.name}.`, [
          az('dataprotection backup-vault show', { ...inGroupOf(vaultId), vaultName: partsOf(vaultId).name }),
        ]);
      }
      return judge(value, vault);
    },
  });
}

/** The place of a vault, as its commands take it. */
export function ofVault({ id }: Pick<BackupVault, 'id'>) {
  return { ...inGroupOf(id), vaultName: partsOf(id).name };
}

/** For the pages of the rules. */
export const ANY_VAULT = { subscription: 'SUBSCRIPTION', resourceGroup: 'GROUP', vaultName: 'VAULT' };
