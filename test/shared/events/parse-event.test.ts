import { describe, expect, test } from 'vitest';
import { readEvent } from '../../../shared/azure/read-event.ts';
import { CLUSTER_ID, SUBSCRIPTION, VAULT_ID } from '../../support/facts.ts';

const TOPIC = `/subscriptions/${SUBSCRIPTION}`;
const CLUSTER = `${TOPIC}/resourcegroups/apps/providers/Microsoft.ContainerService/managedClusters/Shop`;
const WRITE = 'Microsoft.ContainerService/managedClusters/write';
const TYPES = 'Microsoft.Resources.Resource';
const CORRELATION_ID = 'c1a2b3c4-0000-4000-8000-00000000000c';

interface Changes {
  readonly id?: unknown;
  readonly subject?: unknown;
  readonly source?: unknown;
  readonly type?: unknown;
  readonly time?: unknown;
  readonly data?: unknown;
  readonly operationName?: unknown;
}

/** The same event in both schemas of Event Grid. */
const SCHEMAS: Readonly<Record<string, (changes?: Changes) => object>> = {
  EventGridSchema: ({ id = 'e1', subject = CLUSTER, source = TOPIC, type = `${TYPES}WriteSuccess`, ...rest } = {}) => ({
    id,
    topic: source,
    subject,
    eventType: type,
    eventTime: rest.time ?? '2026-01-01T00:00:00.1234567Z',
    data: dataOf(rest),
    dataVersion: '2',
    metadataVersion: '1',
  }),
  CloudEventSchemaV1_0: ({
    id = 'e1',
    subject = CLUSTER,
    source = TOPIC,
    type = `${TYPES}WriteSuccess`,
    ...rest
  } = {}) => ({
    id,
    source,
    subject,
    type,
    time: rest.time ?? '2026-01-01T00:00:00.1234567Z',
    data: dataOf(rest),
    specversion: '1.0',
  }),
};

function dataOf({ data, operationName = WRITE }: Changes): unknown {
  return data === undefined
    ? { operationName, resourceUri: 'https://evil.example/', claims: { name: 'Somebody' } }
    : data;
}

