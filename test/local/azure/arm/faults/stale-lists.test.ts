import { afterEach, beforeEach, expect, test } from 'vitest';
import { SUBSCRIPTION_ID } from '../../../../../local/demo/world.ts';
import {
  ACCOUNT,
  EXTENSION,
  EXTENSION_PUT,
  GROUP_ID,
  startTestArm,
  type TestArm,
  VAULT,
  VAULT_PUT,
} from '../../../../support/local-arm.ts';

const VAULTS = `${GROUP_ID}/providers/Microsoft.DataProtection/backupVaults`;
const NEW_VAULT = `${VAULT}-new`;

let azure: TestArm;
beforeEach(async () => {
  azure = await startTestArm({ recordTo: `.traffic/arm-faults-stale-${process.pid}.ndjson` });
  await azure.furnish();
});
afterEach(() => azure.arm.close());

const namesIn = async (list: string) => {
  const { body } = await azure.send('GET', list);
  return body.value.map(({ name }: { name: string }) => name);
};

test('a list does not show for a while what was created, while its id does', async () => {
  azure.arm.faults.add({ method: 'GET', path: '**', fault: { kind: 'staleList', seconds: 60 } });
  await azure.send('PUT', NEW_VAULT, VAULT_PUT);
  expect(await namesIn(VAULTS)).toEqual(['v1']);
  expect((await azure.send('GET', NEW_VAULT)).status).toBe(200);
  await azure.wait(59);
  expect(await namesIn(VAULTS)).toEqual(['v1']);
  await azure.wait(2);
  expect(await namesIn(VAULTS)).toEqual(['v1', 'v1-new']);
});

test('a list shows what was deleted or changed as it was', async () => {
  await azure.send('PUT', NEW_VAULT, { ...VAULT_PUT, tags: { is: 'old' } });
  await azure.wait(30);
  await azure.send('PATCH', NEW_VAULT, { tags: { is: 'new' } });
  await azure.send('DELETE', VAULT);
  await azure.wait(10);
  azure.arm.faults.add({ path: VAULTS, when: { kind: 'next', count: 1 }, fault: { kind: 'staleList', seconds: 20 } });
  const { body: stale } = await azure.send('GET', VAULTS);
  expect(stale.value.map(({ name, tags }: { name: string; tags: unknown }) => ({ name, tags }))).toEqual([
    { name: 'v1-new', tags: { is: 'old' } },
    { name: 'v1', tags: undefined },
  ]);
  const { body } = await azure.send('GET', VAULTS);
  expect(body.value).toMatchObject([{ name: 'v1-new', tags: { is: 'new' } }]);
});

test('grants are missing from lists, and still cannot be made twice', async () => {
  const { principalId } = azure.arm.state.backupVaults.get(VAULT)?.identity ?? {};
  const grant = {
    properties: {
      roleDefinitionId: `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`,
      principalId,
      principalType: 'ServicePrincipal',
    },
  };
  const grants = `${ACCOUNT}/providers/Microsoft.Authorization/roleAssignments`;
  azure.arm.faults.add({ path: '**', fault: { kind: 'staleList', seconds: 600 } });
  const put = (name = '5f0b3c5e-1f0a-4f5e-8f8e-0a5f6f1b2c3d') => azure.send('PUT', `${grants}/${name}`, grant);
  expect((await put()).status).toBe(201);
  expect(await namesIn(grants)).toEqual([]);
  // Under its own name the same grant is edited; under another name it is refused.
  expect((await put()).status).toBe(201);
  const other = await put('6a1c4d6f-2a1b-4a6f-9a9f-1b6a7a2c3d4e');
  expect(other.body.error.code).toBe('RoleAssignmentExists');
});

test('Resource Graph is behind too', async () => {
  await azure.register();
  azure.arm.faults.add({ path: '**', fault: { kind: 'staleList', seconds: 600 } });
  await azure.send('PUT', EXTENSION, EXTENSION_PUT);
  const query = { query: 'kubernetesconfigurationresources', subscriptions: [SUBSCRIPTION_ID] };
  const ask = () => azure.send('POST', '/providers/Microsoft.ResourceGraph/resources', query);
  expect((await ask()).body.data).toEqual([]);
  await azure.wait(601);
  expect((await ask()).body.data).toMatchObject([{ name: 'azure-aks-backup' }]);
});
