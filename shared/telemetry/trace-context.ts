import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  type SpanContext,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';

const propagator = new W3CTraceContextPropagator();

/**
 * The span that a `traceparent` names; `undefined` when it is none, wherever it comes from.
 * https://www.w3.org/TR/trace-context/
 */
export function parseTraceparent(text: unknown): SpanContext | undefined {
  if (typeof text !== 'string') return undefined;
  return trace.getSpanContext(propagator.extract(ROOT_CONTEXT, { traceparent: text }, defaultTextMapGetter));
}

/** The `traceparent` of the span in a context, if there is one. */
export function traceparentIn(context: Context): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagator.inject(context, carrier, defaultTextMapSetter);
  return carrier.traceparent;
}
