import type { Context, Tracer } from '@opentelemetry/api';
import type { AttributeName } from './attributes.ts';
import type { MetricName } from './metrics.ts';

/** Never tokens, addresses with secrets, claims or names of people. */
export type Attributes = Readonly<Partial<Record<AttributeName, string | number | boolean>>>;

export interface Measurement {
  readonly metric: MetricName;
  readonly value: number;
  readonly attributes: Attributes;
}

/** One line of the log, as the functions host gets it too. */
export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly line: string;
  readonly at: Date;
  /** Names the span in which it was written. */
  readonly context: Context;
}

/** Where spans, measurements and lines of the log go. Takes them at once, and never throws. */
export interface Telemetry {
  readonly tracer: Tracer;
  measured(measurement: Measurement): void;
  logged(line: LogLine): void;
}
