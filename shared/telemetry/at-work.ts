import {
  type Context,
  createContextKey,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import type { Dimensions, MetricName } from './metrics.ts';
import type { Attributes, LogLine, Telemetry } from './telemetry.ts';
import { traceparentIn } from './trace-context.ts';

/** A piece of work that goes on. */
export interface OpenSpan {
  /** Notes what came of it. */
  note(attributes: Attributes): void;
  /** It did not do what it was to do, though nothing was thrown. */
  fail(): void;
}

/** The origin of work that did not start in this process. */
export interface Beginning {
  readonly name: string;
  /** The span that it goes on from: of the event, or of the step that sent the message. */
  readonly parent?: SpanContext | undefined;
  readonly link?: SpanContext | undefined;
  readonly attributes?: Attributes;
}

/** A call to another service that has ended. */
export interface EndedCall {
  readonly name: string;
  readonly milliseconds: number;
  readonly attributes: Attributes;
  readonly failed: boolean;
}

/**
 * Follows the flow of control, so that no port hands spans on. It is Backstay's own and not the
 * global one, which `applicationinsights` replaces when it is loaded in the middle of work.
 */
const contexts = new AsyncLocalStorageContextManager().enable();
const TELEMETRY = createContextKey('backstay.telemetry');

const UNSEEN: OpenSpan = { note() {}, fail() {} };

/** Runs `work` as a span within the one at work. Outside of any work all of this does nothing. */
export function span<T>(name: string, attributes: Attributes, work: (span: OpenSpan) => Promise<T>): Promise<T> {
  const outer = contexts.active();
  const telemetry = telemetryIn(outer);
  return telemetry === undefined ? work(UNSEEN) : run(telemetry, name, { attributes }, outer, work);
}

/** Notes something on the span at work. */
export function note(attributes: Attributes): void {
  trace.getSpan(contexts.active())?.setAttributes(attributes);
}

/** Records a call that has just ended, within the current span. */
export function callEnded({ name, milliseconds, attributes, failed }: EndedCall): void {
  const outer = contexts.active();
  const telemetry = telemetryIn(outer);
  if (telemetry === undefined) return;
  const endedAt = Date.now();
  const startTime = endedAt - milliseconds;
  const call = telemetry.tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes, startTime }, outer);
  if (failed) call.setStatus({ code: SpanStatusCode.ERROR });
  call.end(endedAt);
}

/** Adds to a counter, sets a gauge or takes down a value, as the table of metrics has it. */
export function measure<M extends MetricName>(metric: M, value: number, dimensions: Dimensions<M>): void {
  telemetryIn(contexts.active())?.measured({ metric, value, attributes: dimensions });
}

/** Sends a line of the log with the ids of the span at work. */
export function logged(level: LogLine['level'], line: string): void {
  const context = contexts.active();
  telemetryIn(context)?.logged({ level, line, at: new Date(), context });
}

/** Runs `work` outside of any span: what it logs is sent all the same. */
export function reportTo<T>(telemetry: Telemetry, work: () => T): T {
  return contexts.with(ROOT_CONTEXT.setValue(TELEMETRY, telemetry), work);
}

/** For the next process of this work. */
export function traceparent(): string | undefined {
  return traceparentIn(contexts.active());
}

/** For every line of the log. */
export function traceId(): string | undefined {
  return trace.getSpanContext(contexts.active())?.traceId;
}

/** Runs `work` as a span that goes on from `parent`, or that begins a trace. */
export function begin<T>(
  telemetry: Telemetry,
  { name, parent, link, attributes = {} }: Beginning,
  work: (span: OpenSpan) => Promise<T>,
): Promise<T> {
  const outer = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
  const links = link === undefined ? [] : [{ context: link }];
  return run(telemetry, name, { attributes, links }, outer.setValue(TELEMETRY, telemetry), work);
}

async function run<T>(
  telemetry: Telemetry,
  name: string,
  options: SpanOptions,
  outer: Context,
  work: (span: OpenSpan) => Promise<T>,
): Promise<T> {
  const begun = telemetry.tracer.startSpan(name, options, outer);
  const open: OpenSpan = {
    note: (attributes) => void begun.setAttributes(attributes),
    fail: () => void begun.setStatus({ code: SpanStatusCode.ERROR }),
  };
  try {
    return await contexts.with(trace.setSpan(outer, begun), () => work(open));
  } catch (error) {
    begun.setStatus({ code: SpanStatusCode.ERROR });
    // Its message can hold anything; its kind says enough, and the log of the host has the rest.
    begun.setAttribute('error.type', error instanceof Error ? error.name : 'unknown');
    throw error;
  } finally {
    begun.end();
  }
}

function telemetryIn(context: Context): Telemetry | undefined {
  return context.getValue(TELEMETRY) as Telemetry | undefined;
}
