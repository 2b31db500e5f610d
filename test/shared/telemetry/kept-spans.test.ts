import { ROOT_CONTEXT as ROOT, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { expect, test } from 'vitest';
import { keptSpans } from '../../../shared/telemetry/kept-spans.ts';
import { createTracer } from '../../../shared/telemetry/tracer.ts';

/**
 * The spans of so many traces that are kept, each trace of a root and a child; `fails` marks every
 * child as failed.
 */
function kept(ratio: number, traces: number, fails = false): readonly ReadableSpan[] {
  const spans: ReadableSpan[] = [];
  const tracer = createTracer(keptSpans(ratio, (span) => spans.push(span)));
  for (let times = 0; times < traces; times++) {
    tracer.startActiveSpan('root', (root) => {
      const child = tracer.startSpan('child', {}, trace.setSpan(ROOT, root));
      if (fails) child.setStatus({ code: SpanStatusCode.ERROR });
      child.end();
      root.end();
    });
  }
  return spans;
}

test.each([
  [0, 0],
  [1, 200],
])('at the ratio %d of 100 traces %d spans are kept', (ratio, count) => {
  expect(kept(ratio, 100)).toHaveLength(count);
});

test.each([0, 0.1, 1])('at the ratio %d each span that failed is kept, and stands for itself', (ratio) => {
  const failed = kept(ratio, 100, true).filter(({ name }) => name === 'child');
  expect(failed).toHaveLength(100);
  expect(failed.map(({ attributes }) => attributes['microsoft.sample_rate'])).toEqual(failed.map(() => 100));
});

test('of many traces about as many are kept as the ratio says, each whole, and a span stands for those that are not', () => {
  const spans = kept(0.25, 4000);
  const traces = Map.groupBy(spans, (span) => span.spanContext().traceId);
  expect(traces.size).toBeGreaterThan(850);
  expect(traces.size).toBeLessThan(1150);
  expect([...traces.values()].every((its) => its.length === 2)).toBe(true);
  expect(new Set(spans.map(({ attributes }) => attributes['microsoft.sample_rate']))).toEqual(new Set([25]));
});

test('two processes decide alike on one trace', () => {
  const decided = (ratio: number, spans: readonly ReadableSpan[]) => {
    const ids: string[] = [];
    const decide = keptSpans(ratio, (span) => ids.push(span.spanContext().spanId));
    for (const span of spans) decide(span);
    return ids;
  };
  const spans = kept(1, 200);
  expect(decided(0.5, spans)).toEqual(decided(0.5, spans));
});
