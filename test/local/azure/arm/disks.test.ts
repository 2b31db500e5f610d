import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SUBSCRIPTION_ID } from '../../../../local/demo/world.ts';
import { GROUP_ID, startTestArm, type TestArm } from '../../../support/local-arm.ts';

const NODES = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/MC_rg_c1_westeurope`;
const DISK = `${NODES}/providers/Microsoft.Compute/disks/pvc-1`;
const SNAPSHOT = `${GROUP_ID}/providers/Microsoft.Compute/snapshots/s1`;
const location = 'westeurope';
const DISK_PUT = { location, properties: { creationData: { createOption: 'Empty' }, diskSizeGB: 64 } };
const COPY = {
  location,
  properties: { creationData: { createOption: 'Copy', sourceResourceId: DISK }, incremental: true },
};
const AT = { query: 'api-version=2023-10-02' };

// Specifications of Microsoft.Compute are not among those that traffic is checked against, so
// nothing is recorded.
let azure: TestArm;
beforeEach(async () => {
  azure = await startTestArm();
  await azure.furnish();
});
afterEach(() => azure.arm.close());

const put = (id: string, body: object) => azure.send('PUT', id, body, AT);
const get = (id: string) => azure.send('GET', id, undefined, AT);

describe('disks and snapshots', () => {
  test('are beside the nodes, and are copied', async () => {
    expect(await put(DISK, DISK_PUT)).toMatchObject({ status: 201, body: { sku: { name: 'Premium_LRS' } } });
    const copied = await put(SNAPSHOT, COPY);
    expect(copied).toMatchObject({
      status: 201,
      body: { type: 'Microsoft.Compute/snapshots', properties: { diskSizeGB: 64, incremental: true } },
    });
    expect((await get(SNAPSHOT)).body).toEqual(copied.body);
    expect((await get(DISK.replace(/\/[^/]+$/, ''))).body.value).toHaveLength(1);
    const all = await get(`/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.Compute/snapshots`);
    expect(all.body.value).toEqual([copied.body]);
    expect((await put(SNAPSHOT, COPY)).status).toBe(200);
  });

  test('cannot be copied from one that is not there', async () => {
    expect(await put(SNAPSHOT, COPY)).toMatchObject({ status: 404, body: { error: { code: 'NotFound' } } });
  });

  test('are deleted, and go with their group', async () => {
    await put(DISK, DISK_PUT);
    await put(SNAPSHOT, COPY);
    expect((await azure.send('DELETE', SNAPSHOT, undefined, AT)).status).toBe(200);
    expect((await get(SNAPSHOT)).body.error.code).toBe('ResourceNotFound');
    expect((await azure.send('DELETE', SNAPSHOT, undefined, AT)).status).toBe(204);
    await azure.send('DELETE', GROUP_ID);
    await azure.wait(60);
    expect(azure.arm.state.disks.all()).toEqual([]);
  });
});
