import { z } from 'zod';
import type { DurationName } from '../../durations.ts';
import { injectedRefusal } from '../../faults/backup-fault.ts';
import type { OperationFailure } from '../../operations/operations.ts';
import type { Platform } from '../../platform.ts';
import { type ArmApp, type ArmContext, originOf } from '../../server/arm-env.ts';
import { serviceError } from '../../server/errors.ts';
import { readBody } from '../../server/request-body.ts';
import { type BackupInstance, type ProtectionState, withState } from './backup-instance.ts';
import { startBackupJob } from './backup-jobs.ts';
import { INSTANCES, requireInstance } from './instance-request.ts';
import { protect } from './protect-instance.ts';
import { linkToLocationResult, linkToVaultOperation, newVaultOperationId } from './vault-operations.ts';

const backupSchema = z.object({
  backupRuleOptions: z.object({
    ruleName: z.string().min(1),
    triggerOption: z.object({ retentionTagOverride: z.string().optional() }),
  }),
});
const syncSchema = z.object({ syncType: z.enum(['Default', 'ForceResync']).optional() });

/**
 * Actions on a backup instance.
 * https://learn.microsoft.com/rest/api/dataprotection/backup-instances
 */
export function routeInstanceActions(app: ArmApp, platform: Platform): void {
  const one = `${INSTANCES}/:instanceName`;

  app.post(`${one}/backup`, (c) => backUp(c, platform));
  app.post(`${one}/sync`, (c) => {
    const instance = requireInstance(c, platform);
    readBody(c, syncSchema);
    const injected = injectedRefusal(c, platform);
    c.header('Retry-After', '30');
    return begin(c, platform, instance, 'backupInstanceAction', () => protect(platform, instance, injected));
  });
  app.post(`${one}/stopprotection`, (c) => change(c, platform, 'ProtectionStopped'));
  app.post(`${one}/suspendbackups`, (c) => change(c, platform, 'BackupSchedulesSuspended'));
  for (const action of ['resumeprotection', 'resumebackups']) {
    app.post(`${one}/${action}`, (c) => {
      const instance = requireInstance(c, platform);
      const injected = injectedRefusal(c, platform);
      return begin(c, platform, instance, 'backupInstanceAction', () => protect(platform, instance, injected));
    });
  }
}

/**
 * Recovery points stay:
 * https://learn.microsoft.com/azure/backup/manage-azure-database-postgresql#stop-protection
 */
function change(c: ArmContext, platform: Platform, state: ProtectionState): Response {
  const { id } = requireInstance(c, platform);
  const { backupInstances } = platform.state;
  return begin(c, platform, { id }, 'backupInstanceAction', () => {
    const instance = backupInstances.get(id);
    if (instance === undefined) return { code: 'ResourceNotFound', message: 'The backup instance is gone.' };
    backupInstances.set(withState(instance, state));
    return undefined;
  });
}

/** The operation only starts the job, which its result names. */
function backUp(c: ArmContext, platform: Platform): Response {
  const instance = requireInstance(c, platform);
  const { backupRuleOptions } = readBody(c, backupSchema);
  const { currentProtectionState } = instance.properties;
  if (currentProtectionState !== 'ProtectionConfigured') {
    const message = `A backup cannot be started while the backup instance is in state ${currentProtectionState}.`;
    throw serviceError(400, 'UserErrorBackupInstanceNotInProtectedState', message);
  }
  const tag = backupRuleOptions.triggerOption.retentionTagOverride ?? 'default';
  const job = startBackupJob(platform, instance, tag, injectedRefusal(c, platform));
  const properties = { objectType: 'OperationJobExtendedInfo', jobId: job.id };
  return begin(c, platform, instance, 'backupTrigger', () => undefined, properties);
}

function begin(
  c: ArmContext,
  platform: Platform,
  { id }: Pick<BackupInstance, 'id'>,
  duration: DurationName,
  finish: () => OperationFailure | undefined,
  properties?: object,
): Response {
  const origin = originOf(c);
  const operation = platform.operations.start({
    id: newVaultOperationId(platform),
    resourceId: id.replace(/\/backupInstances\/[^/]+$/i, ''),
    duration,
    ...(properties && { properties }),
    finish: () => {
      const failure = finish();
      const outcome = failure === undefined ? 'Success' : 'Failure';
      platform.events.publish({ kind: 'Action', outcome, resourceId: id, origin });
      return failure;
    },
  });
  linkToVaultOperation(c, platform, operation, 'Azure-AsyncOperation');
  linkToLocationResult(c, platform, operation);
  return c.body(null, 202);
}
