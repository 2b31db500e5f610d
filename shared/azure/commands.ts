import type { PipelineResponse } from '@azure/core-rest-pipeline';
import type { Accepted, Arm, CommandResult } from '../ports/arm.ts';
import { API_VERSIONS } from './api-versions.ts';
import { UnreadableAnswer } from './ask.ts';
import type { Connection } from './connection.ts';
import { parseJson } from './error-body.ts';
import { messageForPeople } from './failures.ts';
import { getAt, operationAddress, provisioningStateIn } from './operations.ts';
import { retryAfterSeconds } from './retry-after.ts';
import { isRecord, text } from './shapes.ts';

/**
 * Commands inside a cluster. The outcome of one is kept for a while and stands where `Location`
 * says.
 * https://learn.microsoft.com/rest/api/aks/managed-clusters/run-command
 */
export function commandCalls(connection: Connection): Pick<Arm, 'runCommand' | 'getCommandResult'> {
  return {
    async runCommand(clusterId, command) {
      const rest = await connection.rest();
      const request = {
        body: { command, context: '', clusterToken: '' },
        queryParameters: { 'api-version': API_VERSIONS.managedClusters },
      };
      return connection.ask(
        async () => rest.pathUnchecked(`${clusterId}/runCommand`).post(request),
        (_, raw) => readAccepted(raw, connection),
      );
    },
    getCommandResult: (resultUrl) => getAt(resultUrl, connection, readCommandResult),
  };
}

function readAccepted({ headers }: PipelineResponse, { cloud, clock }: Connection): Accepted {
  const location = headers.get('location');
  return {
    done: false,
    operationUrl: location === undefined ? undefined : operationAddress(location, cloud),
    retryAfterSeconds: retryAfterSeconds(headers, clock),
  };
}

export function readCommandResult({ status, bodyAsText }: PipelineResponse): CommandResult {
  if (status === 202) return { state: 'running' };
  const body = parseJson(bodyAsText ?? '');
  const properties = isRecord(body) && isRecord(body.properties) ? body.properties : undefined;
  if (properties === undefined) throw new UnreadableAnswer('the outcome of a command without its properties');
  const { exitCode, logs, reason } = properties;
  switch (provisioningStateIn(body)) {
    case 'succeeded':
      return {
        state: 'ended',
        exitCode: typeof exitCode === 'number' ? exitCode : undefined,
        logs: typeof logs === 'string' ? logs : '',
      };
    case 'failed':
    case 'canceled':
    case 'cancelled':
      return { state: 'failed', reason: messageForPeople(text(reason) ?? 'AKS gives no reason.') };
    default:
      return { state: 'running' };
  }
}
