/**
 * The look inside the cluster beside everything else: it is on record, it is kept, and only an
 * install waits for it.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { CLUSTER_BODY, CLUSTER_ID, SUBSCRIPTION_ID, TENANT_ID } from '../../../local/demo/world.ts';
import { verifyChain } from '../../../shared/audit/verify.ts';
import type { Failure } from '../../../shared/model/failure.ts';
import { parseClusterId } from '../../../shared/model/resource-id.ts';
import type { Condition } from '../../../shared/model/state.ts';
import { actionFor } from '../../../shared/plan/action-for.ts';
import type { Accepted, ArmResult, CommandResult } from '../../../shared/ports/arm.ts';
import { containerFor } from '../../../shared/profiles/container-name.ts';
import { must } from '../../support/facts.ts';
import { printed } from '../../support/printed.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';

const HOUR = 3_600_000;
const FILES = 'pvc-1\tBound\tshop/pictures\tazurefile\tfile.csi.azure.com\t\t\t\t8Gi\tnfs\t\t\t';

let world: VirtualWorld;

afterEach(async () => {
  const { entries, head } = world.chains.chainOf(world.target);
  expect(verifyChain(entries, head)).toMatchObject({ ok: true });
  await world.close();
});

interface Cluster {
  readonly profile?: Readonly<Record<string, unknown>>;
  readonly accept?: () => Failure | undefined;
  /**
   * A person has installed the extension before: the install does not wait for what the command
   * shows.
   */
  readonly installed?: boolean;
  /** The state of the command, so many seconds after it was accepted. */
  readonly result?: (seconds: number) => CommandResult | Failure;
}

/**
 * A cluster that is made ready while commands in it go as the test says. Answers when they were
 * run.
 */
async function start({
  profile = { inspectCluster: true },
  installed = true,
  accept = () => undefined,
  result = ended,
}: Cluster) {
  world = await createVirtualWorld({ profile });
  await world.prepare();
  const runs: Date[] = [];
  const wakes: Date[] = [];
  const { timeline, ports } = world;
  const trace = (call: string) => ({ call, at: timeline.now().toISOString() });
  Object.assign(ports.arm, {
    async runCommand(): Promise<ArmResult<Accepted>> {
      runs.push(timeline.now());
      const failure = accept();
      return failure === undefined
        ? {
            ok: true,
            value: { done: false, operationUrl: 'https://arm/result', retryAfterSeconds: undefined },
            trace: trace('POST /run'),
          }
        : { ok: false, failure, trace: trace('POST /run') };
    },
    async getCommandResult(): Promise<ArmResult<CommandResult>> {
      const value = result((timeline.now().getTime() - must(runs.at(-1)).getTime()) / 1000);
      return 'state' in value
        ? { ok: true, value, trace: trace('GET /result') }
        : { ok: false, failure: value, trace: trace('GET /result') };
    },
  });
  const { send } = ports.queue;
  Object.assign(ports.queue, {
    send: (...message: Parameters<typeof send>) => {
      wakes.push(timeline.now());
      return send(...message);
    },
  });
  if (installed) await installExtension();
  await world.createCluster();
  return { runs, wakes };
}

/** A person installs it while the cluster is opted out, with the settings of the profile. */
async function installExtension(): Promise<void> {
  const settled = () => world.timeline.nextDue() === undefined;
  const location = 'configuration.backupStorageLocation';
  const configurationSettings = {
    [`${location}.bucket`]: containerFor('{cluster}', must(parseClusterId(CLUSTER_ID))),
    [`${location}.config.storageAccount`]: 'stshopbackup',
    [`${location}.config.resourceGroup`]: 'rg-backup',
    [`${location}.config.subscriptionId`]: SUBSCRIPTION_ID,
    [`${location}.config.useAAD`]: 'true',
    [`${location}.config.storageAccountURI`]: 'https://stshopbackup.blob.core.windows.net/',
    'credentials.tenantId': TENANT_ID,
  };
  const put = async (...request: Parameters<typeof world.send>) => {
    const response = await world.send(...request);
    if (!response.ok) throw new Error(`${request[1]}: ${response.status} ${await response.text()}`);
    await world.pass(settled, 1);
  };
  await put(
    'POST',
    `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.KubernetesConfiguration/register`,
    '2024-07-01',
  );
  await put('PUT', CLUSTER_ID, '2024-05-01', { ...CLUSTER_BODY, tags: { backstay: 'off' } });
  await put(
    'PUT',
    `${CLUSTER_ID}/providers/Microsoft.KubernetesConfiguration/extensions/azure-aks-backup`,
    '2023-05-01',
    {
      properties: {
        extensionType: 'microsoft.dataprotection.kubernetes',
        autoUpgradeMinorVersion: true,
        releaseTrain: 'stable',
        scope: { cluster: { releaseNamespace: 'dataprotection-microsoft' } },
        configurationSettings,
      },
    },
  );
}

