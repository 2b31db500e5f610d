import { AggregationTemporality, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { expect, test } from 'vitest';
import { createInstruments } from '../../../shared/telemetry/instruments.ts';
import { METRICS, type MetricName } from '../../../shared/telemetry/metrics.ts';
import type { Measurement } from '../../../shared/telemetry/telemetry.ts';

class OnDemandReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

function create() {
  const reader = new OnDemandReader({ aggregationTemporalitySelector: () => AggregationTemporality.DELTA });
  const meter = new MeterProvider({ readers: [reader] }).getMeter('test');
  return { ...createInstruments(meter), reader };
}

async function collected({ take, reader }: ReturnType<typeof create>, measurements: readonly Measurement[]) {
  take(measurements);
  const { scopeMetrics } = (await reader.collect()).resourceMetrics;
  return scopeMetrics.flatMap(({ metrics }) => metrics);
}

test('every metric of the table arrives under its name, with its unit and its description', async () => {
  // The keys of the table are its names.
  const names = Object.keys(METRICS) as MetricName[];
  const metrics = await collected(
    create(),
    names.map((metric) => ({ metric, value: 1, attributes: {} })),
  );
  expect(metrics.map(({ descriptor }) => descriptor.name).sort()).toEqual([...names].sort());
  for (const { descriptor } of metrics) {
    const { unit, description } = METRICS[descriptor.name as MetricName];
    expect(descriptor).toMatchObject({ unit, description });
  }
});

test('a counter sends what has come since the last time, a gauge how it stands, a histogram the sum', async () => {
  const instruments = create();
  const heartbeat = { metric: 'backstay.heartbeat', value: 1, attributes: {} } as const;
  const ready = (value: number) =>
    ({ metric: 'backstay.targets', value, attributes: { 'backstay.verdict': 'Ready' } }) as const;
  const time = (value: number) =>
    ({ metric: 'backstay.time_to_ready', value, attributes: { 'backstay.profile': 'p' } }) as const;
  const first = await collected(instruments, [heartbeat, heartbeat, ready(3), ready(0), time(10), time(20)]);
  const told = (name: string, metrics: typeof first) =>
    metrics.find(({ descriptor }) => descriptor.name === name)?.dataPoints[0]?.value;
  expect(told('backstay.heartbeat', first)).toBe(2);
  expect(told('backstay.targets', first)).toBe(0);
  expect(told('backstay.time_to_ready', first)).toMatchObject({ sum: 30, count: 2, min: 10, max: 20 });
  expect(told('backstay.heartbeat', await collected(instruments, [heartbeat]))).toBe(1);
});
