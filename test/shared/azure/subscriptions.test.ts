import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Arm } from '../../../shared/ports/arm.ts';
import { armAt, type StubArm, startStubArm } from '../../support/azure/stub-arm.ts';
import { SUBSCRIPTION } from '../../support/facts.ts';

let azure: StubArm;
let arm: Arm;
beforeAll(async () => {
  azure = await startStubArm();
  arm = armAt(azure.origin);
});
afterAll(() => azure.close());

const TENANT = 'AAAAAAAA-2222-3333-4444-555555555555';

test('reads the tenant of a subscription', async () => {
  azure.willReply({ status: 200, body: { id: `/subscriptions/${SUBSCRIPTION}`, tenantId: TENANT } });
  expect(await arm.getTenantOf(SUBSCRIPTION)).toMatchObject({ ok: true, value: TENANT.toLowerCase() });
  expect(azure.received).toMatchObject([
    { method: 'GET', path: `/subscriptions/${SUBSCRIPTION}?api-version=2022-12-01` },
  ]);
});

test.each([
  ['without a tenant', { status: 200, body: { id: 'x' } }, 'UnreadableAnswer'],
  [
    'that may not be read',
    { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } },
    'AuthorizationFailed',
  ],
])('an answer %s is a failure', async (_, reply, code) => {
  azure.willReply(reply);
  expect(await arm.getTenantOf(SUBSCRIPTION)).toMatchObject({ ok: false, failure: { code } });
});
