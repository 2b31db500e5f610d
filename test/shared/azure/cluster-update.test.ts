import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withoutReadOnly } from '../../../shared/azure/cluster-update.ts';
import type { Arm } from '../../../shared/ports/arm.ts';
import { armAt, type StubArm, startStubArm } from '../../support/azure/stub-arm.ts';
import { CLUSTER, CLUSTER_ID } from '../../support/facts.ts';

/**
 * Made from the published type of 2026-05-01: `answered` has every field but the secrets, which are
 * never returned, and `sent` those of them that may be written, with the drivers enabled.
 */
const WHOLE = JSON.parse(
  readFileSync(new URL('../../support/azure/managed-cluster-2026-05-01.json', import.meta.url), 'utf8'),
) as Readonly<Record<'answered' | 'sent', Readonly<Record<string, unknown>>>>;

let azure: StubArm;
let arm: Arm;
beforeAll(async () => {
  azure = await startStubArm();
  arm = armAt(azure.origin);
});
afterAll(() => azure.close());

const wanted = { kind: 'storageDrivers', clusterId: CLUSTER_ID } as const;

async function turnOn() {
  const read = await arm.getWritableCluster(CLUSTER_ID);
  return read.ok ? arm.turnStorageDriversOn(wanted, read) : read;
}

describe('what AKS alone may say', () => {
  test.each([
    ['at the top', { id: 'i', name: 'n', type: 't', systemData: {}, location: 'l' }, { location: 'l' }],
    [
      'of the identity',
      { identity: { type: 'SystemAssigned', principalId: 'p', tenantId: 't' } },
      { identity: { type: 'SystemAssigned' } },
    ],
    [
      'of each user-assigned identity',
      { identity: { userAssignedIdentities: { one: { principalId: 'p', clientId: 'c' }, two: {} } } },
      { identity: { userAssignedIdentities: { one: {}, two: {} } } },
    ],
    [
      'of each pool',
      {
        properties: {
          agentPoolProfiles: [{ name: 'a', eTag: 'e', provisioningState: 's', status: {} }, { name: 'b' }],
        },
      },
      { properties: { agentPoolProfiles: [{ name: 'a' }, { name: 'b' }] } },
    ],
    [
      'of each add-on',
      { properties: { addonProfiles: { azurepolicy: { enabled: true, identity: {} } } } },
      { properties: { addonProfiles: { azurepolicy: { enabled: true } } } },
    ],
    [
      'of the addresses in use',
      {
        properties: {
          networkProfile: { loadBalancerProfile: { effectiveOutboundIPs: [{}], managedOutboundIPs: { count: 1 } } },
        },
      },
      { properties: { networkProfile: { loadBalancerProfile: { managedOutboundIPs: { count: 1 } } } } },
    ],
    [
      'where blocks are null',
      { identity: null, properties: { addonProfiles: null, agentPoolProfiles: null } },
      undefined,
    ],
    ['where nothing is to be taken out', { properties: { dnsPrefix: 'd', somethingNew: { deep: [1] } } }, undefined],
  ])('%s is left out, and nothing else', (_, cluster, expected) => {
    expect(withoutReadOnly(cluster)).toEqual(expected ?? cluster);
  });
});

test('a cluster with every field of its type goes back without a loss', async () => {
  const { answered, sent } = WHOLE;
  azure.willReply({ status: 200, body: answered }, { status: 200, body: answered });
  expect(await turnOn()).toMatchObject({ ok: true });
  expect(azure.received[1]?.path).toContain('api-version=2026-05-01');
  expect(azure.received[1]?.body).toEqual(sent);
});

test('the cluster goes back as it came, with the two switches on', async () => {
  const properties = {
    provisioningState: 'Succeeded',
    kubernetesVersion: '1.36',
    somethingNew: { kept: true },
    storageProfile: { fileCSIDriver: { enabled: false }, diskCSIDriver: { enabled: false, version: 'v1' } },
  };
  azure.willReply(
    { status: 200, body: { id: CLUSTER.armId, location: 'westeurope', tags: { a: 'b' }, properties } },
    {
      status: 200,
      headers: { 'azure-asyncoperation': `${azure.origin}/op` },
      body: { properties: { provisioningState: 'Updating' } },
    },
  );
  expect(await turnOn()).toMatchObject({ ok: true, value: { done: false } });
  expect(azure.received[1]).toMatchObject({ method: 'PUT' });
  expect(azure.received[1]?.headers['if-match']).toBeUndefined();
  expect(azure.received[1]?.body).toEqual({
    location: 'westeurope',
    tags: { a: 'b' },
    properties: {
      kubernetesVersion: '1.36',
      somethingNew: { kept: true },
      storageProfile: {
        fileCSIDriver: { enabled: false },
        diskCSIDriver: { enabled: true },
        snapshotController: { enabled: true },
      },
    },
  });
});

test.each([
  [
    'may not be read',
    { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } },
    'AuthorizationFailed',
  ],
  ['answers without properties', { status: 200, body: { id: CLUSTER.armId } }, 'UnreadableAnswer'],
])('a cluster that %s is not written', async (_, reply, code) => {
  azure.willReply(reply);
  expect(await turnOn()).toMatchObject({ ok: false, failure: { code } });
  expect(azure.received).toHaveLength(1);
});

// https://learn.microsoft.com/azure/aks/use-etags
test('a cluster with an ETag is written only over what was read', async () => {
  const body = { id: CLUSTER.armId, location: 'westeurope', eTag: 'e-1', properties: { storageProfile: {} } };
  azure.willReply(
    { status: 200, body },
    { status: 412, body: { error: { code: 'PreconditionFailed', message: 'The ETag does not match.' } } },
  );
  expect(await turnOn()).toMatchObject({ ok: false, failure: { class: 'conflict' } });
  expect(azure.received[1]?.headers['if-match']).toBe('e-1');
  expect(azure.received[1]?.body).not.toHaveProperty('eTag');
});
