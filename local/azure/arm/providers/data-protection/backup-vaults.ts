import { createMiddleware } from 'hono/factory';
import { z } from 'zod';
import type { DurationName } from '../../durations.ts';
import type { Operation } from '../../operations/operations.ts';
import type { Platform } from '../../platform.ts';
import { apiVersionOf } from '../../server/answer-in-version.ts';
import { type ArmApp, type ArmContext, type ArmEnv, originOf } from '../../server/arm-env.ts';
import { resourceNotFound, serviceError } from '../../server/errors.ts';
import { pageOf } from '../../server/paging.ts';
import { readBody } from '../../server/request-body.ts';
import { locationSchema, tagsSchema } from '../../server/request-schemas.ts';
import { stampSystemData } from '../../server/system-data.ts';
import { removeResource } from '../remove-resource.ts';
import type { BackupVault } from './backup-vault.ts';
import { giveVaultIdentity, vaultIdentitySchema } from './vault-identity.ts';
import { linkToVaultOperation, newVaultOperationId } from './vault-operations.ts';

const VAULTS =
  '/subscriptions/:subscriptionId/resourcegroups/:resourceGroupName/providers/microsoft.dataprotection/backupvaults';
const NAME = /^[A-Za-z][-A-Za-z0-9]{0,48}[A-Za-z0-9]$/;

const settings = z.looseObject({}).optional();
const changeable = { monitoringSettings: settings, securitySettings: settings, featureSettings: settings };

const vaultPutSchema = z.object({
  location: locationSchema,
  tags: tagsSchema,
  identity: vaultIdentitySchema.optional(),
  properties: z.object({
    ...changeable,
    storageSettings: z.array(
      z.object({
        datastoreType: z.enum(['ArchiveStore', 'OperationalStore', 'VaultStore']),
        type: z.enum(['GeoRedundant', 'LocallyRedundant', 'ZoneRedundant']),
      }),
    ),
  }),
});

const vaultPatchSchema = z.object({
  tags: tagsSchema,
  identity: vaultIdentitySchema.optional(),
  properties: z.object(changeable).optional(),
});

/** https://learn.microsoft.com/rest/api/dataprotection/backup-vaults */
export function routeBackupVaults(app: ArmApp, platform: Platform): void {
  const { backupVaults } = platform.state;

  app.use(`${VAULTS}/*`, answerBadRequestsAsNotAcceptable);
  app.get('/subscriptions/:subscriptionId/providers/microsoft.dataprotection/backupvaults', (c) =>
    c.json(pageOf(c, platform, backupVaults.below(`/subscriptions/${c.req.param('subscriptionId')}`))),
  );
  app.get(VAULTS, (c) => {
    const { subscriptionId, resourceGroupName } = c.req.param();
    return c.json(
      pageOf(c, platform, backupVaults.below(`/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}`)),
    );
  });
  app.get(`${VAULTS}/:vaultName`, (c) => c.json(getVault(c, platform)));
  app.put(`${VAULTS}/:vaultName`, (c) => putVault(c, platform));
  app.patch(`${VAULTS}/:vaultName`, (c) => patchVault(c, platform));
  app.delete(`${VAULTS}/:vaultName`, (c) => deleteVault(c, platform));
}

/**
 * The service cannot write its errors in a charset:
 * https://github.com/hashicorp/terraform-provider-azurerm/issues/33194
 */
const answerBadRequestsAsNotAcceptable = createMiddleware<ArmEnv>(async (c, next) => {
  await next();
  if (c.res.status === 400 && /;\s*charset/i.test(c.req.header('accept') ?? '')) c.res = c.body(null, 406);
});

