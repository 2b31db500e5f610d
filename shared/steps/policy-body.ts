import type { Strategy } from '../model/protection.ts';

const OPERATIONAL = { dataStoreType: 'OperationalStore', objectType: 'DataStoreInfoBase' } as const;
const VAULT = { dataStoreType: 'VaultStore', objectType: 'DataStoreInfoBase' } as const;

const deleteAfter = (duration: string) => ({ duration, objectType: 'AbsoluteDeleteOption' });

/**
 * Retention in the operational store, and in the vault where backups move there. ISO 8601
 * durations.
 */
const RETENTION: { readonly [S in Strategy]: { readonly operational: string; readonly vault?: string } } = {
  week: { operational: 'P7D' },
  month: { operational: 'P30D' },
  disasterRecovery: { operational: 'P7D', vault: 'P90D' },
};

const RULE = 'BackupDaily';

/**
 * A backup each day at two o'clock UTC. The form was recorded with the Azure CLI; that of the vault
 * tier follows
 * https://learn.microsoft.com/azure/backup/tutorial-configure-backup-aks
 */
export function policyBody(strategy: Strategy): { readonly properties: Readonly<Record<string, unknown>> } {
  const { operational, vault } = RETENTION[strategy];
  const copies = vault === undefined ? [] : [{ copyAfter: { objectType: 'ImmediateCopyOption' }, dataStore: VAULT }];
  const lifecycles = [
    { deleteAfter: deleteAfter(operational), sourceDataStore: OPERATIONAL, targetDataStoreCopySettings: copies },
    ...(vault === undefined ? [] : [{ deleteAfter: deleteAfter(vault), sourceDataStore: VAULT }]),
  ];
  return {
    properties: {
      objectType: 'BackupPolicy',
      datasourceTypes: ['Microsoft.ContainerService/managedClusters'],
      policyRules: [
        {
          name: RULE,
          objectType: 'AzureBackupRule',
          backupParameters: { objectType: 'AzureBackupParams', backupType: 'Incremental' },
          dataStore: OPERATIONAL,
          trigger: {
            objectType: 'ScheduleBasedTriggerContext',
            schedule: { repeatingTimeIntervals: ['R/2024-01-01T02:00:00+00:00/P1D'], timeZone: 'UTC' },
            taggingCriteria: [{ isDefault: true, taggingPriority: 99, tagInfo: { tagName: 'Default' } }],
          },
        },
        { name: 'Default', objectType: 'AzureRetentionRule', isDefault: true, lifecycles },
      ],
    },
  };
}
