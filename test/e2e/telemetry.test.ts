import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Envelope, type LocalMonitor, startMonitor } from '../../local/azure/monitor/start-monitor.ts';
import type { Stage } from '../../local/demo/stage.ts';
import { CLUSTER_ID, PERSON } from '../../local/demo/world.ts';
import { parseSchedule } from '../../local/host/timer/schedule.ts';
import { OUTBOX_TABLE, POISON_QUEUE } from '../../shared/storage/names.ts';
import { createTableOutbox } from '../../shared/storage/table-outbox.ts';
import { ATTRIBUTES } from '../../shared/telemetry/attributes.ts';
import { METRICS, type MetricName } from '../../shared/telemetry/metrics.ts';
import { textOf } from '../support/infra-files.ts';
import { onStage } from '../support/on-stage.ts';
import { storageAt, untilReady } from '../support/stored-targets.ts';
import { untilTrue } from '../support/until.ts';

/** Work that the timers and the poison queue bring. */
const LAST: readonly MetricName[] = [
  'backstay.audit.broken',
  'backstay.heartbeat',
  'backstay.targets',
  'backstay.messages.dead_lettered',
  'backstay.role_assignments',
];
/**
 * All metrics but those of answers of Azure Backup: the profile of this story does not ask it.
 */
const NOT_ASKED = ['backstay.disagreements', 'backstay.restore.drills'];
const EXPECTED = Object.keys(METRICS).filter((name) => !NOT_ASKED.includes(name));
/** Metrics of the distribution, with attributes of its own. */
const STANDARD = ['dependencies/duration', 'traces/count'];
/** As the distribution sends the links of a span. */
const LINKS = '_MS.links';
const TIMERS = {
  sweep: '30 */10 * * * *',
  graphSweep: '50 3,18,33,48 * * * *',
  census: '0 4,34 * * * *',
  verify: '0 23 3 * * *',
};

/** The app settings whose hosts the app calls in this world. */
const CALLED = [
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'AzureWebJobsStorage',
  'BACKSTAY_EVENTS_ENDPOINT',
  'BACKSTAY_RESOURCE_MANAGER',
  'BACKSTAY_TEAMS_WEBHOOK',
  'IDENTITY_ENDPOINT',
];
let folder: string;
const connections = () => join(folder, 'connections');