describe.each(Object.entries(SCHEMAS))('in the schema %s', (_, event) => {
  test.each([
    [WRITE, 'WriteSuccess'],
    [WRITE.toUpperCase(), 'WriteSuccess'],
    ['Microsoft.ContainerService/managedClusters/start/action', 'ActionSuccess'],
    ['Microsoft.ContainerService/managedClusters/delete', 'DeleteSuccess'],
  ])('%s is about a cluster', async (operationName, type) => {
    expect(await readEvent(event({ operationName, type: `${TYPES}${type}` }))).toEqual({
      accepted: true,
      event: { kind: 'cluster', clusterId: CLUSTER_ID, eventId: 'e1', operation: operationName.toLowerCase() },
    });
  });

  test('a vault write is about a vault, in any casing', async () => {
    const operationName = 'Microsoft.DataProtection/BackupVaults/write';
    expect(await readEvent(event({ operationName, subject: VAULT_ID.toUpperCase() }))).toMatchObject({
      accepted: true,
      event: { kind: 'vault', vaultId: VAULT_ID },
    });
  });

  const GROUP = `${TOPIC}/resourceGroups/Net`;
  test.each<[string, string, string, object]>([
    [
      `${WRITE.replace('/write', '')}/stop/action`,
      'ActionSuccess',
      CLUSTER,
      { kind: 'cluster', clusterId: CLUSTER_ID },
    ],
    [
      'Microsoft.KubernetesConfiguration/extensions/delete',
      'DeleteSuccess',
      `${CLUSTER}/providers/Microsoft.KubernetesConfiguration/extensions/backup`,
      { kind: 'cluster', clusterId: CLUSTER_ID },
    ],
    [
      'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings/write',
      'WriteSuccess',
      `${CLUSTER}/trustedAccessRoleBindings/b`,
      { kind: 'cluster', clusterId: CLUSTER_ID },
    ],
    [
      'Microsoft.Authorization/roleAssignments/delete',
      'DeleteSuccess',
      `${CLUSTER}/providers/Microsoft.Authorization/roleAssignments/r`,
      { kind: 'cluster', clusterId: CLUSTER_ID },
    ],
    [
      'Microsoft.Authorization/roleAssignments/write',
      'WriteSuccess',
      `${TOPIC}/providers/Microsoft.Authorization/roleAssignments/r`,
      { kind: 'shared', shared: { subject: 'scope', id: TOPIC } },
    ],
    [
      'Microsoft.Authorization/locks/write',
      'WriteSuccess',
      `${GROUP}/providers/Microsoft.Authorization/locks/do not delete`,
      { kind: 'shared', shared: { subject: 'scope', id: GROUP.toLowerCase() } },
    ],
    [
      'Microsoft.Network/networkSecurityGroups/securityRules/write',
      'WriteSuccess',
      `${GROUP}/providers/Microsoft.Network/networkSecurityGroups/Nsg/securityRules/deny`,
      {
        kind: 'shared',
        shared: {
          subject: 'network',
          id: `${GROUP}/providers/Microsoft.Network/networkSecurityGroups/Nsg`.toLowerCase(),
        },
      },
    ],
  ])('%s points at what it concerns', async (operationName, type, subject, expected) => {
    expect(await readEvent(event({ operationName, type: `${TYPES}${type}`, subject }))).toMatchObject({
      accepted: true,
      event: expected,
    });
  });

  test.each([
    ['of a management group', '/providers/Microsoft.Management/managementGroups/m'],
    ['that climbs', `${TOPIC}/resourceGroups/..`],
    ['with an encoded slash', `${TOPIC}/resourceGroups/a%2fb`],
  ])('a scope %s is dropped', async (_, scope) => {
    const operationName = 'Microsoft.Authorization/locks/write';
    const subject = `${scope}/providers/Microsoft.Authorization/locks/l`;
    expect(await readEvent(event({ operationName, subject }))).toEqual({
      accepted: false,
      reason: 'InvalidResourceId',
    });
  });

  test('an extension of a cluster that is not of AKS is dropped', async () => {
    const operationName = 'Microsoft.KubernetesConfiguration/extensions/write';
    const subject = `${GROUP}/providers/Microsoft.Kubernetes/connectedClusters/c/providers/Microsoft.KubernetesConfiguration/extensions/e`;
    expect(await readEvent(event({ operationName, subject }))).toEqual({
      accepted: false,
      reason: 'InvalidResourceId',
    });
  });

  test('the end of support is about the cluster that is its source', async () => {
    const type = 'Microsoft.ContainerService.ClusterSupportEnding';
    const ending = event({ type, source: CLUSTER, subject: 'Shop', data: { kubernetesVersion: '1.29.0' } });
    expect(await readEvent(ending)).toMatchObject({
      accepted: true,
      event: { kind: 'cluster', clusterId: CLUSTER_ID, operation: type.toLowerCase() },
    });
  });

  test.each([
    [CORRELATION_ID, { correlationId: CORRELATION_ID }],
    ['<script>', {}],
    [17, {}],
    [undefined, {}],
  ])('of the request behind it only an id is taken: %s', async (correlationId, expected) => {
    expect(await readEvent(event({ data: { operationName: WRITE, correlationId } }))).toEqual({
      accepted: true,
      event: { kind: 'cluster', clusterId: CLUSTER_ID, eventId: 'e1', operation: WRITE.toLowerCase(), ...expected },
    });
  });

  test('nothing of the person behind the event is kept', async () => {
    expect(JSON.stringify(await readEvent(event()))).not.toContain('Somebody');
  });

  test.each<[string, Changes, string]>([
    ['another operation', { operationName: 'Microsoft.Compute/disks/write' }, 'UnsupportedOperation'],
    ['a child resource', { operationName: `${WRITE.replace('/write', '')}/agentPools/write` }, 'UnsupportedOperation'],
    ['the name of a built-in property', { operationName: 'constructor' }, 'UnsupportedOperation'],
    ['a write that failed', { type: `${TYPES}WriteFailure` }, 'UnsupportedOperation'],
    ['a type of its own', { type: 'Contoso.Anything' }, 'UnsupportedOperation'],
    ['an operation of another type', { type: `${TYPES}DeleteSuccess` }, 'UnsupportedOperation'],
    ['no operation', { data: {} }, 'UnsupportedOperation'],
    ['a subject of another type', { subject: VAULT_ID }, 'InvalidResourceId'],
    ['a subject that climbs', { subject: CLUSTER.replace('apps', '..') }, 'InvalidResourceId'],
    ['a subject with an encoded slash', { subject: `${CLUSTER}%2fx` }, 'InvalidResourceId'],
    ['a subject with a query', { subject: `${CLUSTER}?x=1` }, 'InvalidResourceId'],
    ['an absolute address', { subject: `https://evil.example${CLUSTER}` }, 'InvalidResourceId'],
    ['a subject that is no text', { subject: 7 }, 'InvalidEvent'],
    ['an endless subject', { subject: `${CLUSTER}${'x'.repeat(4000)}` }, 'InvalidEvent'],
    ['an operation that is no text', { operationName: 7 }, 'InvalidEvent'],
    ['no id', { id: '' }, 'InvalidEvent'],
    ['no data', { data: null }, 'InvalidEvent'],
  ])('%s is dropped', async (_name, changes, reason) => {
    expect(await readEvent(event(changes))).toEqual({ accepted: false, reason });
  });
});

test.each([
  ['neither schema', { id: 'e1', subject: CLUSTER, data: { operationName: WRITE } }],
  ['a newer CloudEvents version', { ...SCHEMAS.CloudEventSchemaV1_0?.(), specversion: '2.0' }],
  ['broken JSON', '{"id":'],
  ['a batch', [SCHEMAS.EventGridSchema?.()]],
  ['nothing', null],
])('%s is no event', async (_, input) => {
  expect(await readEvent(input)).toEqual({ accepted: false, reason: 'InvalidEvent' });
});
