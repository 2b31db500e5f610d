import { expect, test } from 'vitest';
import { parseEvent } from '../../../shared/intake/parse-event.ts';
import { CLUSTER_ID, SUBSCRIPTION, VAULT_ID } from '../../support/facts.ts';

const CLUSTER = `/subscriptions/${SUBSCRIPTION}/resourcegroups/apps/providers/Microsoft.ContainerService/managedClusters/Shop`;
const WRITE = 'Microsoft.ContainerService/managedClusters/write';

function event(changes: { subject?: unknown; operationName?: unknown; id?: unknown } = {}): unknown {
  const { subject = CLUSTER, operationName = WRITE, id = 'e1' } = changes;
  return {
    id,
    subject,
    eventType: 'Microsoft.Resources.ResourceWriteSuccess',
    data: { operationName, resourceUri: 'https://evil.example/', claims: { name: 'Somebody' } },
  };
}

test.each([WRITE, WRITE.toUpperCase(), 'Microsoft.ContainerService/managedClusters/start/action'])(
  '%s is about a cluster',
  (operationName) => {
    expect(parseEvent(event({ operationName }))).toEqual({
      accepted: true,
      event: { kind: 'cluster', clusterId: CLUSTER_ID, eventId: 'e1', operation: operationName.toLowerCase() },
    });
  },
);

test('a vault write is about a vault, in whatever letters', () => {
  const operationName = 'Microsoft.DataProtection/BackupVaults/write';
  expect(parseEvent(event({ operationName, subject: VAULT_ID.toUpperCase() }))).toMatchObject({
    accepted: true,
    event: { kind: 'vault', vaultId: VAULT_ID },
  });
});

test.each([
  ['c1a2b3c4-0000-4000-8000-00000000000c', { correlationId: 'c1a2b3c4-0000-4000-8000-00000000000c' }],
  ['<script>', {}],
  [17, {}],
  [undefined, {}],
])('of the request behind it only an id is taken: %s', (correlationId, expected) => {
  const operation = WRITE.toLowerCase();
  const input = { id: 'e1', subject: CLUSTER, data: { operationName: WRITE, correlationId } };
  expect(parseEvent(input)).toEqual({
    accepted: true,
    event: { kind: 'cluster', clusterId: CLUSTER_ID, eventId: 'e1', operation, ...expected },
  });
});

test('nothing of the person behind the event is kept', () => {
  expect(JSON.stringify(parseEvent(event()))).not.toContain('Somebody');
});

test.each([
  ['another operation', event({ operationName: 'Microsoft.Storage/storageAccounts/write' }), 'OtherOperation'],
  ['a child resource', event({ operationName: `${WRITE.replace('/write', '')}/agentPools/write` }), 'OtherOperation'],
  ['a delete', event({ operationName: 'Microsoft.ContainerService/managedClusters/delete' }), 'OtherOperation'],
  ['a subject of another type', event({ subject: VAULT_ID }), 'NotAResourceId'],
  ['a subject that climbs', event({ subject: CLUSTER.replace('apps', '..') }), 'NotAResourceId'],
  ['a subject with an encoded slash', event({ subject: `${CLUSTER}%2fx` }), 'NotAResourceId'],
  ['a subject with a query', event({ subject: `${CLUSTER}?x=1` }), 'NotAResourceId'],
  ['an absolute address', event({ subject: `https://evil.example${CLUSTER}` }), 'NotAResourceId'],
  ['a subject that is no text', event({ subject: 7 }), 'NotAnEvent'],
  ['an endless subject', event({ subject: `${CLUSTER}${'x'.repeat(4000)}` }), 'NotAnEvent'],
  ['no id', event({ id: '' }), 'NotAnEvent'],
  ['no data', { id: 'e1', subject: CLUSTER }, 'NotAnEvent'],
  ['broken JSON', '{"id":', 'NotAnEvent'],
  ['nothing', null, 'NotAnEvent'],
])('%s is dropped', (_, input, reason) => {
  expect(parseEvent(input)).toEqual({ accepted: false, reason });
});
