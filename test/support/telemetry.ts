import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { begin } from '../../shared/telemetry/at-work.ts';
import type { LogLine, Measurement, Telemetry } from '../../shared/telemetry/telemetry.ts';
import { createTracer } from '../../shared/telemetry/tracer.ts';

/** Keeps what is reported to it. */
export function memoryTelemetry() {
  const ended: ReadableSpan[] = [];
  const measurements: Measurement[] = [];
  const lines: LogLine[] = [];
  const telemetry: Telemetry = {
    tracer: createTracer((span) => ended.push(span)),
    measured: (measurement) => measurements.push(measurement),
    logged: (line) => lines.push(line),
  };
  return {
    ...telemetry,
    /** The ended spans, in the order in which they ended. */
    get spans() {
      return ended.map(picture);
    },
    measurements,
    lines,
    /** Runs `work` as the functions host would have it run. */
    during: <T>(work: () => Promise<T>): Promise<T> => begin(telemetry, { name: 'test' }, work),
    /** Of one metric, as `dimension=value … → value`. */
    of: (metric: string) =>
      measurements
        .filter((one) => one.metric === metric)
        .map(({ value, attributes }) => `${Object.values(attributes).join(' ')} ${value}`.trim()),
  };
}

/** A span as tests compare it. */
function picture(span: ReadableSpan) {
  const { traceId, spanId } = span.spanContext();
  const [link] = span.links;
  return {
    context: { traceId, spanId },
    ...(span.parentSpanContext && { parentSpanId: span.parentSpanContext.spanId }),
    ...(link && { link: { traceId: link.context.traceId, spanId: link.context.spanId } }),
    name: span.name,
    kind: span.kind === SpanKind.CLIENT ? 'client' : 'internal',
    attributes: span.attributes,
    failed: span.status.code === SpanStatusCode.ERROR,
    milliseconds: span.duration[0] * 1000 + span.duration[1] / 1e6,
  };
}
