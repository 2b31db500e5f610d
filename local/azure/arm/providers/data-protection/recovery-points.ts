import type { Platform } from '../../platform.ts';
import type { ArmApp } from '../../server/arm-env.ts';
import { resourceNotFound } from '../../server/errors.ts';
import { pageOf } from '../../server/paging.ts';
import type { BackupInstance } from './backup-instance.ts';
import { requireVault } from './backup-vaults.ts';
import type { RecoveryPoint } from './recovery-point.ts';

const INSTANCE =
  '/subscriptions/:subscriptionId/resourcegroups/:resourceGroupName/providers/microsoft.dataprotection/backupvaults/:vaultName/backupinstances/:instanceName';
const DAY_MS = 24 * 3600_000;
const SETTINGS = 'configuration.backupStorageLocation.';

/** https://learn.microsoft.com/rest/api/dataprotection/recovery-points */
export function routeRecoveryPoints(app: ArmApp, platform: Platform): void {
  app.get(`${INSTANCE}/recoverypoints`, (c) => {
    const { resourceGroupName = '', instanceName = '' } = c.req.param();
    const instance = platform.state.backupInstances.get(
      `${requireVault(c, platform).id}/backupInstances/${instanceName}`,
    );
    if (instance === undefined) {
      throw resourceNotFound('Microsoft.DataProtection/backupVaults/backupInstances', instanceName, resourceGroupName);
    }
    takeDueBackups(platform);
    return c.json(pageOf(c, platform, platform.state.recoveryPoints.below(instance.id)));
  });
}

/** The first backup is due at once. */
export function beginBackups({ state, timeline }: Platform, instanceId: string): void {
  state.backupSchedules.set({ id: instanceId, nextAt: timeline.now().getTime() });
}

/**
 * Policies are not kept, so every instance is backed up once its protection is configured and each day after that. Nothing is
 * scheduled: backups that are due are taken when someone asks for them, and before a container comes or goes, on which their
 * success depends.
 */
export function takeDueBackups({ state, timeline, random }: Platform): void {
  for (const { id, nextAt } of state.backupSchedules.all()) {
    const instance = state.backupInstances.get(id);
    let due = nextAt;
    for (; due <= timeline.now().getTime(); due += DAY_MS) {
      if (instance !== undefined && canBackUp(instance, state)) {
        state.recoveryPoints.set(recoveryPoint(instance, due, random));
      }
    }
    state.backupSchedules.set({ id, nextAt: due });
  }
}

/** The extension writes into the container that it was told, and fails without it. */
function canBackUp({ properties: { dataSourceInfo } }: BackupInstance, state: Platform['state']): boolean {
  const cluster = state.managedClusters.get(dataSourceInfo.resourceID);
  const extension = state.extensions
    .below(dataSourceInfo.resourceID)
    .find(({ properties }) => properties.extensionType.toLowerCase() === 'microsoft.dataprotection.kubernetes');
  const settings = extension?.properties.configurationSettings ?? {};
  const group = `/subscriptions/${settings[`${SETTINGS}config.subscriptionId`]}/resourceGroups/${settings[`${SETTINGS}config.resourceGroup`]}`;
  const account = `${group}/providers/Microsoft.Storage/storageAccounts/${settings[`${SETTINGS}config.storageAccount`]}`;
  const container = `${account}/blobServices/default/containers/${settings[`${SETTINGS}bucket`]}`;
  return (
    cluster?.properties.powerState.code === 'Running' &&
    extension?.properties.provisioningState === 'Succeeded' &&
    state.blobContainers.get(container) !== undefined
  );
}

/** As it was recorded, without what this stand-in does not know. */
function recoveryPoint({ id, properties }: BackupInstance, time: number, random: Platform['random']): RecoveryPoint {
  const name = random.uuid().replaceAll('-', '');
  const at = new Date(time).toISOString();
  return {
    id: `${id}/recoveryPoints/${name}`,
    name,
    type: 'Microsoft.DataProtection/backupVaults/backupInstances/recoveryPoints',
    properties: {
      objectType: 'AzureBackupDiscreteRecoveryPoint',
      recoveryPointId: name,
      recoveryPointTime: at,
      recoveryPointType: 'Incremental',
      friendlyName: name,
      recoveryPointDataStoresDetails: [
        {
          id: random.uuid(),
          type: 'OperationalStore',
          creationTime: at,
          expiryTime: null,
          metaData: null,
          visible: true,
          state: 'COMMITTED',
        },
      ],
      retentionTagName: 'default',
      policyName: String(Object(properties.policyInfo).policyId ?? '')
        .split('/')
        .at(-1),
      expiryTime: null,
    },
  };
}
