import { expect, test } from 'vitest';
import { callEnded, measure, note, span, traceId, traceparent } from '../../../shared/telemetry/at-work.ts';
import { memoryTelemetry } from '../../support/telemetry.ts';

test('work within work is one trace, each span under the one that it was started in', async () => {
  const telemetry = memoryTelemetry();
  await telemetry.during(async () => {
    await Promise.all([
      span('one', { 'backstay.round': 1 }, async () =>
        span('inner', {}, async () => note({ 'backstay.reason': 'inner' })),
      ),
      span('two', {}, async (open) => open.note({ 'backstay.reason': 'two' })),
    ]);
    callEnded({ name: 'GET /x', milliseconds: 40, attributes: {}, failed: false });
  });
  const [root] = telemetry.spans.slice(-1);
  expect(new Set(telemetry.spans.map(({ context }) => context.traceId)).size).toBe(1);
  const parentOf = (name: string) => {
    const id = telemetry.spans.find((one) => one.name === name)?.parentSpanId;
    return telemetry.spans.find(({ context }) => context.spanId === id)?.name;
  };
  expect(['inner', 'one', 'two', 'GET /x'].map(parentOf)).toEqual(['one', root?.name, root?.name, root?.name]);
  expect(telemetry.spans.map(({ name, attributes }) => [name, attributes])).toContainEqual([
    'inner',
    { 'backstay.reason': 'inner' },
  ]);
  const call = telemetry.spans.find(({ name }) => name === 'GET /x');
  expect(call?.milliseconds).toBeCloseTo(40, 3);
  expect(call?.kind).toBe('client');
});

test('what is thrown passes through, and its kind is noted but not its message', async () => {
  const telemetry = memoryTelemetry();
  const work = telemetry.during(() =>
    span('act', {}, async () => {
      throw new TypeError('ada@contoso.example');
    }),
  );
  await expect(work).rejects.toThrow('ada@contoso.example');
  expect(telemetry.spans.map(({ failed }) => failed)).toEqual([true, true]);
  expect(JSON.stringify(telemetry.spans)).toContain('TypeError');
  expect(JSON.stringify(telemetry.spans)).not.toContain('ada');
});

test('outgoing calls and log lines get the span at work', async () => {
  const telemetry = memoryTelemetry();
  const [parent, trace] = await telemetry.during(async () => [traceparent(), traceId()] as const);
  const [root] = telemetry.spans;
  expect(parent).toBe(`00-${root?.context.traceId}-${root?.context.spanId}-01`);
  expect(trace).toBe(root?.context.traceId);
});

test('outside of any work all of it does nothing', async () => {
  expect([traceparent(), traceId()]).toEqual([undefined, undefined]);
  note({ 'backstay.round': 1 });
  measure('backstay.heartbeat', 1, {});
  callEnded({ name: 'GET /x', milliseconds: 1, attributes: {}, failed: true });
  expect(
    await span('assess', {}, async (open) => {
      open.note({ 'backstay.round': 1 });
      open.fail();
      return 7;
    }),
  ).toBe(7);
});
