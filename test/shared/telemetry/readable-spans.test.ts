import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { expect, test } from 'vitest';
import { createSpans } from '../../../shared/telemetry/readable-spans.ts';
import type { EndedSpan } from '../../../shared/telemetry/telemetry.ts';
import { newContext } from '../../../shared/telemetry/trace-context.ts';

const PARENT = newContext(undefined);
const LINK = newContext(undefined);
const ENDED: EndedSpan = {
  context: newContext(PARENT),
  parentSpanId: PARENT.spanId,
  link: LINK,
  name: 'look',
  kind: 'client',
  startedAt: 1_700_000_000_000,
  endedAt: 1_700_000_000_250,
  attributes: { rounds: 2 },
  failed: true,
};

test('a span is exported with the ids, the times and the outcome that it had', () => {
  const spans = createSpans(resourceFromAttributes({}), 0.5);
  const [span] = spans.readable([ENDED]);
  expect(span?.spanContext()).toMatchObject(ENDED.context);
  expect(span?.parentSpanContext).toMatchObject(PARENT);
  expect(span?.links.map(({ context }) => context.traceId)).toEqual([LINK.traceId]);
  expect([span?.name, span?.kind, span?.status.code]).toEqual(['look', SpanKind.CLIENT, SpanStatusCode.ERROR]);
  expect(span?.startTime).toEqual([1_700_000_000, 0]);
  expect(span?.duration).toEqual([0, 250_000_000]);
  expect(span?.attributes).toEqual({ rounds: 2, 'microsoft.sample_rate': 100 });
  expect(spans.readable([])).toEqual([]);
});

test('a span without a parent is the root of its trace', () => {
  const { parentSpanId: _, link: __, ...root } = ENDED;
  const [span] = createSpans(resourceFromAttributes({}), 1).readable([{ ...root, failed: false }]);
  expect(span?.spanContext()).toMatchObject(ENDED.context);
  expect(span?.parentSpanContext).toBeUndefined();
  expect(span?.status.code).toBe(SpanStatusCode.UNSET);
});
