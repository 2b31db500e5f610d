import { InvocationContext } from '@azure/functions';
import { expect, test } from 'vitest';
import { observed } from '../../../shared/app/invocation.ts';
import type { Recorder } from '../../../shared/telemetry/recorder.ts';
import { memoryTelemetry } from '../../support/telemetry.ts';

const HOST = '00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-aaaaaaaaaaaaaaaa-00';
const MESSAGE = '00-bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb-bbbbbbbbbbbbbbbb-01';
const LOG = { info() {}, warn() {}, error() {} };

function run(traceparent: unknown, flush: Recorder['flush'] = async () => undefined, hasty?: true) {
  const telemetry = memoryTelemetry();
  const recorder: Recorder = { ...telemetry, flush, close: async () => undefined };
  const context = new InvocationContext({ traceContext: { traceParent: HOST } });
  const work = async () => 7;
  const done = observed(recorder, context, LOG, { name: 'x', traceparent, ...(hasty && { hasty }) }, work);
  return { telemetry, done };
}

test('the trace of the message wins; a link leads to the invocation of the host', async () => {
  const { telemetry, done } = run(MESSAGE);
  expect(await done).toBe(7);
  expect(telemetry.spans).toMatchObject([
    {
      context: { traceId: 'b'.repeat(32) },
      parentSpanId: 'b'.repeat(16),
      link: { traceId: 'a'.repeat(32), spanId: 'a'.repeat(16) },
    },
  ]);
});

test.each([[undefined], ['00-x'], [{ a: 1 }], [7]])(
  'a message with %j goes on from the invocation itself',
  async (traceparent) => {
    const { telemetry, done } = run(traceparent);
    await done;
    expect(telemetry.spans).toMatchObject([{ context: { traceId: 'a'.repeat(32) }, parentSpanId: 'a'.repeat(16) }]);
    expect(telemetry.spans[0]?.link).toBeUndefined();
  },
);

test('a call with a waiting caller does not wait for telemetry', async () => {
  const never = () => new Promise<void>(() => undefined);
  expect(await run(undefined, never, true).done).toBe(7);
});

test('a caller of the API neither chooses his trace nor whether he is in the sample', async () => {
  const { telemetry, done } = run(MESSAGE, undefined, true);
  await done;
  const [span] = telemetry.spans;
  expect(span?.context.traceId).not.toMatch(/^(a+|b+)$/);
  expect(span?.parentSpanId).toBeUndefined();
  expect(span?.link?.traceId).toBe('a'.repeat(32));
});
