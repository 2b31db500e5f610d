import type { Resource } from '@opentelemetry/resources';
import {
  type AggregationTemporality,
  type InstrumentType,
  MeterProvider,
  MetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { METRICS, type MetricName } from './metrics.ts';
import type { Attributes, Measurement } from './telemetry.ts';

export interface Instruments {
  /** What these measurements amount to. */
  collect(measurements: readonly Measurement[]): Promise<ResourceMetrics>;
}

/** OpenTelemetry's instruments, as the table of metrics has them. */
export function createInstruments(
  resource: Resource,
  temporalityOf: (type: InstrumentType) => AggregationTemporality,
): Instruments {
  const reader = new OnDemandReader({ aggregationTemporalitySelector: temporalityOf });
  const meter = new MeterProvider({ resource, readers: [reader] }).getMeter('backstay');
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
    async collect(measurements) {
      for (const { metric, value, attributes } of measurements) take.get(metric)?.(value, attributes);
      return (await reader.collect()).resourceMetrics;
    },
  };
}

/** Collects when it is asked to; the recorder knows when. */
class OnDemandReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}
