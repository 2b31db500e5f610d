import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Arm } from '../../../shared/ports/arm.ts';
import { NOTHING_THERE } from '../../support/arm-port.ts';
import { armAt, type StubArm, startStubArm } from '../../support/azure/stub-arm.ts';
import { SNAPSHOT_GROUP_ID } from '../../support/facts.ts';

let azure: StubArm;
let arm: Arm;
beforeAll(async () => {
  azure = await startStubArm();
  arm = armAt(azure.origin);
});
afterAll(() => azure.close());

const id = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/Snapshots';

test.each([
  [
    'in full',
    { name: 'Snapshots', location: 'westeurope', properties: { provisioningState: 'Succeeded' } },
    'Succeeded',
  ],
  ['with little in it', { properties: null }, undefined],
])('a group is read %s', async (_, body, provisioningState) => {
  azure.willReply({ status: 200, body: { id, ...body } });
  expect(await arm.getResourceGroup(SNAPSHOT_GROUP_ID)).toMatchObject({
    ok: true,
    value: { id: SNAPSHOT_GROUP_ID, provisioningState },
  });
});

test('a group without an id is unreadable', async () => {
  azure.willReply({ status: 200, body: { location: 'westeurope' } });
  expect(await arm.getResourceGroup(SNAPSHOT_GROUP_ID)).toMatchObject({ failure: { code: 'UnreadableAnswer' } });
});

test('a group is made with nothing but its region', async () => {
  azure.willReply({ status: 201, body: { id, name: 'Snapshots', location: 'westeurope' } });
  const wanted = { kind: 'snapshotGroup', groupId: SNAPSHOT_GROUP_ID, location: 'westeurope' } as const;
  expect(await arm.putResourceGroup(wanted, NOTHING_THERE)).toMatchObject({
    ok: true,
    value: { location: 'westeurope' },
  });
  expect(azure.received).toMatchObject([{ method: 'PUT', body: { location: 'westeurope' } }]);
});
