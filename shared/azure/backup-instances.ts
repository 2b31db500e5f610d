import type { BackupInstance, RecoveryPoint } from '../model/azure.ts';
import { parseResourceId, parseVaultId, partsOf, type ResourceId, type VaultId } from '../model/resource-id.ts';
import type { ArmReader } from '../ports/arm.ts';
import { API_VERSIONS } from './api-versions.ts';
import { UnreadableAnswer } from './ask.ts';
import type { Connection } from './connection.ts';
import { restList } from './rest-list.ts';
import { readRefusal } from './service-refusal.ts';
import { isRecord, records, text } from './shapes.ts';

type Item = Readonly<Record<string, unknown>>;

/** What is protected; asked before anything is taken away that its backups need. */
export function backupInstanceCalls({
  ask,
  rest,
}: Connection): Pick<ArmReader, 'listBackupInstances' | 'listBackupInstancesOf' | 'listRecoveryPoints'> {
  async function list<T>(path: string, read: (item: Item) => T) {
    const client = await rest();
    return ask(
      () => restList(client, path, { 'api-version': API_VERSIONS.backupVaults }),
      (items) => items.map(read),
    );
  }

  return {
    listBackupInstances: (vaultId) => list(`${vaultId}/backupInstances`, (item) => readInstance(item, undefined)),
    // The list of a resource has only instances that protect it.
    listBackupInstancesOf: (clusterId) =>
      list(`${clusterId}/providers/Microsoft.DataProtection/backupInstances`, (item) => readInstance(item, clusterId)),
    listRecoveryPoints: (vaultId, instance) =>
      list(`${vaultId}/backupInstances/${encodeURIComponent(instance)}/recoveryPoints`, (item) => ({
        ...readRecoveryPoint(item),
        instance,
      })),
  };
}

/**
 * An instance without its data source makes the list unreadable: it may be the one that matters.
 */
function readInstance(item: Item, known: ResourceId | undefined): BackupInstance {
  const armId = text(item.id);
  const properties = isRecord(item.properties) ? item.properties : {};
  const source = isRecord(properties.dataSourceInfo) ? properties.dataSourceInfo : {};
  const datasourceId = known ?? parseResourceId(text(source.resourceID) ?? '');
  const policyId = isRecord(properties.policyInfo) ? text(properties.policyInfo.policyId) : undefined;
  const error = isRecord(properties.protectionErrorDetails) ? properties.protectionErrorDetails : {};
  if (armId === undefined || datasourceId === undefined) {
    throw new UnreadableAnswer('a backup instance without its id or what it protects');
  }
  return {
    armId,
    name: text(item.name) ?? partsOf(datasourceId).name,
    datasourceId,
    vaultId: vaultOf(armId) ?? vaultOf(policyId),
    policyId,
    protectionState: text(properties.currentProtectionState),
    errorCode: text(error.code),
    refusal: readRefusal(error),
  };
}

function readRecoveryPoint({ name, properties }: Item): RecoveryPoint {
  const time = isRecord(properties) ? text(properties.recoveryPointTime) : undefined;
  if (!isRecord(properties) || time === undefined || Number.isNaN(Date.parse(time))) {
    throw new UnreadableAnswer('a recovery point without its time');
  }
  const id = text(properties.recoveryPointId) ?? text(name);
  return {
    ...(id && { id }),
    time,
    stores: records(properties.recoveryPointDataStoresDetails).flatMap(({ type }) => text(type) ?? []),
  };
}

/** The vault that an instance or a policy lies in. */
function vaultOf(armId: string | undefined): VaultId | undefined {
  return armId === undefined ? undefined : parseVaultId(armId.replace(/\/backup(Instances|Policies)\/[^/]+$/i, ''));
}
