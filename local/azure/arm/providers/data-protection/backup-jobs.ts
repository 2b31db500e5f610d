import type { RefusalCode } from '../../faults/backup-refusals.ts';
import type { Platform } from '../../platform.ts';
import type { ArmApp } from '../../server/arm-env.ts';
import { resourceNotFound } from '../../server/errors.ts';
import { pageOf } from '../../server/paging.ts';
import { readResourceId } from '../../state/resource-id.ts';
import { type BackupInstance, vaultIdOf } from './backup-instance.ts';
import type { BackupJob } from './backup-job.ts';
import { requireVault } from './backup-vaults.ts';
import { troubleOf } from './protect-instance.ts';
import { newRecoveryPoint } from './recovery-points.ts';

const JOBS =
  '/subscriptions/:subscriptionId/resourcegroups/:resourceGroupName/providers/microsoft.dataprotection/backupvaults/:vaultName/backupjobs';
const TYPE = 'Microsoft.DataProtection/backupVaults/backupJobs';

/** https://learn.microsoft.com/rest/api/dataprotection/jobs */
export function routeBackupJobs(app: ArmApp, platform: Platform): void {
  const { backupJobs } = platform.state;

  app.get(JOBS, (c) => c.json(pageOf(c, platform, backupJobs.below(requireVault(c, platform).id))));
  app.get(`${JOBS}/:jobId`, (c) => {
    const { resourceGroupName = '', jobId = '' } = c.req.param();
    const job = backupJobs.get(`${requireVault(c, platform).id}/backupJobs/${jobId}`);
    if (job === undefined) throw resourceNotFound(TYPE, jobId, resourceGroupName);
    return c.json(job);
  });
}

/** Starts a backup; at its end there is a recovery point, or the job says why not. */
export function startBackupJob(
  platform: Platform,
  { id: instanceId }: BackupInstance,
  retentionTag: string,
  injected: RefusalCode | undefined,
): BackupJob {
  const { state, timeline, random, durations } = platform;
  const startedAt = timeline.now();
  const jobId = random.uuid();
  const vaultId = vaultIdOf({ id: instanceId });
  const id = `${vaultId}/backupJobs/${jobId}`;
  const instance = state.backupInstances.get(instanceId);
  if (instance === undefined) throw new Error(`no instance ${instanceId}`);

  const describe = (end: JobEnd): BackupJob => ({
    id,
    name: jobId,
    type: TYPE,
    properties: describeJob(instance, { vaultId, jobId, startedAt, retentionTag }, end),
  });
  timeline.at(new Date(startedAt.getTime() + durations.ms('backupJob')), () => {
    const now = state.backupInstances.get(instanceId);
    // A container, account or vault that goes takes the job along.
    if (now === undefined || state.backupJobs.get(id) === undefined) return;
    const endedAt = timeline.now();
    const trouble = troubleOf(platform, now, injected);
    if (trouble !== undefined) {
      state.backupJobs.set(describe({ status: 'Failed', endedAt, errorDetails: [trouble] }));
      return;
    }
    const point = state.recoveryPoints.set(newRecoveryPoint(now, endedAt.getTime(), platform));
    state.backupJobs.set(describe({ status: 'Completed', endedAt, errorDetails: null, pointId: point.name }));
  });
  return state.backupJobs.set(describe({ status: 'InProgress', errorDetails: null }));
}

interface JobEnd extends Pick<BackupJob['properties'], 'status' | 'errorDetails'> {
  readonly endedAt?: Date;
  readonly pointId?: string;
}

interface JobStart {
  readonly vaultId: string;
  readonly jobId: string;
  readonly startedAt: Date;
  readonly retentionTag: string;
}

/** As recorded: what the service does not know is null. */
function describeJob(
  { id, properties }: BackupInstance,
  { vaultId, jobId, startedAt, retentionTag }: JobStart,
  { status, endedAt, errorDetails, pointId }: JobEnd,
): BackupJob['properties'] {
  const { resourceID } = properties.dataSourceInfo;
  const source = readResourceId(resourceID);
  const { subscriptionId = '' } = readResourceId(vaultId);
  const seconds = endedAt === undefined ? 0 : (endedAt.getTime() - startedAt.getTime()) / 1000;
  return {
    activityID: jobId,
    subscriptionId,
    backupInstanceId: id,
    policyId: properties.policyInfo.policyId,
    dataSourceId: resourceID,
    vaultName: readResourceId(vaultId).name,
    backupInstanceFriendlyName: properties.friendlyName ?? source.name,
    policyName: properties.policyInfo.policyId.split('/').at(-1),
    sourceResourceGroup: source.resourceGroupName ?? '',
    dataSourceSetName: source.name,
    dataSourceName: source.name,
    progressEnabled: false,
    sourceSubscriptionID: source.subscriptionId ?? '',
    dataSourceLocation: String(properties.dataSourceInfo.resourceLocation ?? ''),
    startTime: startedAt.toISOString(),
    ...(endedAt && { endTime: endedAt.toISOString() }),
    dataSourceType: 'Microsoft.ContainerService/managedClusters',
    operationCategory: 'Backup',
    operation: 'Backup',
    status,
    isUserTriggered: true,
    supportedActions: [''],
    duration: `PT${seconds}S`,
    errorDetails,
    extendedInfo: {
      ...(pointId && { targetRecoverPoint: { recoveryPointID: pointId, recoveryPointTime: endedAt?.toISOString() } }),
      subTasks: [{ taskId: 1, taskName: 'Trigger Backup', taskStatus: status }],
      additionalDetails: { RetentionTag: retentionTag },
    },
  };
}
