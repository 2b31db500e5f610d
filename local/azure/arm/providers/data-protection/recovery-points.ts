import type { Platform } from '../../platform.ts';
import type { ArmApp } from '../../server/arm-env.ts';
import { pageOf } from '../../server/paging.ts';
import { type BackupInstance, withState } from './backup-instance.ts';
import { usesVaultTier } from './backup-policy.ts';
import { nextBackup, scheduleOf } from './backup-schedule.ts';
import { INSTANCES, requireInstance } from './instance-request.ts';
import { troubleOf } from './protect-instance.ts';
import type { RecoveryPoint } from './recovery-point.ts';

const DAY_MS = 24 * 3600_000;

/** https://learn.microsoft.com/rest/api/dataprotection/recovery-points */
export function routeRecoveryPoints(app: ArmApp, platform: Platform): void {
  app.get(`${INSTANCES}/:instanceName/recoverypoints`, (c) => {
    const instance = requireInstance(c, platform);
    takeDueBackups(platform);
    return c.json(pageOf(c, platform, platform.state.recoveryPoints.below(instance.id)));
  });
}

/**
 * The first backup is due by the schedule of the policy; at once without a policy, as in small
 * tests.
 */
export function beginBackups(platform: Platform, instanceId: string): void {
  const { state, timeline } = platform;
  const now = timeline.now().getTime();
  const schedule = scheduleFor(platform, state.backupInstances.get(instanceId));
  state.backupSchedules.set({ id: instanceId, nextAt: schedule === undefined ? now : nextBackup(schedule, now) });
}

function scheduleFor({ state }: Platform, instance: BackupInstance | undefined) {
  return scheduleOf(state.backupPolicies.get(instance?.properties.policyInfo.policyId ?? ''));
}

/**
 * Backups that are due are taken when someone asks for them, and before a container comes or goes,
 * on which their success depends.
 */
export function takeDueBackups(platform: Platform): void {
  const { state, timeline } = platform;
  for (const { id, nextAt } of state.backupSchedules.all()) {
    const schedule = scheduleFor(platform, state.backupInstances.get(id));
    const everyMs = schedule?.everyMs ?? DAY_MS;
    let due = nextAt;
    for (; due <= timeline.now().getTime(); due += everyMs) {
      const instance = state.backupInstances.get(id);
      if (instance === undefined || !canBackUp(instance, platform)) continue;
      // Without a policy no backup runs that could end an error.
      if (!isConfigured(instance) && schedule === undefined) continue;
      state.recoveryPoints.set(newRecoveryPoint(instance, due, platform));
      // Assumed: a backup that succeeds ends the error of its instance.
      if (!isConfigured(instance)) state.backupInstances.set(withState(instance, 'ProtectionConfigured'));
    }
    state.backupSchedules.set({ id, nextAt: due });
  }
}

/** Whether a scheduled backup succeeds, as things are now. */
function canBackUp(instance: BackupInstance, platform: Platform): boolean {
  const isOn = isConfigured(instance) || instance.properties.currentProtectionState === 'ProtectionError';
  return isOn && troubleOf(platform, instance, undefined) === undefined;
}

function isConfigured({ properties }: BackupInstance): boolean {
  return properties.currentProtectionState === 'ProtectionConfigured';
}

/**
 * As it was recorded, without what this stand-in does not know. Under a policy with the vault tier
 * it is in the vault at once, where Azure takes hours.
 */
export function newRecoveryPoint(
  { id, properties }: BackupInstance,
  time: number,
  { state, random }: Platform,
): RecoveryPoint {
  const policy = state.backupPolicies.get(properties.policyInfo.policyId);
  const stores =
    policy !== undefined && usesVaultTier(policy) ? ['OperationalStore', 'VaultStore'] : ['OperationalStore'];
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
      recoveryPointDataStoresDetails: stores.map((type) => ({
        id: random.uuid(),
        type,
        creationTime: at,
        expiryTime: null,
        metaData: null,
        visible: true,
        state: 'COMMITTED',
      })),
      retentionTagName: 'default',
      policyName: String(Object(properties.policyInfo).policyId ?? '')
        .split('/')
        .at(-1),
      expiryTime: null,
    },
  };
}
