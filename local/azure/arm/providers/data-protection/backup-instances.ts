import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import { type ArmApp, type ArmContext, originOf } from '../../server/arm-env.ts';
import { resourceNotFound, serviceError } from '../../server/errors.ts';
import { pageOf } from '../../server/paging.ts';
import { readBody } from '../../server/request-body.ts';
import { stampSystemData } from '../../server/system-data.ts';
import { requireScope } from '../authorization/require-scope.ts';
import { removeResource } from '../remove-resource.ts';
import { requireVault } from './backup-vaults.ts';
import { beginBackups } from './recovery-points.ts';
import { linkToVaultOperation, newVaultOperationId } from './vault-operations.ts';

const INSTANCES =
  '/subscriptions/:subscriptionId/resourcegroups/:resourceGroupName/providers/microsoft.dataprotection/backupvaults/:vaultName/backupinstances';
const TYPE = 'Microsoft.DataProtection/backupVaults/backupInstances';

const instanceSchema = z.object({
  properties: z.looseObject({
    dataSourceInfo: z.looseObject({ resourceID: z.string().min(1) }),
    policyInfo: z.looseObject({ policyId: z.string().min(1) }),
    objectType: z.string().min(1),
  }),
});

/** https://learn.microsoft.com/rest/api/dataprotection/backup-instances */
export function routeBackupInstances(app: ArmApp, platform: Platform): void {
  const { backupInstances } = platform.state;

  app.get('/:scope/providers/microsoft.dataprotection/backupinstances', (c) => {
    const scope = requireScope(c, platform).toLowerCase();
    const ofScope = backupInstances
      .all()
      .filter(({ properties }) => properties.dataSourceInfo.resourceID.toLowerCase() === scope);
    return c.json(pageOf(c, platform, ofScope));
  });
  app.get(INSTANCES, (c) => c.json(pageOf(c, platform, backupInstances.below(requireVault(c, platform).id))));
  app.get(`${INSTANCES}/:instanceName`, (c) => {
    const instance = backupInstances.get(instanceId(c, platform));
    if (instance !== undefined) return c.json(instance);
    const { resourceGroupName = '', instanceName = '' } = c.req.param();
    throw resourceNotFound(TYPE, instanceName, resourceGroupName);
  });
  app.put(`${INSTANCES}/:instanceName`, (c) => putInstance(c, platform));
  app.delete(`${INSTANCES}/:instanceName`, (c) => deleteInstance(c, platform));
}

function instanceId(c: ArmContext, platform: Platform): string {
  return `${requireVault(c, platform).id}/backupInstances/${c.req.param('instanceName')}`;
}

function putInstance(c: ArmContext, platform: Platform): Response {
  const { backupInstances } = platform.state;
  const vault = requireVault(c, platform);
  const current = backupInstances.get(instanceId(c, platform));
  const { properties } = readBody(c, instanceSchema, invalidInstance);
  const instance = backupInstances.set({
    id: current?.id ?? instanceId(c, platform),
    name: current?.name ?? c.req.param('instanceName') ?? '',
    type: TYPE,
    properties: {
      ...properties,
      provisioningState: current === undefined ? 'Provisioning' : 'Updating',
      currentProtectionState: current === undefined ? 'ConfiguringProtection' : 'UpdatingProtection',
    },
    systemData: stampSystemData(c, platform.timeline, current?.systemData),
  });
  const origin = originOf(c);
  const operation = platform.operations.start({
    id: newVaultOperationId(platform),
    resourceId: vault.id,
    duration: 'backupInstanceCreate',
    finish: () => {
      const configured = { provisioningState: 'Succeeded', currentProtectionState: 'ProtectionConfigured' } as const;
      backupInstances.set({ ...instance, properties: { ...instance.properties, ...configured } });
      if (current === undefined) beginBackups(platform, instance.id);
      platform.events.publish({ kind: 'Write', outcome: 'Success', resourceId: instance.id, origin });
      return undefined;
    },
  });
  linkToVaultOperation(c, platform, operation, 'Azure-AsyncOperation');
  return c.json(instance, current === undefined ? 201 : 200);
}

function deleteInstance(c: ArmContext, platform: Platform): Response {
  const { backupInstances } = platform.state;
  const vault = requireVault(c, platform);
  const current = backupInstances.get(instanceId(c, platform));
  if (current === undefined) return c.body(null, 204);
  backupInstances.set({ ...current, properties: { ...current.properties, provisioningState: 'Deleting' } });
  const origin = originOf(c);
  const operation = platform.operations.start({
    id: newVaultOperationId(platform),
    resourceId: vault.id,
    duration: 'backupInstanceDelete',
    finish: () => removeResource(platform, current.id, origin),
  });
  linkToVaultOperation(c, platform, operation, 'Azure-AsyncOperation');
  linkToVaultOperation(c, platform, operation, 'Location');
  return c.body(null, 202);
}

function invalidInstance(problem: string) {
  return serviceError(400, 'InvalidRequestContent', `The backup instance is invalid: ${problem}.`);
}
