import { context } from '@opentelemetry/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { trustCertificate } from '../../../local/azure/arm/trust.ts';
import { mintToken } from '../../../local/azure/identity/token.ts';
import { type LocalMonitor, startMonitor } from '../../../local/azure/monitor/start-monitor.ts';
import { BOT } from '../../../local/demo/world.ts';
import { createAzureMonitor } from '../../../shared/telemetry/azure-monitor.ts';
import type { Exporter } from '../../../shared/telemetry/recorder.ts';
import type { EndedSpan } from '../../../shared/telemetry/telemetry.ts';
import { newContext } from '../../../shared/telemetry/trace-context.ts';

let monitor: LocalMonitor;
let exporter: Exporter;

beforeAll(async () => {
  monitor = await startMonitor();
  trustCertificate(monitor.certificatePem);
  const { objectId: oid, appId: appid, tenantId: tid } = BOT;
  const token = mintToken({ aud: 'https://monitor.azure.com', oid, appid, tid }, new Date());
  exporter = createAzureMonitor({
    connectionString: monitor.connectionString,
    credential: { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 1e7 }) },
    ratio: 1,
    version: '0.0.0-test',
    environment: { WEBSITE_SITE_NAME: 'backstay-test' },
  });
});
afterAll(async () => {
  context.disable();
  await monitor.close();
});

const spanOf = (name: string, more: Partial<EndedSpan> = {}): EndedSpan => ({
  context: newContext(undefined),
  name,
  kind: 'internal',
  startedAt: Date.now() - 5000,
  endedAt: Date.now(),
  attributes: { rounds: 1 },
  failed: false,
  ...more,
});

test('a span that began before the distribution was loaded is sent with its ids', async () => {
  const parent = newContext(undefined);
  const early = spanOf('look', { context: newContext(parent), parentSpanId: parent.spanId });
  await exporter.send([early], []);
  const sent = monitor.envelopes().find(({ data }) => data.baseData.name === 'look');
  expect(sent?.data.baseData.id).toBe(early.context.spanId);
  expect(sent?.tags['ai.operation.id']).toBe(parent.traceId);
  expect(sent?.tags['ai.operation.parentId']).toBe(parent.spanId);
  expect(sent?.tags['ai.cloud.role']).toBe('backstay-test');
});

test('measurements are sent under their names', async () => {
  await exporter.send([], [{ metric: 'backstay.heartbeat', value: 1, attributes: {} }]);
  const points = monitor.envelopes().flatMap(({ data }) => data.baseData.metrics ?? []);
  expect(points).toContainEqual(expect.objectContaining({ name: 'backstay.heartbeat', value: 1 }));
});

test('at the end what is left is sent, the standard metrics among it', async () => {
  await exporter.send([spanOf('act', { kind: 'client' })], []);
  await exporter.close();
  const metrics = monitor.envelopes().flatMap(({ data }) => data.baseData.metrics ?? []);
  expect(metrics.map(({ name }) => name)).toContain('dependencies/duration');
});
