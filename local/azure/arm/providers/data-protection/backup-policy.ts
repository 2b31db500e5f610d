import type { Echoed, SystemData } from '../../state/wire.ts';

export interface BackupPolicy {
  readonly id: string;
  readonly name: string;
  readonly type: 'Microsoft.DataProtection/backupVaults/backupPolicies';
  readonly properties: Echoed & { readonly policyRules: readonly Echoed[] };
  readonly systemData?: SystemData;
}

/** Whether backups under the policy also move to the vault. */
export function usesVaultTier({ properties }: BackupPolicy): boolean {
  return JSON.stringify(properties.policyRules).includes('"VaultStore"');
}