function ended(): CommandResult {
  return { state: 'ended', exitCode: 0, logs: printed() };
}

const ready = async () => (await world.state())?.verdict === 'Ready';
const now = () => world.timeline.now().getTime();

async function inside(): Promise<readonly Condition[]> {
  const conditions = must(await world.state()).conditions;
  return conditions.filter(({ ruleId }) => ['BKS-209', 'BKS-210', 'BKS-211'].includes(ruleId));
}

const outcomes = async () => (await inside()).map(({ outcome }) => outcome);

/** Lets hours pass and checks that the target is Ready at the end of them. */
async function passHours(hours: number): Promise<void> {
  const end = now() + hours * HOUR;
  await world.pass(() => now() >= end, hours);
  expect((await world.state())?.verdict).toBe('Ready');
}

const ofType = (type: string) => world.story.filter(({ body }) => body.type === type).map(({ body }) => body);

describe('where it is off', () => {
  test('the cluster is made ready without an inspection, and what is not known is said', async () => {
    const { runs } = await start({ profile: {}, installed: false });
    await world.pass(ready);
    await passHours(30);
    expect(runs).toEqual([]);
    expect(await inside()).toMatchObject([
      { outcome: 'unknown', reason: 'InspectionDisabled' },
      { outcome: 'unknown', reason: 'InspectionDisabled' },
      { outcome: 'notApplicable' },
    ]);
    expect(JSON.stringify(world.cards)).toContain('the others are recommended');
  });

  test('an observing profile runs nothing, with inspection on or off', async () => {
    const { runs } = await start({ profile: { mode: 'observe', inspectCluster: true } });
    await world.pass(async () => (await world.state())?.verdict === 'NeedsPerson');
    expect(runs).toEqual([]);
    expect(await inside()).toMatchObject([{ reason: 'ObserveMode' }, { reason: 'ObserveMode' }, {}]);
  });
});

