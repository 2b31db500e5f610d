import type { Tracer } from '@opentelemetry/api';
import { defaultResource, type Resource } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BasicTracerProvider,
  type ReadableSpan,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';

/**
 * OpenTelemetry's own tracer. It is light enough to be there from the first span on; what sends its
 * spans comes late. Every span is recorded: whether it is kept is known when it has ended, see
 * kept-spans.ts.
 */
export function createTracer(onEnd: (span: ReadableSpan) => void, resource: Resource = defaultResource()): Tracer {
  const processor: SpanProcessor = {
    onStart() {},
    onEnd,
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  };
  const provider = new BasicTracerProvider({ resource, sampler: new AlwaysOnSampler(), spanProcessors: [processor] });
  return provider.getTracer('backstay');
}
