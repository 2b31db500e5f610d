import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FaultRule } from '../../../../../local/azure/arm/faults/fault-rule.ts';
import { recaseIds } from '../../../../../local/azure/arm/faults/id-casing.ts';
import {
  BINDING,
  BINDING_PUT,
  CLUSTER,
  startTestArm,
  type TestArm,
  VAULT,
  VAULT_PUT,
} from '../../../../support/local-arm.ts';

let azure: TestArm;
beforeAll(async () => {
  azure = await startTestArm({ recordTo: `.traffic/arm-faults-broken-${process.pid}.ndjson` });
  await azure.furnish();
});
beforeEach(() => azure.arm.faults.clear());
afterAll(() => azure.arm.close());

const breakNext = (fault: FaultRule['fault']) =>
  azure.arm.faults.add({ path: '**', when: { kind: 'next', count: 1 }, fault });

describe('a body', () => {
  test('can be missing, after the effect', async () => {
    breakNext({ kind: 'emptyBody' });
    const answer = await azure.sendRaw('PUT', `${VAULT}-empty`, VAULT_PUT);
    expect({ status: answer.status, text: await answer.text() }).toEqual({ status: 201, text: '' });
    expect(answer.headers.get('azure-asyncoperation')).toContain(azure.arm.url);
    expect(azure.arm.state.backupVaults.get(`${VAULT}-empty`)).toBeDefined();
  });

  test('can end in its middle, after the effect', async () => {
    breakNext({ kind: 'truncatedBody' });
    const answer = await azure.sendRaw('PUT', `${VAULT}-cut`, VAULT_PUT);
    expect(answer.status).toBe(201);
    const text = await answer.text();
    expect(text).toMatch(/^\{"id":"\/subscriptions\//);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect(azure.arm.state.backupVaults.get(`${VAULT}-cut`)).toBeDefined();
  });

  test('that is not there cannot be broken, and the rule waits for one that is', async () => {
    breakNext({ kind: 'truncatedBody' });
    expect((await azure.send('DELETE', `${VAULT}-none`)).status).toBe(204);
    expect((await azure.send('GET', `${VAULT}-none`)).body.error.code).toBe('ResourceNotFound');
    expect(azure.arm.faults.list()).toMatchObject([{ met: 0, fired: 0 }]);
    expect((await (await azure.sendRaw('GET', VAULT)).text()).endsWith('}')).toBe(false);
  });
});

describe('an operation', () => {
  test.each([undefined, 'http://127.0.0.1:9'])('can be said to be at a foreign host: %s', async (origin) => {
    const foreign = origin ?? 'https://management.azure.com.example';
    breakNext({ kind: 'foreignOperationUrl', ...(origin && { origin }) });
    const { status, headers } = await azure.send('PATCH', VAULT, { tags: { a: 'b' } });
    expect(status).toBe(202);
    for (const name of ['azure-asyncoperation', 'location']) {
      const url = new URL(headers.get(name) ?? '');
      expect(url.origin).toBe(foreign);
      expect(url.pathname + url.search).toMatch(/^\/subscriptions\/.*\?api-version=2024-04-01$/);
    }
    expect(azure.arm.state.backupVaults.get(VAULT)?.tags).toEqual({ a: 'b' });
  });

  test('that is none is not moved', async () => {
    breakNext({ kind: 'foreignOperationUrl' });
    expect((await azure.send('GET', VAULT)).headers.get('location')).toBeNull();
    expect(azure.arm.faults.list()).toMatchObject([{ met: 0, fired: 0 }]);
  });
});

describe('ids', () => {
  test.each([
    ['lower', CLUSTER.toLowerCase()],
    ['upper', CLUSTER.toUpperCase()],
    ['resourcegroups', CLUSTER.replace('/resourceGroups/', '/resourcegroups/')],
  ] as const)('can have another casing: %s', async (casing, id) => {
    breakNext({ kind: 'otherCasing', casing });
    const { body } = await azure.send('GET', CLUSTER);
    expect(body.id).toBe(id);
    expect(body.name).toBe('c1');
  });

  test('anywhere in the answer', async () => {
    breakNext({ kind: 'otherCasing', casing: 'upper' });
    const { body } = await azure.send('PUT', BINDING, BINDING_PUT);
    expect(body.properties.sourceResourceId).toBe(VAULT.toUpperCase());
    expect(azure.arm.state.trustedAccessRoleBindings.get(BINDING)?.properties.sourceResourceId).toBe(VAULT);
  });

  test('are changed as names of properties too, and nothing else is', () => {
    const json = { '/subscriptions/S': [1, null, true, 'Text', { id: '/subscriptions/S' }], Name: '/Other' };
    const changed = { '/SUBSCRIPTIONS/S': [1, null, true, 'Text', { id: '/SUBSCRIPTIONS/S' }], Name: '/Other' };
    expect(recaseIds(json, 'upper')).toEqual(changed);
  });
});
