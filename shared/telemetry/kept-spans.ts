import { ROOT_CONTEXT, SpanStatusCode } from '@opentelemetry/api';
import { type ReadableSpan, SamplingDecision, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace-base';

/** How many spans one stands for, as Azure Monitor wants it: in percent of all. */
const SAMPLE_RATE = 'microsoft.sample_rate';

/**
 * Hands on the spans that are kept: those of the share `ratio` of all traces, and all that failed.
 * OpenTelemetry's own sampler decides by the id of the trace, so all steps of one event agree
 * without asking each other. A span that failed stands for itself.
 */
export function keptSpans(ratio: number, keep: (span: ReadableSpan) => void): (span: ReadableSpan) => void {
  const sampler = new TraceIdRatioBasedSampler(ratio);
  return (span) => {
    const hasFailed = span.status.code === SpanStatusCode.ERROR;
    const { decision } = sampler.shouldSample(ROOT_CONTEXT, span.spanContext().traceId);
    if (!hasFailed && decision !== SamplingDecision.RECORD_AND_SAMPLED) return;
    // The span has ended: it takes no attributes any more.
    Object.assign(span.attributes, { [SAMPLE_RATE]: hasFailed ? 100 : ratio * 100 });
    keep(span);
  };
}
