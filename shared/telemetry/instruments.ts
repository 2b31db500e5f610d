import type { Meter } from '@opentelemetry/api';
import { METRICS, type MetricName } from './metrics.ts';
import type { Attributes, Measurement } from './telemetry.ts';

export interface Instruments {
  take(measurements: readonly Measurement[]): void;
}

/** OpenTelemetry's instruments, as the table of metrics has them. */
export function createInstruments(meter: Meter): Instruments {
  const take = new Map<MetricName, (value: number, attributes: Attributes) => void>();
  // The keys of the table are its names.
  for (const name of Object.keys(METRICS) as MetricName[]) {
    const { instrument, unit, description } = METRICS[name];
    switch (instrument) {
      case 'counter': {
        const counter = meter.createCounter(name, { unit, description });
        take.set(name, (value, attributes) => counter.add(value, attributes));
        break;
      }
      case 'gauge': {
        const gauge = meter.createGauge(name, { unit, description });
        take.set(name, (value, attributes) => gauge.record(value, attributes));
        break;
      }
      case 'histogram': {
        const histogram = meter.createHistogram(name, { unit, description });
        take.set(name, (value, attributes) => histogram.record(value, attributes));
        break;
      }
    }
  }
  return {
    take(measurements) {
      for (const { metric, value, attributes } of measurements) take.get(metric)?.(value, attributes);
    },
  };
}
