import { expect, test } from 'vitest';
import { newContext, parseTraceparent, traceparentOf } from '../../../shared/telemetry/trace-context.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

test.each([['01'], ['00'], ['03']])('a traceparent with the flags %s is read', (flags) => {
  expect(parseTraceparent(`00-${TRACE}-${SPAN}-${flags}`)).toEqual({ traceId: TRACE, spanId: SPAN });
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a number', 7],
  ['an object', { traceId: TRACE, spanId: SPAN }],
  ['an object that says it is text', { toString: () => `00-${TRACE}-${SPAN}-01` }],
  ['empty text', ''],
  ['another version', `ff-${TRACE}-${SPAN}-01`],
  ['no trace', `00-${'0'.repeat(32)}-${SPAN}-01`],
  ['no span', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['large letters', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
  ['more behind it', `00-${TRACE}-${SPAN}-01-x`],
  ['a line behind it', `00-${TRACE}-${SPAN}-01\n`],
  ['a line before it', `\n00-${TRACE}-${SPAN}-01`],
  ['a megabyte', `00-${'a'.repeat(1_000_000)}-${SPAN}-01`],
  ['a query', `00-' | drop table traces | '-${SPAN}-01`],
])('%s is no traceparent', (_, text) => {
  expect(parseTraceparent(text)).toBeUndefined();
});

test('a span has the trace of its parent and an id of its own, and can be read again', () => {
  const parent = { traceId: TRACE, spanId: SPAN };
  const child = newContext(parent);
  expect(child.traceId).toBe(TRACE);
  expect(child.spanId).not.toBe(SPAN);
  expect(parseTraceparent(traceparentOf(child))).toEqual(child);
});

test('the first span of a trace is one of a new trace', () => {
  const [one, other] = [newContext(undefined), newContext(undefined)];
  expect(one.traceId).not.toBe(other.traceId);
  expect(parseTraceparent(traceparentOf(one))).toEqual(one);
});