// The processes of the hosts inherit it.
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'backstay-connections-'));
  process.env.RECORD_CONNECTIONS_TO = connections();
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import ${pathToFileURL(resolve('test/support/record-connections.ts'))}`;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.concurrent('Application Insights gets one trace for each event, all metrics, and nothing of people or secrets', async () => {
  const monitor = await startMonitor();
  await onStage({ monitor }, async (stage) => {
    const lines: string[] = [];
    stage.arm.faults.add({
      method: 'GET',
      path: '**/trustedAccessRoleBindings',
      when: { kind: 'nth', n: 1 },
      fault: { kind: 'throttled', retryAfterSeconds: 1 },
    });
    await toReady(stage, (line) => lines.push(line));
    await letTimersBeDue(stage);
    await poison(stage);
    const again = await stage.startHost((line) => lines.push(line));
    // Each kind of telemetry goes out in a request of its own.
    await untilTrue(() => LAST.every((metric) => measured(monitor).has(metric)) && has(storyOf(monitor), 'requeue'));
    await again.stop();

    const story = storyOf(monitor);
    for (const name of ['requeue', 'poll', 'assess', 'act', 'action', 'deliver', 'send'])
      expect(namesOf(story)).toContain(name);
    expect(namesOf(story)).toContain(
      'GET /subscriptions/{name}/resourceGroups/{name}/providers/Microsoft.ContainerService/managedClusters/{name}',
    );
    // All of a story hangs together: each span but the first has its parent in it, or outside of
    // this process.
    const ids = new Set(story.map(({ data }) => data.baseData.id));
    const loose = story.filter(({ tags }) => !ids.has(tags['ai.operation.parentId'] ?? ''));
    expect(new Set(namesOf(loose))).toEqual(new Set(['accept event']));

    // The distribution makes the standard metrics of the spans and the lines of the log.
    expect([...measured(monitor)].sort()).toEqual([...EXPECTED, ...STANDARD].sort());
    // The timer counts each time that it is due: more than once on a slow machine.
    expect(pointsFor(monitor, 'backstay.targets', { 'backstay.verdict': 'Ready' }).at(-1)?.value).toBe(1);
    expect(sumOf(monitor, 'backstay.targets', { 'backstay.verdict': 'Failed' })).toBe(0);
    expect(
      sumOf(monitor, 'backstay.actions', { 'backstay.action.kind': 'roleGrant', 'backstay.action.outcome': 'applied' }),
    ).toBeGreaterThanOrEqual(7);
    expect(sumOf(monitor, 'backstay.audit.broken', {})).toBe(0);
    expect(sumOf(monitor, 'backstay.time_to_ready', { 'backstay.profile': 'standard' })).toBeGreaterThan(0);

    // Every line that a function writes bears the id of its trace.
    const own = lines
      .filter((line) => line.startsWith('{') && !line.includes('Telemetry not delivered'))
      .map((line) => JSON.parse(line) as { traceId?: string });
    expect(own.length).toBeGreaterThan(10);
    expect(own.filter(({ traceId }) => !/^[0-9a-f]{32}$/.test(traceId ?? ''))).toEqual([]);
    expect(own.map(({ traceId }) => traceId)).toContain(story[0]?.tags['ai.operation.id']);

    // Each arrives once, under the ids of its span.
    const sent = monitor.envelopes().filter(({ data }) => data.baseType === 'MessageData');
    const messages = sent.map(({ data }) => data.baseData.message ?? '');
    expect([...messages].sort()).toEqual(lines.filter((line) => line.startsWith('{')).sort());
    for (const { tags, data } of sent) {
      const { traceId, message } = JSON.parse(data.baseData.message ?? '{}');
      if (message !== 'Telemetry not delivered') expect(tags['ai.operation.id']).toBe(traceId);
    }

    // Nothing is sent under a name that docs/telemetry.md does not have.
    const ours = monitor
      .envelopes()
      .filter(({ data }) => (data.baseData.metrics ?? []).every(({ name }) => !STANDARD.includes(name)));
    const names = new Set(ours.flatMap(({ data }) => Object.keys(data.baseData.properties ?? {})));
    expect([...names].filter((name) => !(name in ATTRIBUTES) && name !== LINKS)).toEqual([]);

    for (const text of [monitor.text(), monitor.live(), lines.join('\n')]) {
      for (const secret of ['@', PERSON.objectId, PERSON.appId, 'claims', 'sig=', '/workflow', 'Bearer', 'eyJ']) {
        expect(text).not.toContain(secret);
      }
    }
    expect(monitor.text()).not.toContain('drop table');
    expect(monitor.answered(401)).toBe(0);
    // Live metrics ask whether the page is open, and send the names of the instance.
    expect(monitor.live()).toMatch(/QuickPulseService\.svc\/ping/i);

    const called = [...new Set(readFileSync(connections(), 'utf8').trim().split('\n'))].sort();
    // Outside of App Service alone, telemetry asks the metadata service of virtual machines where
    // it runs.
    expect(called.filter((name) => name !== '169.254.169.254:80')).toEqual(CALLED);
    for (const setting of CALLED) expect(textOf('docs/security.md')).toContain(`\`${setting}\``);
  });
  await monitor.close();
});

test.concurrent('where no trace is kept, what failed is, and all metrics are', async () => {
  const monitor = await startMonitor();
  await onStage({ monitor, settings: { BACKSTAY_TRACE_RATIO: '0' } }, async (stage) => {
    stage.teams.failNext(1, 400);
    await toReady(stage, () => undefined, isCardDeadLettered);
    const spans = monitor.envelopes().filter(({ data }) => data.baseType === 'RemoteDependencyData');
    expect(namesOf(spans)).toContain('send');
    expect(spans.filter(({ data }) => data.baseData.success !== false)).toEqual([]);
    expect(measured(monitor)).toContain('backstay.arm.calls');
    expect(
      sumOf(monitor, 'backstay.outbox.deliveries', {
        'backstay.consumer': 'teams',
        'backstay.delivery.outcome': 'deadLettered',
      }),
    ).toBe(1);
  });
  await monitor.close();
});

