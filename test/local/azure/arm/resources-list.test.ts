import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT, CLUSTER, GROUP_ID, startTestArm, type TestArm, VAULT } from '../../../support/local-arm.ts';

const SUBSCRIPTION = GROUP_ID.split('/resourceGroups/')[0] ?? '';
const VERSION = 'api-version=2024-07-01';

let azure: TestArm;
let tests = 0;
beforeEach(async () => {
  azure = await startTestArm({ recordTo: `.traffic/arm-resources-list-${process.pid}-${tests++}.ndjson` });
  await azure.furnish();
});
afterEach(() => azure.arm.close());

async function listed(at: string, more = ''): Promise<readonly { readonly id: string; readonly type: string }[]> {
  return (await azure.send('GET', `${at}/resources`, undefined, { query: `${VERSION}${more}` })).body.value;
}
const lower = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id.toLowerCase());
const filter = (text: string) => `&$filter=${encodeURIComponent(text)}`;

describe('all resources', () => {
  test('of a group are listed without their properties, and of a subscription those of the nodes, too', async () => {
    const ofGroup = await listed(GROUP_ID);
    expect(lower(ofGroup).sort()).toEqual([CLUSTER, VAULT, ACCOUNT].map((id) => id.toLowerCase()).sort());
    for (const item of ofGroup) expect(item).not.toHaveProperty('properties');
    const all = await listed(SUBSCRIPTION);
    expect(all.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['Microsoft.Network/networkSecurityGroups', 'Microsoft.Network/virtualNetworks']),
    );
    expect(all.some(({ type }) => /resourceGroups|roleAssignments|policyAssignments/i.test(type))).toBe(false);
  });

  test.each([
    ["resourceType eq 'Microsoft.Storage/storageAccounts'", [ACCOUNT]],
    ["resourceType eq 'microsoft.storage/storageaccounts' and name eq 'other'", []],
    ["name eq 'C1'", [CLUSTER]],
    ["resourceGroup eq 'RG' and location eq 'westeurope' and name eq 'v1'", [VAULT]],
    ["tagName eq 'env' and tagValue eq 'prod'", [VAULT]],
    ['', undefined],
  ])('are chosen by the filter %j', async (text, expected) => {
    await azure.send('PATCH', VAULT, { tags: { env: 'prod' } });
    const found = lower(await listed(SUBSCRIPTION, filter(text)));
    if (expected === undefined) expect(found.length).toBeGreaterThan(3);
    else expect(found).toEqual(expected.map((id) => id.toLowerCase()));
  });

  test('have their state where it is asked for', async () => {
    const [account] = await listed(GROUP_ID, `&$expand=provisioningState${filter("name eq 'st1'")}`);
    expect(account).toMatchObject({ provisioningState: 'Succeeded', kind: 'StorageV2', sku: { name: 'Standard_LRS' } });
  });

  test('are not listed by a filter that is wrong', async () => {
    const query = `${VERSION}${filter('startswith(name)')}`;
    const refused = await azure.send('GET', `${SUBSCRIPTION}/resources`, undefined, { query });
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'InvalidFilterInQueryString' } } });
  });
});

test('a subscription has locations', async () => {
  const query = 'api-version=2022-12-01';
  const { status, body } = await azure.send('GET', `${SUBSCRIPTION}/locations`, undefined, { query });
  expect(status).toBe(200);
  expect(body.value).toContainEqual(expect.objectContaining({ name: 'westeurope', displayName: 'West Europe' }));
});
