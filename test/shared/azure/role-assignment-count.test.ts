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

const rows = (...data: readonly object[]) => ({ totalRecords: 1, count: 1, resultTruncated: 'false', data });

test('role assignments of one subscription are counted by one query', async () => {
  azure.willReply({ status: 200, body: rows({ assignments: 3210 }) });
  expect(await arm.countRoleAssignments(SUBSCRIPTION)).toMatchObject({ ok: true, value: 3210 });
  expect(azure.received).toMatchObject([{ method: 'POST', body: { subscriptions: [SUBSCRIPTION] } }]);
});

test.each([
  ['without a row', rows()],
  ['without a number', rows({ assignments: 'many' })],
])('an answer %s is no count', async (_, body) => {
  azure.willReply({ status: 200, body });
  expect(await arm.countRoleAssignments(SUBSCRIPTION)).toMatchObject({
    ok: false,
    failure: { class: 'transient', code: 'UnreadableAnswer' },
  });
});

test('a refusal is passed on', async () => {
  azure.willReply({ status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } });
  expect(await arm.countRoleAssignments(SUBSCRIPTION)).toMatchObject({ ok: false, failure: { class: 'forbidden' } });
});
