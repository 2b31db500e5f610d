import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Arm } from '../../../shared/ports/arm.ts';
import { armAt, type StubArm, startStubArm } from '../../support/azure/stub-arm.ts';
import { CLUSTER_ID } from '../../support/facts.ts';

let azure: StubArm;
let arm: Arm;
beforeAll(async () => {
  azure = await startStubArm();
  arm = armAt(azure.origin);
});
afterAll(() => azure.close());

test('own permissions are read as they come, odd parts left out', async () => {
  azure.willReply({
    status: 200,
    body: { value: [{ actions: ['*'], notActions: ['a/b'], dataActions: [] }, { actions: null }, { somethingNew: 1 }] },
  });
  expect(await arm.listOwnPermissions(CLUSTER_ID)).toMatchObject({
    ok: true,
    value: [
      { actions: ['*'], notActions: ['a/b'] },
      { actions: [], notActions: [] },
      { actions: [], notActions: [] },
    ],
  });
  expect(azure.received[0]?.path).toBe(
    `${CLUSTER_ID}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`,
  );
});

const tokenWith = (claims: unknown) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;

test.each([
  ['an object id', tokenWith({ oid: 'BBBBBBBB-0000-4000-8000-000000000001' }), 'bbbbbbbb-0000-4000-8000-000000000001'],
  ['no object id', tokenWith({ sub: 'x' }), undefined],
  ['an object id of another form', tokenWith({ oid: 'x' }), undefined],
  ['nothing that can be read', 'opaque', undefined],
])('a token with %s', async (_, token, expected) => {
  expect(await armAt(azure.origin, { token }).ownPrincipalId()).toBe(expected);
});

test('without a token no caller is known', async () => {
  const token = () => Promise.reject(new Error('no identity here'));
  expect(await armAt(azure.origin, { token }).ownPrincipalId()).toBeUndefined();
});
