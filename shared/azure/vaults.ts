import type { GenericResource } from '@azure/arm-resources';
import type { BackupVault, VaultPosture } from '../model/azure.ts';
import { parseVaultId, partsOf } from '../model/resource-id.ts';
import type { Arm } from '../ports/arm.ts';
import { API_VERSIONS } from './api-versions.ts';
import { UnreadableAnswer } from './ask.ts';
import type { Connection } from './connection.ts';
import { beginWrite } from './long-writes.ts';
import { flag, isRecord, number, principalId, records, text } from './shapes.ts';

/** Backup vaults as generic resources: there is no client for Microsoft.DataProtection. */
export function vaultCalls(connection: Connection): Pick<Arm, 'getVault' | 'patchVaultIdentity'> {
  const { ask, resources } = connection;
  return {
    async getVault(id) {
      const client = await resources(partsOf(id).subscriptionId);
      return ask(() => client.resources.getById(withoutSlash(id), API_VERSIONS.backupVaults), readVault);
    },
    patchVaultIdentity({ vaultId, identityType }, { value: { userAssignedIdentityIds: kept } }) {
      return beginWrite(connection, {
        method: 'patch',
        path: vaultId,
        apiVersion: API_VERSIONS.backupVaults,
        body: {
          identity: {
            type: identityType,
            ...(kept.length > 0 && { userAssignedIdentities: Object.fromEntries(kept.map((id) => [id, {}])) }),
          },
        },
      });
    },
  };
}

export function readVault(vault: GenericResource): BackupVault {
  const armId = text(vault.id);
  const id = armId === undefined ? undefined : parseVaultId(armId);
  if (armId === undefined || id === undefined) throw new UnreadableAnswer('a vault without a proper id');
  const { identity, properties } = vault;
  return {
    id,
    armId,
    name: text(vault.name) ?? partsOf(id).name,
    location: text(vault.location) ?? '',
    provisioningState: text(isRecord(properties) ? properties.provisioningState : undefined),
    identityType: text(identity?.type) ?? 'None',
    userAssignedIdentityIds: isRecord(identity?.userAssignedIdentities)
      ? Object.keys(identity.userAssignedIdentities)
      : [],
    principalId: principalId(identity?.principalId),
    tenantId: text(identity?.tenantId)?.toLowerCase(),
    posture: readPosture(isRecord(properties) ? properties : {}),
  };
}

/** https://learn.microsoft.com/rest/api/dataprotection/backup-vaults/get */
function readPosture(properties: Readonly<Record<string, unknown>>): VaultPosture {
  const stores = records(properties.storageSettings);
  const vaultStore = stores.find(({ datastoreType }) => datastoreType === 'VaultStore') ?? stores[0];
  const security = record(properties.securitySettings);
  const softDelete = record(security.softDeleteSettings);
  const restores = record(record(properties.featureSettings).crossRegionRestoreSettings);
  const alerts = record(record(properties.monitoringSettings).azureMonitorAlertSettings);
  return {
    redundancy: text(vaultStore?.type),
    crossRegionRestore: text(restores.state),
    softDelete: text(softDelete.state),
    softDeleteDays: number(softDelete.retentionDurationInDays),
    immutability: text(record(security.immutabilitySettings).state),
    guarded: flag(properties.isVaultProtectedByResourceGuard),
    jobAlerts: text(alerts.alertsForAllJobFailures),
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

// The client puts a slash of its own before the id.
function withoutSlash(id: string): string {
  return id.replace(/^\//, '');
}
