import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import type { ArmContext } from '../../server/arm-env.ts';
import { resourceNotFound, serviceError } from '../../server/errors.ts';
import type { BackupInstance } from './backup-instance.ts';
import { requireVault } from './backup-vaults.ts';

export const INSTANCES =
  '/subscriptions/:subscriptionId/resourcegroups/:resourceGroupName/providers/microsoft.dataprotection/backupvaults/:vaultName/backupinstances';
export const INSTANCE_TYPE = 'Microsoft.DataProtection/backupVaults/backupInstances';

export const instanceSchema = z.looseObject({
  friendlyName: z.string().optional(),
  dataSourceInfo: z.looseObject({ resourceID: z.string().min(1) }),
  dataSourceSetInfo: z.looseObject({ resourceID: z.string().min(1) }).optional(),
  policyInfo: z.looseObject({
    policyId: z.string().min(1),
    policyParameters: z.looseObject({}).optional(),
  }),
  objectType: z.string().min(1),
});

export function instanceId(c: ArmContext, platform: Platform): string {
  return `${requireVault(c, platform).id}/backupInstances/${c.req.param('instanceName')}`;
}

/** @throws ArmError when the instance that the path names does not exist. */
export function requireInstance(c: ArmContext, platform: Platform): BackupInstance {
  const instance = platform.state.backupInstances.get(instanceId(c, platform));
  if (instance !== undefined) return instance;
  const { resourceGroupName = '', instanceName = '' } = c.req.param();
  throw resourceNotFound(INSTANCE_TYPE, instanceName, resourceGroupName);
}

export function invalidInstance(problem: string) {
  return serviceError(400, 'InvalidRequestContent', `The backup instance is invalid: ${problem}.`);
}
