import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { AlwaysOnSampler, BasicTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { sampleRateOf } from './sampling.ts';
import type { EndedSpan } from './telemetry.ts';
import type { SpanContext } from './trace-context.ts';

export interface Spans {
  /** The same spans as OpenTelemetry's exporters take them. */
  readable(ended: readonly EndedSpan[]): readonly ReadableSpan[];
}

/** Plays what has happened to OpenTelemetry's tracer once more, with the ids and the times that it had. */
export function createSpans(resource: Resource, ratio: number): Spans {
  let readable: ReadableSpan[] = [];
  let next: SpanContext | undefined;
  const provider = new BasicTracerProvider({
    resource,
    // Which to keep was decided before: see sampling.ts.
    sampler: new AlwaysOnSampler(),
    idGenerator: { generateTraceId: () => next?.traceId ?? '', generateSpanId: () => next?.spanId ?? '' },
    spanProcessors: [
      {
        onStart() {},
        onEnd: (span) => readable.push(span),
        forceFlush: async () => undefined,
        shutdown: async () => undefined,
      },
    ],
  });
  const tracer = provider.getTracer('backstay');

  function play(ended: EndedSpan): void {
    const { context, parentSpanId, link, name, kind, startedAt, endedAt, attributes, failed } = ended;
    next = context;
    const parent = parentSpanId && otelContext({ traceId: context.traceId, spanId: parentSpanId });
    const span = tracer.startSpan(
      name,
      {
        kind: kind === 'client' ? SpanKind.CLIENT : SpanKind.INTERNAL,
        startTime: startedAt,
        attributes: { ...attributes, 'microsoft.sample_rate': sampleRateOf(ended, ratio) },
        ...(link !== undefined && { links: [{ context: otelContext(link) }] }),
      },
      parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT,
    );
    if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(endedAt);
  }

  return {
    readable(ended) {
      for (const each of ended) play(each);
      const played = readable;
      readable = [];
      return played;
    },
  };
}

function otelContext({ traceId, spanId }: SpanContext) {
  return { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true };
}
