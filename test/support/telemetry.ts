import { begin } from '../../shared/telemetry/at-work.ts';
import type { EndedSpan, Measurement, Telemetry } from '../../shared/telemetry/telemetry.ts';

/** Keeps what it is told. */
export function memoryTelemetry() {
  const spans: EndedSpan[] = [];
  const measurements: Measurement[] = [];
  const telemetry: Telemetry = {
    ended: (span) => spans.push(span),
    measured: (measurement) => measurements.push(measurement),
  };
  return {
    ...telemetry,
    spans,
    measurements,
    /** Runs `work` as the functions host would have it run. */
    during: <T>(work: () => Promise<T>): Promise<T> => begin(telemetry, { name: 'test' }, work),
    /** Of one metric, as `dimension=value … → value`. */
    of: (metric: string) =>
      measurements
        .filter((one) => one.metric === metric)
        .map(({ value, attributes }) => `${Object.values(attributes).join(' ')} ${value}`.trim()),
  };
}
