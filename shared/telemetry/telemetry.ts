import type { MetricName } from './metrics.ts';
import type { SpanContext } from './trace-context.ts';

/** Never tokens, addresses with secrets, claims or names of people. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** One piece of work that has ended. */
export interface EndedSpan {
  readonly context: SpanContext;
  /** The span that it was part of, in the same trace. */
  readonly parentSpanId?: string;
  /** Work elsewhere that belongs to it: the host's own span of the invocation. */
  readonly link?: SpanContext;
  readonly name: string;
  /** `client` is a call to somebody else. */
  readonly kind: 'internal' | 'client';
  /** Milliseconds since 1970, as is the other. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attributes: Attributes;
  readonly failed: boolean;
}

export interface Measurement {
  readonly metric: MetricName;
  readonly value: number;
  readonly attributes: Attributes;
}

/** Where spans and measurements go. Takes them at once, and never throws. */
export interface Telemetry {
  ended(span: EndedSpan): void;
  measured(measurement: Measurement): void;
}

/** For where nobody looks. */
export const NO_TELEMETRY: Telemetry = { ended() {}, measured() {} };
