import { expect, test } from 'vitest';
import type { CommandResult } from '../../../shared/ports/arm.ts';
import { clusterInspection } from '../../../shared/remediate/cluster-inspection.ts';
import { answered, armThat, FORBIDDEN, GONE, refused } from '../../support/arm-port.ts';
import { CLUSTER_ID, must, READY } from '../../support/facts.ts';
import { printed } from '../../support/printed.ts';

type Answers = Parameters<typeof armThat>[0];

const REMEDY = { kind: 'clusterInspection', clusterId: CLUSTER_ID } as const;
// Answers of the stub bear this time.
const NOW = '2026-01-01T00:00:00.000Z';
const LONG_AGO = '2025-12-31T23:49:59.000Z';

const poll = (getCommandResult: Answers['getCommandResult'], acceptedAt = NOW) =>
  must(clusterInspection.poll)(
    { url: 'https://arm/result', acceptedAt },
    armThat({ ...(getCommandResult && { getCommandResult }) }).arm,
  );

const result = (value: CommandResult) => answered(value);
const SLOW = refused({ class: 'throttled', code: 'TooManyRequests' });

test.each<[string, Answers['getCommandResult'], object]>([
  ['has ended', result({ state: 'ended', exitCode: 0, logs: printed() }), { state: 'done', after: { volumes: 1 } }],
  ['is running', result({ state: 'running' }), { state: 'running' }],
  [
    'could not start',
    result({ state: 'failed', reason: 'ImagePullBackoff' }),
    {
      state: 'failed',
      failure: { class: 'permanent', code: 'CommandFailed', message: expect.stringContaining('ImagePullBackoff') },
    },
  ],
  [
    'ended badly',
    result({ state: 'ended', exitCode: 1, logs: printed() }),
    { state: 'failed', failure: { code: 'CommandFailed' } },
  ],
  [
    'ended without a code',
    result({ state: 'ended', exitCode: undefined, logs: printed() }),
    { state: 'failed', failure: { code: 'CommandFailed' } },
  ],
  [
    'printed nothing',
    result({ state: 'ended', exitCode: 0, logs: '' }),
    { state: 'failed', failure: { code: 'InspectionOutputMissing' } },
  ],
  ['cannot be asked about now', SLOW, { state: 'unreadable' }],
  ['may not be asked about', FORBIDDEN, { state: 'failed', failure: { class: 'forbidden' } }],
  ['is forgotten', GONE, { state: 'failed', failure: { class: 'gone' } }],
])('a command that %s', async (_, answer, expected) => {
  expect(await poll(answer)).toMatchObject(expected);
});

test.each<[string, Answers['getCommandResult'], object]>([
  ['is still running', result({ state: 'running' }), { state: 'failed', failure: { code: 'CommandTimeout' } }],
  ['still cannot be asked about', SLOW, { state: 'failed', failure: { code: 'TooManyRequests' } }],
  ['has ended at last', result({ state: 'ended', exitCode: 0, logs: printed() }), { state: 'done' }],
])('a command that was taken on ten minutes ago and %s', async (_, answer, expected) => {
  expect(await poll(answer, LONG_AGO)).toMatchObject(expected);
});

test.each<[string, Answers, object]>([
  [
    'the cluster is there',
    { getCluster: answered(READY.cluster) },
    { state: 'failed', failure: { code: 'CommandLost' } },
  ],
  ['the cluster is gone', { getCluster: GONE }, { state: 'absent' }],
  ['the cluster cannot be read', { getCluster: FORBIDDEN }, { state: 'unreadable' }],
])('a command whose address is lost, when %s', async (_, answers, expected) => {
  expect(await clusterInspection.observe(REMEDY, armThat(answers).arm)).toMatchObject(expected);
});

test('is taken on as a long operation', async () => {
  const accepted = answered({ done: false, operationUrl: 'https://arm/result', retryAfterSeconds: 5 } as const);
  expect(await clusterInspection.apply(REMEDY, undefined, armThat({ runCommand: accepted }).arm)).toMatchObject({
    status: 'running',
    operationUrl: 'https://arm/result',
    retryAfterSeconds: 5,
  });
});
