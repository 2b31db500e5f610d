import type { PipelineResponse } from '@azure/core-rest-pipeline';
import type { BackupPolicy, BackupRun, ValidationState } from '../model/protection.ts';
import type { VaultId } from '../model/resource-id.ts';
import type { Arm, ArmResult, Written } from '../ports/arm.ts';
import { instanceBody } from '../steps/instance-body.ts';
import { policyBody } from '../steps/policy-body.ts';
import { restoreBody } from '../steps/restore-body.ts';
import { API_VERSIONS } from './api-versions.ts';
import { UnreadableAnswer } from './ask.ts';
import type { Connection } from './connection.ts';
import { parseJson } from './error-body.ts';
import { beginWrite } from './long-writes.ts';
import { getAt } from './operations.ts';
import { readOperationRefusal, readRefusal } from './service-refusal.ts';
import { isRecord, records, text, texts } from './shapes.ts';

type Calls = Pick<
  Arm,
  | 'getBackupPolicy'
  | 'getValidation'
  | 'getBackupRun'
  | 'validateForBackup'
  | 'validateForRestore'
  | 'putBackupPolicy'
  | 'putBackupInstance'
  | 'syncBackupInstance'
  | 'stopProtection'
  | 'startBackup'
>;

/**
 * Validations, policies, instances and backups of Azure Backup.
 * https://learn.microsoft.com/rest/api/dataprotection
 */
export function protectionCalls(connection: Connection): Calls {
  const apiVersion = API_VERSIONS.backupVaults;
  const instancePath = (vaultId: VaultId, name: string) => `${vaultId}/backupInstances/${encodeURIComponent(name)}`;
  const post = (path: string, body: object): Promise<ArmResult<Written>> =>
    beginWrite(connection, { method: 'post', path, apiVersion, body });

  return {
    async getBackupPolicy(vaultId, name) {
      const client = await connection.rest();
      const request = { queryParameters: { 'api-version': apiVersion } };
      return connection.ask(
        async () => client.pathUnchecked(`${vaultId}/backupPolicies/${encodeURIComponent(name)}`).get(request),
        (_, raw) => readPolicy(raw),
      );
    },
    getValidation: (operationUrl) => getAt(operationUrl, connection, readValidation),
    async getBackupRun(operationUrl) {
      const operation = await getAt(operationUrl, connection, readTrigger);
      if (!operation.ok || typeof operation.value !== 'string') return operation as ArmResult<BackupRun>;
      return getAt(`${operation.value}?api-version=${apiVersion}`, connection, readJob);
    },
    validateForBackup: (request, friendlyName) =>
      post(`${request.vaultId}/validateForBackup`, { backupInstance: instanceBody(request, friendlyName) }),
    validateForRestore: (request) =>
      post(`${instancePath(request.vaultId, request.instance)}/validateRestore`, {
        restoreRequestObject: restoreBody(request),
      }),
    putBackupPolicy({ vaultId, name, strategy }) {
      const path = `${vaultId}/backupPolicies/${encodeURIComponent(name)}`;
      return beginWrite(connection, { method: 'put', path, apiVersion, body: policyBody(strategy) });
    },
    putBackupInstance({ name, friendlyName, request }) {
      const path = instancePath(request.vaultId, name);
      const body = { properties: instanceBody(request, friendlyName) };
      return beginWrite(connection, { method: 'put', path, apiVersion, body });
    },
    syncBackupInstance: (vaultId, name) => post(`${instancePath(vaultId, name)}/sync`, { syncType: 'Default' }),
    stopProtection: (vaultId, name) => post(`${instancePath(vaultId, name)}/stopProtection`, {}),
    startBackup: (vaultId, name, ruleName) =>
      post(`${instancePath(vaultId, name)}/backup`, { backupRuleOptions: { ruleName, triggerOption: {} } }),
  };
}

function bodyOf({ bodyAsText }: PipelineResponse): Readonly<Record<string, unknown>> {
  const body = parseJson(bodyAsText ?? '');
  return isRecord(body) ? body : {};
}

export function readPolicy(answer: PipelineResponse): BackupPolicy {
  const { id, name, properties } = bodyOf(answer);
  const armId = text(id);
  if (armId === undefined || !isRecord(properties)) throw new UnreadableAnswer('a backup policy without its id');
  const rules = records(properties.policyRules);
  const stores = rules.flatMap(({ lifecycles }) =>
    records(lifecycles).flatMap(({ sourceDataStore }) =>
      isRecord(sourceDataStore) ? (text(sourceDataStore.dataStoreType) ?? []) : [],
    ),
  );
  return {
    armId,
    name: text(name) ?? '',
    datasourceTypes: texts(properties.datasourceTypes),
    stores: [...new Set(stores)],
    backupRules: rules.flatMap(({ objectType, name }) => (objectType === 'AzureBackupRule' ? (text(name) ?? []) : [])),
  };
}

/** A refusal is the answer to the question, not a failure of the call. */
export function readValidation(answer: PipelineResponse): ValidationState {
  const { status, error } = bodyOf(answer);
  switch (text(status)?.toLowerCase()) {
    case 'succeeded':
      return { state: 'confirmed' };
    case 'failed':
    case 'canceled':
    case 'cancelled':
      return { state: 'refused', refusal: readOperationRefusal(error) ?? NO_REASON };
    default:
      return { state: 'running' };
  }
}

const NO_REASON = {
  code: 'UnknownServiceError',
  message: 'Azure Backup gives no reason.',
  detail: undefined,
  recommendedActions: [],
};

/** The operation that starts a backup, and the id of its job once there is one. */
function readTrigger(answer: PipelineResponse): BackupRun | string {
  const validation = readValidation(answer);
  if (validation.state === 'refused') return { state: 'failed', refusal: validation.refusal };
  if (validation.state === 'running') return { state: 'running' };
  const { properties } = bodyOf(answer);
  const jobId = isRecord(properties) ? text(properties.jobId) : undefined;
  return jobId ?? { state: 'completed', jobId: undefined };
}

export function readJob(answer: PipelineResponse): BackupRun {
  const { id, properties } = bodyOf(answer);
  const job = isRecord(properties) ? properties : {};
  switch (text(job.status)?.toLowerCase()) {
    case 'completed':
    case 'completedwithwarnings':
      return { state: 'completed', jobId: text(id) };
    case 'failed':
    case 'cancelled':
    case 'canceled':
      return { state: 'failed', refusal: readRefusal(records(job.errorDetails)[0]) ?? NO_REASON };
    default:
      return { state: 'running' };
  }
}