describe('where the profile asks for it', () => {
  test('one command is run, with its intent and outcome on record, and again on another day', async () => {
    const { runs } = await start({});
    await world.pass(ready);
    await passHours(1);
    expect(runs).toHaveLength(1);
    expect(await outcomes()).toEqual(['satisfied', 'satisfied', 'notApplicable']);
    const [first] = await inside();
    expect(must(first).sources).toContainEqual({ call: 'GET /result', at: expect.any(String) });

    const intended = ofType('actionIntended').filter((body) => JSON.stringify(body).includes('clusterInspection'));
    expect(intended).toHaveLength(1);
    const [action] = intended.flatMap((body) => (body.type === 'actionIntended' ? [body.action] : []));
    expect(ofType('actionSucceeded')).toContainEqual(
      expect.objectContaining({ actionKey: must(action).key, after: expect.objectContaining({ volumes: 1 }) }),
    );

    await passHours(20);
    expect(runs).toHaveLength(1);
    await passHours(30);
    expect(runs).toHaveLength(2);
    expect(must(runs[1]).getTime() - must(runs[0]).getTime()).toBeGreaterThanOrEqual(24 * HOUR);
    expect(await outcomes()).toEqual(['satisfied', 'satisfied', 'notApplicable']);
    expect(world.cards).toHaveLength(1);
  });

  test('a command that never ends does not keep the cluster from Ready, and is abandoned', async () => {
    const { runs, wakes } = await start({ result: () => ({ state: 'running' }) });
    const began = now();
    await world.pass(ready);
    expect(now() - began).toBeLessThan(HOUR);
    await passHours(1);
    expect(await inside()).toMatchObject([
      { outcome: 'unknown', reason: 'CommandTimeout' },
      { outcome: 'unknown', reason: 'CommandTimeout' },
      { outcome: 'notApplicable' },
    ]);
    const calm = wakes.length;
    await passHours(10);
    expect(runs).toHaveLength(1);
    expect(wakes.length - calm).toBeLessThanOrEqual(2);
  });

  test('Ready is said while the command is still running', async () => {
    await start({ result: (seconds) => (seconds < 540 ? { state: 'running' } : ended()) });
    await world.pass(ready);
    const open = await world.ports.trail.open(world.target);
    expect((await world.state())?.verdict).toBe('Ready');
    expect(open.filter(({ action }) => action.remedy.kind !== 'clusterInspection')).toEqual([]);
    await passHours(1);
    expect(await outcomes()).toEqual(['satisfied', 'satisfied', 'notApplicable']);
  });

  test.each<[string, Failure]>([
    ['is not allowed', { class: 'forbidden', code: 'AuthorizationFailed', message: 'no right', status: 403 }],
    ['is in conflict', { class: 'conflict', code: 'OperationNotAllowed', message: 'busy', status: 409 }],
    ['is throttled', { class: 'throttled', code: 'TooManyRequests', message: 'slow', retryAfterSeconds: 7 }],
    ['finds nobody', { class: 'transient', code: 'ConnectionFailed', message: 'refused' }],
  ])('a command that %s leaves it unknown, and is tried again an hour later', async (_, failure) => {
    const { runs, wakes } = await start({ accept: () => (runs.length < 3 ? failure : undefined) });
    await world.pass(ready);
    expect((await inside())[0]).toMatchObject({ outcome: 'unknown', reason: failure.code });
    if (failure.class === 'forbidden') {
      expect((await inside())[0]).toMatchObject({ steps: [expect.stringContaining('runCommand/action')] });
    }
    const before = wakes.length;
    await passHours(must(runs[0]).getTime() / HOUR + 0.98 - now() / HOUR);
    expect(runs).toHaveLength(1);
    expect(wakes.length - before).toBeLessThanOrEqual(2);
    await passHours(3);
    expect(runs).toHaveLength(3);
    const apart = must(runs[1]).getTime() - must(runs[0]).getTime();
    expect(apart).toBeGreaterThanOrEqual(HOUR);
    expect(await outcomes()).toEqual(['satisfied', 'satisfied', 'notApplicable']);
    expect(world.cards).toHaveLength(1);
  });

  test.each<[string, CommandResult | Failure]>([
    ['could not start', { state: 'failed', reason: 'ImagePullBackoff' }],
    ['printed nothing', { state: 'ended', exitCode: 0, logs: '' }],
    ['ended badly', { state: 'ended', exitCode: 137, logs: '' }],
  ])('a command that %s leaves it unknown, and is not run again that day', async (_, result) => {
    const { runs } = await start({ result: () => result });
    await world.pass(ready);
    await passHours(20);
    expect(runs).toHaveLength(1);
    expect((await inside())[0]).toMatchObject({ outcome: 'unknown' });
    await passHours(20);
    expect(runs).toHaveLength(2);
    expect(world.cards).toHaveLength(1);
  });

  test('an outcome that cannot be read is no endless wait', async () => {
    const failure: Failure = { class: 'forbidden', code: 'AuthorizationFailed', message: 'no right', status: 403 };
    await start({ result: () => failure });
    await world.pass(ready);
    await passHours(0.5);
    expect(await world.ports.trail.open(world.target)).toEqual([]);
    expect((await inside())[0]).toMatchObject({ outcome: 'unknown', reason: 'AuthorizationFailed' });
  });

  test('volumes that would be left out are reported with Ready, once, however often they are assessed', async () => {
    const { runs } = await start({
      result: () => ({ state: 'ended', exitCode: 0, logs: printed({ volumes: [FILES] }) }),
    });
    await world.pass(ready);
    await passHours(1);
    expect(JSON.stringify(world.cards.at(-1))).toContain('AzureFiles pvc-1 shop/pictures');
    const told = world.cards.length;
    await passHours(58);
    expect(runs.length).toBeGreaterThanOrEqual(2);
    expect(await outcomes()).toEqual(['satisfied', 'manual', 'notApplicable']);
    expect(world.cards).toHaveLength(told);
  });

  test('a cluster that forbids run-command is not asked', async () => {
    const { runs } = await start({});
    const { arm, readerSince } = world.ports;
    const getCluster = arm.getCluster.bind(arm);
    const forbidding = {
      async getCluster(...args: Parameters<typeof getCluster>) {
        const answer = await getCluster(...args);
        return answer.ok ? { ...answer, value: { ...answer.value, runCommandDisabled: true } } : answer;
      },
    };
    Object.assign(world.ports, {
      readerSince: (freshSince: string) => ({ ...readerSince(freshSince), ...forbidding }),
    });
    await world.pass(ready);
    expect(runs).toEqual([]);
    expect((await inside())[0]).toMatchObject({
      outcome: 'unknown',
      reason: 'RunCommandDisabled',
      steps: [
        expect.stringMatching(
          /^az aks update --subscription \S+ --resource-group \S+ --name \S+ --enable-run-command$/,
        ),
      ],
    });
  });

  test('an inspection that a crash cut off is on record as lost, and nothing waits for it', async () => {
    const { runs } = await start({});
    await world.pass(ready);
    const { target, ports, timeline } = world;
    const action = actionFor({ kind: 'clusterInspection', clusterId: target.clusterId }, ['BKS-209']);
    await ports.trail.append(target, [{ type: 'actionIntended', action }]);
    await ports.targets.markDirty(target, timeline.now(), { eventId: 'again' });
    await ports.queue.send(target, 0);
    await passHours(1);
    expect(ofType('actionFailed')).toContainEqual(
      expect.objectContaining({ failure: expect.objectContaining({ code: 'CommandLost' }) }),
    );
    expect(await ports.trail.open(target)).toEqual([]);
    expect(runs).toHaveLength(1);
  });
});

