import { z } from 'zod';
import { injectedRefusal } from '../../faults/backup-fault.ts';
import type { Platform } from '../../platform.ts';
import { type ArmApp, type ArmContext, originOf } from '../../server/arm-env.ts';
import { serviceError } from '../../server/errors.ts';
import { pageOf } from '../../server/paging.ts';
import { readBody } from '../../server/request-body.ts';
import { stampSystemData } from '../../server/system-data.ts';
import type { Echoed } from '../../state/wire.ts';
import { requireScope } from '../authorization/require-scope.ts';
import { removeResource } from '../remove-resource.ts';
import type { BackupInstance } from './backup-instance.ts';
import { requireVault } from './backup-vaults.ts';
import {
  INSTANCE_TYPE,
  INSTANCES,
  instanceId,
  instanceSchema,
  invalidInstance,
  requireInstance,
} from './instance-request.ts';
import { protect } from './protect-instance.ts';
import { beginBackups, takeDueBackups } from './recovery-points.ts';
import { linkToVaultOperation, newVaultOperationId } from './vault-operations.ts';

/** https://learn.microsoft.com/rest/api/dataprotection/backup-instances */
export function routeBackupInstances(app: ArmApp, platform: Platform): void {
  const { backupInstances } = platform.state;

  app.get('/:scope/providers/microsoft.dataprotection/backupinstances', (c) => {
    const scope = requireScope(c, platform).toLowerCase();
    takeDueBackups(platform);
    const ofScope = backupInstances
      .all()
      .filter(({ properties }) => properties.dataSourceInfo.resourceID.toLowerCase() === scope);
    return c.json(pageOf(c, platform, ofScope));
  });
  app.get(INSTANCES, (c) => {
    const vault = requireVault(c, platform);
    takeDueBackups(platform);
    return c.json(pageOf(c, platform, backupInstances.below(vault.id)));
  });
  app.get(`${INSTANCES}/:instanceName`, (c) => {
    takeDueBackups(platform);
    return c.json(requireInstance(c, platform));
  });
  app.put(`${INSTANCES}/:instanceName`, (c) => putInstance(c, platform));
  app.delete(`${INSTANCES}/:instanceName`, (c) => deleteInstance(c, platform));
}

function putInstance(c: ArmContext, platform: Platform): Response {
  const { backupInstances } = platform.state;
  const vault = requireVault(c, platform);
  const id = instanceId(c, platform);
  const current = backupInstances.get(id);
  const { properties } = readBody(c, z.object({ properties: instanceSchema }), invalidInstance);
  requireUnprotected(platform, properties.dataSourceInfo.resourceID, id);

  const state = current === undefined ? 'ConfiguringProtection' : 'UpdatingProtection';
  const instance = backupInstances.set({
    id: current?.id ?? id,
    name: current?.name ?? c.req.param('instanceName') ?? '',
    type: INSTANCE_TYPE,
    properties: {
      ...properties,
      policyInfo: withEveryParameter(properties.policyInfo),
      protectionStatus: { status: 'ConfiguringProtection' },
      currentProtectionState: state,
      provisioningState: current === undefined ? 'Provisioning' : 'Updating',
    },
    systemData: stampSystemData(c, platform.timeline, current?.systemData),
  });
  const origin = originOf(c);
  const injected = injectedRefusal(c, platform);
  const operation = platform.operations.start({
    id: newVaultOperationId(platform),
    resourceId: vault.id,
    duration: 'backupInstanceCreate',
    finish: () => {
      const failure = protect(platform, instance, injected);
      if (current === undefined) beginBackups(platform, instance.id);
      const outcome = failure === undefined ? 'Success' : 'Failure';
      platform.events.publish({ kind: 'Write', outcome, resourceId: instance.id, origin });
      return failure;
    },
  });
  linkToVaultOperation(c, platform, operation, 'Azure-AsyncOperation');
  return c.json(instance, current === undefined ? 201 : 200);
}

/** Recorded with a soft-deleted instance: a datasource is protected once, over all vaults. */
function requireUnprotected({ state }: Platform, datasourceId: string, id: string): void {
  const isOther = (instance: BackupInstance) =>
    instance.id.toLowerCase() !== id.toLowerCase() &&
    instance.properties.dataSourceInfo.resourceID.toLowerCase() === datasourceId.toLowerCase();
  if (!state.backupInstances.all().some(isOther)) return;
  throw serviceError(
    400,
    'UserErrorDppDatasourceAlreadyHasBackupInstance',
    'The datasource is already protected by a backup instance.',
  );
}

/**
 * Recorded: the answer has every parameter of the cluster's backup, with null for those that were
 * left out.
 */
function withEveryParameter<T extends Echoed>(policyInfo: T): T {
  const parameters = policyInfo.policyParameters as { backupDatasourceParametersList?: readonly Echoed[] } | undefined;
  const list = parameters?.backupDatasourceParametersList;
  if (list === undefined) return policyInfo;
  const complete = list.map((each) => ({ ...NO_PARAMETERS, ...each }));
  return { ...policyInfo, policyParameters: { ...parameters, backupDatasourceParametersList: complete } };
}

const NO_PARAMETERS = {
  includedNamespaces: null,
  excludedNamespaces: null,
  includedResourceTypes: null,
  excludedResourceTypes: null,
  labelSelectors: null,
  backupHookReferences: null,
};

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
