import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Arm } from '../../../shared/ports/arm.ts';
import { INSPECTION_COMMAND } from '../../../shared/remediate/inspection-command.ts';
import { armAt, type Reply, type StubArm, startStubArm } from '../../support/azure/stub-arm.ts';
import { CLUSTER_ID } from '../../support/facts.ts';

let azure: StubArm;
let arm: Arm;
beforeAll(async () => {
  azure = await startStubArm();
  arm = armAt(azure.origin);
});
afterAll(() => azure.close());

const RESULT = `${CLUSTER_ID}/commandResults/0e9872e6?api-version=2026-05-01`;

describe('running a command', () => {
  test('is one request, and its outcome stands where the answer says', async () => {
    azure.willReply({ status: 202, headers: { location: `${azure.origin}${RESULT}`, 'retry-after': '3' } });
    expect(await arm.runCommand(CLUSTER_ID, INSPECTION_COMMAND)).toMatchObject({
      ok: true,
      value: { done: false, operationUrl: `${azure.origin}${RESULT}`, retryAfterSeconds: 3 },
    });
    expect(azure.received).toHaveLength(1);
    expect(azure.received[0]).toMatchObject({
      method: 'POST',
      body: { command: INSPECTION_COMMAND, context: '', clusterToken: '' },
    });
    expect(azure.received[0]?.path.toLowerCase()).toBe(`${CLUSTER_ID}/runcommand?api-version=2026-05-01`);
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['no address', {}],
    ['the address of another person', { location: 'https://evil.example/commandResults/1' }],
  ])('an answer with %s leads nowhere', async (_, headers) => {
    azure.willReply({ status: 202, headers });
    expect(await arm.runCommand(CLUSTER_ID, 'x')).toMatchObject({ ok: true, value: { operationUrl: undefined } });
  });

  test.each<[number, object, object]>([
    [
      403,
      { error: { code: 'AuthorizationFailed', message: 'no' } },
      { class: 'forbidden', code: 'AuthorizationFailed' },
    ],
    [
      409,
      { code: 'OperationNotAllowed', message: 'busy', subcode: '' },
      { class: 'conflict', code: 'OperationNotAllowed' },
    ],
    [400, { code: 'RunCommandDisabled', message: 'off' }, { class: 'permanent' }],
    // A cluster whose sign-in is managed by Entra ID.
    // https://github.com/Azure/azure-rest-api-specs/issues/22480
    [
      400,
      { code: 'MissingAADClusterToken', message: 'required' },
      { class: 'permanent', code: 'MissingAADClusterToken' },
    ],
    [404, { error: { code: 'ResourceNotFound', message: 'gone' } }, { class: 'gone' }],
  ])('%i is reported as what it is', async (status, body, failure) => {
    azure.willReply({ status, body });
    expect(await arm.runCommand(CLUSTER_ID, 'x')).toMatchObject({ ok: false, failure });
  });
});

describe('asking for its outcome', () => {
  test.each<[string, Reply, object]>([
    ['202', { status: 202, headers: { location: RESULT } }, { state: 'running' }],
    [
      'its end',
      { status: 200, body: { id: '1', properties: { provisioningState: 'succeeded', exitCode: 0, logs: 'hello' } } },
      { state: 'ended', exitCode: 0, logs: 'hello' },
    ],
    [
      'its end in other letters, and nothing more',
      { status: 200, body: { properties: { provisioningState: 'Succeeded', exitCode: null, logs: null } } },
      { state: 'ended', exitCode: undefined, logs: '' },
    ],
    [
      'an end that failed',
      { status: 200, body: { properties: { provisioningState: 'failed', reason: 'ImagePullBackoff' } } },
      { state: 'failed', reason: 'ImagePullBackoff' },
    ],
    [
      'an end that failed without a reason',
      { status: 200, body: { properties: { provisioningState: 'Canceled' } } },
      { state: 'failed', reason: 'AKS gives no reason.' },
    ],
    [
      'a state that is not known',
      { status: 200, body: { properties: { provisioningState: 'Creating' } } },
      { state: 'running' },
    ],
    ['no state', { status: 200, body: { properties: {} } }, { state: 'running' }],
  ])('%s', async (_, reply, value) => {
    azure.willReply(reply);
    expect(await arm.getCommandResult(`${azure.origin}${RESULT}`)).toMatchObject({ ok: true, value });
    expect(azure.received[0]).toMatchObject({ method: 'GET', path: RESULT });
  });

  test.each<[string, Reply]>([
    ['nothing', { status: 200 }],
    ['a page', { status: 200, body: '<html></html>' }],
    ['a list', { status: 200, body: [1] }],
    ['no properties', { status: 200, body: { id: '1', properties: null } }],
  ])('%s cannot be read', async (_, reply) => {
    azure.willReply(reply);
    expect(await arm.getCommandResult(`${azure.origin}${RESULT}`)).toMatchObject({
      ok: false,
      failure: { class: 'transient', code: 'UnreadableAnswer' },
    });
  });

  test('goes to the Resource Manager and nowhere else', async () => {
    azure.willReply();
    expect(await arm.getCommandResult('https://evil.example/commandResults/1')).toMatchObject({
      ok: false,
      failure: { code: 'ForeignAddress' },
    });
    expect(azure.received).toEqual([]);
  });
});