function vaultId(c: ArmContext): string {
  const { subscriptionId, resourceGroupName, vaultName } = c.req.param();
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.DataProtection/backupVaults/${vaultName}`;
}

/**
 * Of a vault that was deleted the service itself says so, of one that never was the gateway.
 * Recorded three times of three.
 */
function getVault(c: ArmContext, platform: Platform): BackupVault {
  if (!platform.state.wasRemoved(vaultId(c))) return requireVault(c, platform);
  const message = `The requested resource '${vaultId(c)}' was not found.`;
  throw serviceError(404, 'UserErrorGenericResourceNotFound', message);
}

/** @throws ArmError when the vault that the path names does not exist. */
export function requireVault(c: ArmContext, { state }: Platform): BackupVault {
  const vault = state.backupVaults.get(vaultId(c));
  if (vault !== undefined) return vault;
  const { resourceGroupName = '', vaultName = '' } = c.req.param();
  throw resourceNotFound('Microsoft.DataProtection/backupVaults', vaultName, resourceGroupName);
}

function putVault(c: ArmContext, platform: Platform): Response {
  const current = platform.state.backupVaults.get(vaultId(c));
  const name = c.req.param('vaultName') ?? '';
  if (!NAME.test(name)) throw invalidVault(`the name '${name}' must match ${NAME.source}`);
  const { location, tags, identity, properties } = readBody(c, vaultPutSchema, invalidVault);

  const id = current?.id ?? vaultId(c);
  const vault = platform.state.backupVaults.set({
    id,
    name: current?.name ?? name,
    type: 'Microsoft.DataProtection/backupVaults',
    location,
    tags,
    // The principal is there at once; the directory and role assignments learn of it later.
    identity: giveVaultIdentity(platform, id, identity, current?.identity),
    systemData: stampSystemData(c, platform.timeline, current?.systemData),
    properties: {
      ...VAULT_DEFAULTS,
      ...properties,
      provisioningState: current === undefined ? 'Provisioning' : 'Updating',
    },
  });
  const operation = work(c, platform, vault, current ? 'backupVaultUpdate' : 'backupVaultCreate');
  linkToVaultOperation(c, platform, operation, 'Azure-AsyncOperation');
  c.header('Retry-After', '10');
  return c.json(vault, current === undefined ? 201 : 200);
}

const VAULT_DEFAULTS = {
  securitySettings: {
    softDeleteSettings: { state: 'On', retentionDurationInDays: 14 },
    immutabilitySettings: { state: 'Disabled' },
  },
  isVaultProtectedByResourceGuard: false,
  replicatedRegions: [],
  secureScore: 'Adequate',
  bcdrSecurityLevel: 'Fair',
};

function patchVault(c: ArmContext, platform: Platform): Response {
  const current = requireVault(c, platform);
  const { tags, identity, properties } = readBody(c, vaultPatchSchema, invalidVault);
  const vault = platform.state.backupVaults.set({
    ...current,
    tags: tags ?? current.tags,
    identity: giveVaultIdentity(platform, current.id, identity, current.identity),
    systemData: stampSystemData(c, platform.timeline, current.systemData),
    properties: { ...current.properties, ...properties, provisioningState: 'Updating' },
  });
  const operation = work(c, platform, vault, 'backupVaultUpdate');
  linkToVaultOperation(c, platform, operation, 'Azure-AsyncOperation');
  linkToVaultOperation(c, platform, operation, 'Location');
  return c.body(null, 202);
}

function work(c: ArmContext, platform: Platform, { id }: BackupVault, duration: DurationName): Operation {
  const { backupVaults } = platform.state;
  const origin = originOf(c);
  return platform.operations.start({
    id: newVaultOperationId(platform),
    resourceId: id,
    duration,
    finish: () => {
      const vault = backupVaults.get(id);
      if (vault === undefined) return { code: 'ResourceNotFound', message: 'The vault is gone.' };
      backupVaults.set({ ...vault, properties: { ...vault.properties, provisioningState: 'Succeeded' } });
      platform.events.publish({ kind: 'Write', outcome: 'Success', resourceId: id, origin });
      return undefined;
    },
  });
}

function deleteVault(c: ArmContext, platform: Platform): Response {
  const vault = platform.state.backupVaults.get(vaultId(c));
  if (vault === undefined) return c.body(null, 204);
  const origin = originOf(c);
  const operation = platform.operations.start({
    id: newVaultOperationId(platform),
    resourceId: vault.id,
    duration: 'backupVaultDelete',
    finish: () => removeResource(platform, vault.id, origin),
  });
  // Recorded beside the other link.
  linkToVaultOperation(c, platform, operation, 'Location');
  const { subscriptionId } = c.req.param();
  const status = `/subscriptions/${subscriptionId}/providers/Microsoft.DataProtection/locations/${vault.location}/operationStatus/${operation.id}`;
  c.header('Azure-AsyncOperation', `${platform.publicUrl()}${status}?api-version=${apiVersionOf(c)}`);
  return c.body(null, 202);
}

function invalidVault(problem: string) {
  return serviceError(400, 'InvalidRequestContent', `The Backup vault is invalid: ${problem}.`);
}
