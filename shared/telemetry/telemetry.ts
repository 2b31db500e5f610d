import type { Tracer } from '@opentelemetry/api';
import type { MetricName } from './metrics.ts';

/** Never tokens, addresses with secrets, claims or names of people. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

export interface Measurement {
  readonly metric: MetricName;
  readonly value: number;
  readonly attributes: Attributes;
}

/** Where spans and measurements go. Takes them at once, and never throws. */
export interface Telemetry {
  readonly tracer: Tracer;
  measured(measurement: Measurement): void;
}