describe('before the extension is installed', () => {
  const NO_VELERO = { definitions: [], velero: [] };
  const installs = () => world.requests.filter(({ call }) => call.startsWith('PUT') && call.includes('/extensions/'));

  test('the install waits for the look, and goes on when it shows no other Velero', async () => {
    const result = (seconds: number): CommandResult =>
      seconds < 540 ? { state: 'running' } : { state: 'ended', exitCode: 0, logs: printed(NO_VELERO) };
    await start({ installed: false, result });
    await world.pass(() => false, 0.13);
    expect(installs()).toEqual([]);
    const waiting = must(await world.state()).conditions.find(({ ruleId }) => ruleId === 'BKS-301');
    expect(waiting).toMatchObject({
      progress: { reason: 'UnmetPrecondition', unmet: expect.arrayContaining(['BKS-209']) },
    });
    await world.pass(ready);
    await passHours(1);
    expect(installs()).toHaveLength(1);
  });

  test('an inspection that failed holds the install back, and a person learns what would let Backstay inspect it', async () => {
    const failure: Failure = { class: 'forbidden', code: 'AuthorizationFailed', message: 'no', status: 403 };
    await start({ installed: false, accept: () => failure });
    await world.pass(() => false, 3);
    expect(installs()).toEqual([]);
    const { verdict, verdictReason } = must(await world.state());
    expect([verdict, verdictReason]).toEqual(['Unknown', 'AuthorizationFailed']);
  });

  test('another Velero holds the install back until it is gone', async () => {
    let logs = printed({ ...NO_VELERO, velero: ['velero\tvelero\tvelero/velero:v1.14.0'] });
    await start({ installed: false, result: () => ({ state: 'ended', exitCode: 0, logs }) });
    await world.pass(() => false, 3);
    expect(installs()).toEqual([]);
    expect(must(await world.state())).toMatchObject({ verdict: 'NeedsPerson', verdictReason: 'AnotherVelero' });
    logs = printed(NO_VELERO);
    await world.pass(ready, 48);
    expect(await ready()).toBe(true);
    expect(installs()).toHaveLength(1);
  });
});
