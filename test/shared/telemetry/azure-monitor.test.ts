import { globSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { context } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { trustCertificate } from '../../../local/azure/arm/trust.ts';
import { mintToken } from '../../../local/azure/identity/token.ts';
import { type LocalMonitor, startMonitor } from '../../../local/azure/monitor/start-monitor.ts';
import { BOT } from '../../../local/demo/world.ts';
import { begin, callEnded, logged, span } from '../../../shared/telemetry/at-work.ts';
import { createAzureMonitor } from '../../../shared/telemetry/azure-monitor.ts';
import type { Exporter } from '../../../shared/telemetry/recorder.ts';
import type { LogLine } from '../../../shared/telemetry/telemetry.ts';
import { createTracer } from '../../../shared/telemetry/tracer.ts';

let monitor: LocalMonitor;
let exporter: Exporter;

const ended: ReadableSpan[] = [];
const lines: LogLine[] = [];
const resource = resourceFromAttributes({ 'service.name': 'backstay-test' });
const telemetry = {
  tracer: createTracer((one) => ended.push(one), resource),
  measured() {},
  logged: (one: LogLine) => void lines.push(one),
};
const NOTHING = { spans: [], measurements: [], lines: [] };

beforeAll(async () => {
  monitor = await startMonitor();
  trustCertificate(monitor.certificatePem);
});

function load(): void {
  const { objectId: oid, appId: appid, tenantId: tid } = BOT;
  const token = mintToken({ aud: 'https://monitor.azure.com', oid, appid, tid }, new Date());
  exporter = createAzureMonitor({
    connectionString: monitor.connectionString,
    credential: { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 1e7 }) },
    resource,
    version: '0.0.0-test',
    environment: {},
  });
}

const sent = (name: string) => monitor.envelopes().find(({ data }) => data.baseData.name === name);

/** The files in which the exporter keeps items of this resource. */
function kept(): readonly string[] {
  const key = /InstrumentationKey=([^;]+)/.exec(monitor.connectionString)?.[1] ?? '';
  return globSync(join(tmpdir(), 'Microsoft-AzureMonitor-*', `opentelemetry-nodejs-${key}`, '*.ai.json')).map((file) =>
    readFileSync(file, 'utf8'),
  );
}

afterAll(async () => {
  context.disable();
  await monitor.close();
});

test('the distribution is loaded in the middle of work: what ended before it, what began before it and what begins after it is one trace', async () => {
  await begin(telemetry, { name: 'reconcile' }, async () => {
    await span('poll', {}, async () => logged('warn', '{"message":"Early"}'));
    await span('look', {}, async () => {
      load();
      await span('read', {}, async () => undefined);
      callEnded({ name: 'GET /x', milliseconds: 5, attributes: {}, failed: true });
    });
  });
  await exporter.send({ ...NOTHING, spans: ended, lines });
  const idOf = (name: string) => sent(name)?.data.baseData.id;
  const parentOf = (name: string) => sent(name)?.tags['ai.operation.parentId'];
  expect(['poll', 'look', 'read', 'GET /x'].map(parentOf)).toEqual([
    idOf('reconcile'),
    idOf('reconcile'),
    idOf('look'),
    idOf('look'),
  ]);
  const names = ['reconcile', 'poll', 'look', 'read', 'GET /x'];
  expect(new Set(names.map((name) => sent(name)?.tags['ai.operation.id'])).size).toBe(1);
  expect(names.map((name) => sent(name)?.tags['ai.cloud.role'])).toEqual(names.map(() => 'backstay-test'));
  expect(sent('GET /x')?.data.baseData.success).toBe(false);
});

test('a line of the log that was written before it was loaded has the ids of its span', () => {
  const [message, ...more] = monitor.envelopes().filter(({ data }) => data.baseType === 'MessageData');
  expect(more).toEqual([]);
  expect(message?.data.baseData).toMatchObject({ message: '{"message":"Early"}', severityLevel: 'Warning' });
  expect(message?.tags).toMatchObject({
    'ai.operation.id': sent('poll')?.tags['ai.operation.id'],
    'ai.operation.parentId': sent('poll')?.data.baseData.id,
  });
});

test('measurements are sent under their names', async () => {
  await exporter.send({ ...NOTHING, measurements: [{ metric: 'backstay.heartbeat', value: 1, attributes: {} }] });
  const points = monitor.envelopes().flatMap(({ data }) => data.baseData.metrics ?? []);
  expect(points).toContainEqual(expect.objectContaining({ name: 'backstay.heartbeat', value: 1 }));
});

test('what the service does not take is kept on the disk, from where the exporter sends it again', async () => {
  monitor.failNext(1, 500);
  await exporter.send({ ...NOTHING, measurements: [{ metric: 'backstay.actions', value: 1, attributes: {} }] });
  expect(monitor.answered(500)).toBe(1);
  expect(kept().join()).toContain('backstay.actions');
});

test('at the end what is left is sent, the standard metrics among it', async () => {
  await exporter.close();
  const metrics = monitor.envelopes().flatMap(({ data }) => data.baseData.metrics ?? []);
  expect(metrics.map(({ name }) => name)).toContain('dependencies/duration');
});
