import { AsyncLocalStorage } from 'node:async_hooks';
import type { Dimensions, MetricName } from './metrics.ts';
import { type Attributes, NO_TELEMETRY, type Telemetry } from './telemetry.ts';
import { newContext, type SpanContext, traceparentOf } from './trace-context.ts';

/** A piece of work that goes on. */
export interface OpenSpan {
  /** Notes what came of it. */
  note(attributes: Attributes): void;
  /** It did not do what it was to do, though nothing was thrown. */
  fail(): void;
}

/** Where a piece of work begins that nothing in this process has begun. */
export interface Beginning {
  readonly name: string;
  /** The span that it goes on from: of the event, or of the step that sent the message. */
  readonly parent?: SpanContext | undefined;
  readonly link?: SpanContext | undefined;
  readonly attributes?: Attributes;
}

/** A call to somebody else that is over. */
export interface EndedCall {
  readonly name: string;
  readonly milliseconds: number;
  readonly attributes: Attributes;
  readonly failed: boolean;
}

interface AtWork {
  readonly telemetry: Telemetry;
  readonly context: SpanContext;
  readonly span: OpenSpan;
}

/** Follows the flow of control, so that nobody has to hand it on. Outside of any work all of this does nothing. */
const atWork = new AsyncLocalStorage<AtWork>();

const UNSEEN: OpenSpan = { note() {}, fail() {} };

/** Runs `work` as a span within the one at work. */
export function span<T>(name: string, attributes: Attributes, work: (span: OpenSpan) => Promise<T>): Promise<T> {
  const outer = atWork.getStore();
  if (outer === undefined) return work(UNSEEN);
  return begin(outer.telemetry, { name, parent: outer.context, attributes }, work);
}

/** Notes something on the span at work. */
export function note(attributes: Attributes): void {
  atWork.getStore()?.span.note(attributes);
}

/** Tells of a call that has just ended, within the span at work. */
export function callEnded({ milliseconds, ...call }: EndedCall): void {
  const outer = atWork.getStore();
  if (outer === undefined) return;
  const endedAt = Date.now();
  const { context } = outer;
  outer.telemetry.ended({
    ...call,
    context: newContext(context),
    parentSpanId: context.spanId,
    kind: 'client',
    startedAt: endedAt - milliseconds,
    endedAt,
  });
}

/** Adds to a counter, sets a gauge or takes down a value, as the table of metrics has it. */
export function measure<M extends MetricName>(metric: M, value: number, dimensions: Dimensions<M>): void {
  (atWork.getStore()?.telemetry ?? NO_TELEMETRY).measured({ metric, value, attributes: dimensions });
}

/** For whoever goes on with this work elsewhere. */
export function traceparent(): string | undefined {
  const outer = atWork.getStore();
  return outer && traceparentOf(outer.context);
}

/** For every line of the log. */
export function traceId(): string | undefined {
  return atWork.getStore()?.context.traceId;
}

/** Runs `work` as a span that goes on from `parent`, or that begins a trace. */
export async function begin<T>(
  telemetry: Telemetry,
  { name, parent, link, attributes = {} }: Beginning,
  work: (span: OpenSpan) => Promise<T>,
): Promise<T> {
  const context = newContext(parent);
  const startedAt = Date.now();
  const stopwatch = performance.now();
  const noted: Record<string, string | number | boolean> = { ...attributes };
  let failed = false;
  const open: OpenSpan = {
    note: (more) => Object.assign(noted, more),
    fail() {
      failed = true;
    },
  };
  try {
    return await atWork.run({ telemetry, context, span: open }, () => work(open));
  } catch (error) {
    failed = true;
    // Its message can hold anything; its kind says enough, and the log of the host has the rest.
    noted['error.type'] = error instanceof Error ? error.name : 'unknown';
    throw error;
  } finally {
    telemetry.ended({
      context,
      ...(parent !== undefined && { parentSpanId: parent.spanId }),
      ...(link !== undefined && { link }),
      name,
      kind: 'internal',
      startedAt,
      endedAt: startedAt + (performance.now() - stopwatch),
      attributes: noted,
      failed,
    });
  }
}