/**
 * `isDone`: what else has to be over before the host stops, since a card goes out apart from the
 * work.
 */
async function toReady(
  stage: Stage,
  onLine: (line: string) => void,
  isDone: (stage: Stage) => Promise<boolean> = async () => true,
): Promise<void> {
  const host = await stage.startHost(onLine);
  await stage.prepare();
  await stage.createCluster();
  const { target } = await untilReady(stage.storage);
  expect(target.clusterId.toLowerCase()).toBe(CLUSTER_ID.toLowerCase());
  await untilTrue(() => isDone(stage));
  // Its end sends what is left.
  await host.stop();
}

async function isCardDeadLettered({ storage }: Stage): Promise<boolean> {
  const counts = await createTableOutbox(storageAt(storage).table(OUTBOX_TABLE)).count();
  return counts.some(({ deadLettered }) => deadLettered > 0);
}

/** A message that has failed as often as it may; what stands for its trace is none. */
async function poison(stage: Stage): Promise<void> {
  const message = { v: 1, clusterId: CLUSTER_ID, profile: 'standard', traceparent: "00-'; drop table traces-01" };
  const queue = storageAt(stage.storage).queue(POISON_QUEUE);
  await queue.createIfNotExists();
  await queue.sendMessage(Buffer.from(JSON.stringify(message)).toString('base64'));
}

/** As if the host had been away for two days: what was missed is made up for at the start. */
async function letTimersBeDue(stage: Stage): Promise<void> {
  const table = storageAt(stage.storage).table('AzureWebJobsHost');
  const last = new Date(Date.now() - 2 * 86_400_000);
  for (const [name, schedule] of Object.entries(TIMERS)) {
    const next = parseSchedule(schedule).after(last).toISOString();
    const status = { last: last.toISOString(), next, lastUpdated: last.toISOString() };
    await table.upsertEntity({ partitionKey: 'timer', rowKey: name, json: JSON.stringify(status) });
  }
}

/** The trace of the event that made a cluster ready; empty while there is none. */
function storyOf(monitor: LocalMonitor): readonly Envelope[] {
  const spans = monitor.envelopes().filter(({ data }) => data.baseType === 'RemoteDependencyData');
  const stories = Map.groupBy(spans, ({ tags }) => tags['ai.operation.id'] ?? '');
  const whole = [...stories.values()].filter((one) => has(one, 'accept event') && has(one, 'reconcile'));
  const isReady = ({ data }: Envelope) => data.baseData.properties?.['backstay.verdict'] === 'Ready';
  return whole.find((one) => one.some(isReady)) ?? [];
}

function namesOf(envelopes: readonly Envelope[]): readonly (string | undefined)[] {
  return envelopes.map(({ data }) => data.baseData.name);
}

function has(envelopes: readonly Envelope[], name: string): boolean {
  return namesOf(envelopes).includes(name);
}

function pointsOf(monitor: LocalMonitor) {
  return monitor
    .envelopes()
    .flatMap(({ data }) => (data.baseData.metrics ?? []).map((point) => ({ ...point, ...data.baseData.properties })));
}

function measured(monitor: LocalMonitor): ReadonlySet<string> {
  return new Set(pointsOf(monitor).map(({ name }) => name));
}

function sumOf(monitor: LocalMonitor, name: MetricName, dimensions: Readonly<Record<string, string>>): number {
  return pointsFor(monitor, name, dimensions).reduce((sum, { value }) => sum + value, 0);
}

/** Points of a metric with these dimensions, oldest first; throws where there is none. */
function pointsFor(monitor: LocalMonitor, name: MetricName, dimensions: Readonly<Record<string, string>>) {
  const points = pointsOf(monitor).filter(
    (point) =>
      point.name === name && Object.entries(dimensions).every(([key, value]) => Reflect.get(point, key) === value),
  );
  if (points.length === 0) throw new Error(`${name} was not measured`);
  return points;
}
