import type { ContainerUser } from '../model/azure.ts';
import { parseClusterId, partsOf, type StorageAccountId } from '../model/resource-id.ts';
import type { ArmReader } from '../ports/arm.ts';
import { quoted } from './resource-graph.ts';
import { isRecord, text, textRecord } from './shapes.ts';

const EXTENSION = '/providers/microsoft.kubernetesconfiguration/extensions/';
const BUCKET = 'configuration.backupstoragelocation.bucket';
const ACCOUNT = 'configuration.backupstoragelocation.config.storageaccount';

/**
 * Which clusters write to a storage account, as far as Backstay sees: Resource Graph knows the
 * extensions of all of them.
 */
export function containerUserCalls(
  graph: Pick<ArmReader, 'queryResourceGraph'>,
): Pick<ArmReader, 'listContainerUsers'> {
  return {
    async listContainerUsers(accountId) {
      // Clusters of any subscription can write to the account.
      const answer = await graph.queryResourceGraph('all', queryFor(accountId));
      return answer.ok ? { ...answer, value: answer.value.flatMap((row) => readUser(row, accountId) ?? []) } : answer;
    },
  };
}

function queryFor(accountId: StorageAccountId): string {
  return [
    'kubernetesconfigurationresources',
    "| where type =~ 'microsoft.kubernetesconfiguration/extensions'",
    `| where tostring(properties) contains ${quoted(partsOf(accountId).name)}`,
    '| project id, properties',
  ].join('\n');
}

/**
 * `undefined` for rows that are something else. The properties' names are spelt otherwise than in
 * ARM: their case does not count.
 */
function readUser(row: Readonly<Record<string, unknown>>, accountId: StorageAccountId): ContainerUser | undefined {
  const id = text(row.id) ?? '';
  const at = id.toLowerCase().indexOf(EXTENSION);
  const clusterId = at < 0 ? undefined : parseClusterId(id.slice(0, at));
  const properties = lowerKeys(row.properties);
  const settings = lowerKeys(textRecord(properties.configurationsettings));
  const container = text(settings[BUCKET]);
  const isBackup = text(properties.extensiontype)?.toLowerCase() === 'microsoft.dataprotection.kubernetes';
  const ofAccount = text(settings[ACCOUNT])?.toLowerCase() === partsOf(accountId).name;
  return clusterId !== undefined && container !== undefined && isBackup && ofAccount
    ? { clusterId, container: container.toLowerCase() }
    : undefined;
}

function lowerKeys(value: unknown): Readonly<Record<string, unknown>> {
  const entries = isRecord(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.map(([key, each]) => [key.toLowerCase(), each]));
}
