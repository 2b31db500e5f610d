import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { parseTraceparent, traceparentIn } from '../../../shared/telemetry/trace-context.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

test.each([['01'], ['00'], ['03']])('a traceparent with the flags %s is read', (flags) => {
  expect(parseTraceparent(`00-${TRACE}-${SPAN}-${flags}`)).toMatchObject({ traceId: TRACE, spanId: SPAN });
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a number', 7],
  ['an object', { traceId: TRACE, spanId: SPAN }],
  ['an object that says it is text', { toString: () => `00-${TRACE}-${SPAN}-01` }],
  ['empty text', ''],
  ['a forbidden version', `ff-${TRACE}-${SPAN}-01`],
  ['no trace', `00-${'0'.repeat(32)}-${SPAN}-01`],
  ['no span', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['large letters', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
  ['more behind it', `00-${TRACE}-${SPAN}-01-x`],
  ['a megabyte', `00-${'a'.repeat(1_000_000)}-${SPAN}-01`],
  ['a query', `00-' | drop table traces | '-${SPAN}-01`],
])('%s is no traceparent', (_, text) => {
  expect(parseTraceparent(text)).toBeUndefined();
});

test('of text around it nothing is kept', () => {
  expect(parseTraceparent(`\n00-${TRACE}-${SPAN}-01\n`)).toMatchObject({ traceId: TRACE, spanId: SPAN });
});

test('what is written is read again', () => {
  const written = { traceId: TRACE, spanId: SPAN, traceFlags: 1 };
  const text = traceparentIn(trace.setSpanContext(ROOT_CONTEXT, written));
  expect(text).toBe(`00-${TRACE}-${SPAN}-01`);
  expect(parseTraceparent(text)).toMatchObject(written);
  expect(traceparentIn(ROOT_CONTEXT)).toBeUndefined();
});
