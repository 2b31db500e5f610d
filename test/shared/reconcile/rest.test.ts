/** Every target comes to rest: no state of it makes it wake again and again. */
import { afterEach, expect, test } from 'vitest';
import { BEFORE, CLUSTER_ID } from '../../../local/demo/world.ts';
import { planUndo, runUndo } from '../../../shared/commands/undo-target.ts';
import type { Verdict } from '../../../shared/model/state.ts';
import type { Arm } from '../../../shared/ports/arm.ts';
import type { Ports } from '../../../shared/reconcile/ports.ts';
import { reconcile } from '../../../shared/reconcile/reconcile.ts';
import { createRunActions } from '../../../shared/remediate/run-actions.ts';
import { must } from '../../support/facts.ts';
import { outboxAtOnce } from '../../support/memory-outbox.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';
import { restProblems } from '../../support/wakes.ts';

const CLUSTERS = '2024-05-01';
/** Far more than any target needs; without it a hot loop would never end. */
const MAX_WAKES = 2000;
const CALLER = { kind: 'functionKey' } as const;

let world: VirtualWorld;

async function start(): Promise<void> {
  world = await createVirtualWorld();
  await world.prepare();
}

afterEach(() => world.close());

const verdictIs = (wanted: Verdict) => async () => (await world.state())?.verdict === wanted;
const hours = (count: number) => world.pass(() => world.wakes.length > MAX_WAKES, count);

async function becomeReady(): Promise<void> {
  await start();
  await world.createCluster();
  await world.pass(verdictIs('Ready'));
}

function expectRest(): void {
  expect(world.wakes.length).toBeLessThan(MAX_WAKES);
  expect(restProblems(world.wakes, world.ports.pollSeconds)).toEqual([]);
}

/** Replaces parts of the ports in place. */
function change(parts: Partial<Ports>): void {
  Object.assign(world.ports, parts);
}

test('a bare cluster comes to rest after it became ready', async () => {
  await becomeReady();
  const before = world.wakes.length;
  await hours(72);
  expectRest();
  expect(world.wakes.length - before).toBeLessThanOrEqual(7);
});

test('a target whose profile was removed comes to rest', async () => {
  await becomeReady();
  change({ profiles: [] });
  const before = world.wakes.length;
  await hours(72);
  expectRest();
  expect(await world.state()).toMatchObject({ verdict: 'OptedOut', verdictReason: 'ProfileNotFound', dirty: false });
  expect(world.wakes.length - before).toBeLessThanOrEqual(7);
});

test('a notification that fails does not wake its target', async () => {
  await becomeReady();
  const outbox = outboxAtOnce({ ...world.ports, onCard: () => ({ status: 'failed', retry: true, why: 'HTTP 500' }) });
  change({ outbox });
  await world.send('POST', `${CLUSTER_ID}/stop`, CLUSTERS);
  await world.pass(verdictIs('NeedsPerson'), 24);
  expect(outbox.rows.all()).toMatchObject([{ failures: 1, why: 'HTTP 500' }]);
  const before = world.wakes.length;
  await hours(6);
  expectRest();
  expect(world.wakes.length - before).toBeLessThanOrEqual(8);
});

test('an operation that asks for no wait between polls is polled at the usual interval', async () => {
  await start();
  const { arm } = world.ports;
  const impatient: Ports['arm']['getOperation'] = async (url) => {
    const answer = await arm.getOperation(url);
    return answer.ok && answer.value.state === 'running'
      ? { ...answer, value: { state: 'running', retryAfterSeconds: 0 } }
      : answer;
  };
  change({ arm: { ...arm, getOperation: impatient } });
  await world.createCluster();
  await world.pass(verdictIs('Ready'));
  expect((await world.state())?.verdict).toBe('Ready');
  expectRest();
});

test('a cluster that is stopped halfway comes to rest, and goes on once it is started', async () => {
  await start();
  await world.createCluster();
  const installed = () => world.story.some(({ body }) => body.type === 'actionSucceeded' && 'after' in body);
  await world.pass(installed);
  const { managedClusters } = world.arm.state;
  const power = (code: 'Running' | 'Stopped') => {
    const cluster = must(managedClusters.all()[0]);
    managedClusters.set({ ...cluster, properties: { ...cluster.properties, powerState: { code } } });
  };
  power('Stopped');
  await world.pass(verdictIs('NeedsPerson'), 24);
  await hours(24);
  expectRest();
  power('Running');
  await world.ports.targets.markDirty(world.target, world.timeline.now());
  await world.ports.queue.send(world.target, 0);
  await world.pass(verdictIs('Ready'), 24);
  expect((await world.state())?.verdict).toBe('Ready');
  expectRest();
});

test.each([
  ['meets a conflict', 'conflict', 'NeedsPerson'],
  ['is throttled', 'throttled', 'NeedsPerson'],
  ['meets a conflict while its cluster opts out', 'conflict', 'OptedOut'],
] as const)('an undo that %s comes to rest', async (_, its, verdict) => {
  await becomeReady();
  const { arm } = world.ports;
  const broken = new Set(['deleteTrustedAccessRoleBinding', 'deleteRoleAssignment', 'deleteBackupExtension']);
  const failing = Object.fromEntries(
    [...broken].map((name) => {
      let failures = 0;
      const call = Reflect.get(arm, name) as (...parameters: readonly unknown[]) => Promise<unknown>;
      const failed = { ok: false, failure: { class: its, code: 'Busy', message: 'busy', status: 409 } } as const;
      return [
        name,
        async (...parameters: readonly unknown[]) =>
          failures++ < 2
            ? { ...failed, trace: { call: 'DELETE /x', at: '2026-01-01T00:00:00.000Z' } }
            : call(...parameters),
      ];
    }),
  );
  change({ arm: { ...arm, ...failing } });
  const shown = await planUndo(world.target, 'all', world.ports);
  if (shown.kind !== 'shown') throw new Error(shown.why);
  await runUndo({ target: world.target, what: 'all', planId: shown.plan.planId, owner: 'undo' }, CALLER, world.ports);
  expect((await world.state())?.undoing).toBeDefined();
  if (verdict === 'OptedOut') await world.send('PATCH', CLUSTER_ID, CLUSTERS, { tags: { backstay: 'off' } });
  await hours(30);
  expect((await world.state())?.verdict).toBe(verdict);
  expect((await world.state())?.undoing).toBeUndefined();
  expectRest();
});

test.each([
  ['opted out', 'off', 'OptedOut', 'OptOutTag'],
  ['names a profile that does not exist', 'platinum', 'NeedsPerson', 'ProfileTagMismatch'],
] as const)('a cluster whose tag %s keeps its verdict at every wake', async (_, backstay, verdict, verdictReason) => {
  await start();
  await world.createCluster({ tags: { backstay } });
  await world.pass(verdictIs(verdict));
  await world.ports.queue.send(world.target, 0);
  await hours(30);
  expect(await world.state()).toMatchObject({ verdict, verdictReason });
  const verdicts = world.story.flatMap(({ body }) => (body.type === 'verdictChanged' ? [body.to] : []));
  expect(verdicts).toEqual([verdict]);
  expectRest();
});

test('a vault that is missing keeps a target waiting at the pace of people', async () => {
  world = await createVirtualWorld();
  for (const { id, apiVersion, body } of BEFORE.filter((one) => !one.id.includes('backupVaults'))) {
    await world.send('PUT', id, apiVersion, body);
    await world.pass(() => world.timeline.nextDue() === undefined);
  }
  await world.createCluster();
  await hours(48);
  expect((await world.state())?.verdict).toBe('NeedsPerson');
  expectRest();
});

test('a long write that is answered 503 for a day changes the verdict once', async () => {
  await start();
  const unavailable: Arm['putBackupExtension'] = async () => ({
    ok: false,
    failure: { class: 'transient', code: 'ServiceUnavailable', message: 'down', status: 503 },
    trace: { call: 'PUT /extension', at: world.timeline.now().toISOString(), status: 503 },
  });
  change({ runActions: createRunActions({ ...world.azure, putBackupExtension: unavailable }) });
  await world.createCluster();
  await hours(24);
  const verdicts = world.story.flatMap(({ body }) => (body.type === 'verdictChanged' ? [body.to] : []));
  // Another reason is an entry of its own: registration, binding and install come one after
  // another.
  expect(verdicts.filter((verdict, index) => verdict !== verdicts[index - 1])).toEqual(['Remediating', 'NeedsPerson']);
  expect(verdicts.length).toBeLessThanOrEqual(4);
  change({ runActions: createRunActions(world.azure) });
  await world.pass(verdictIs('Ready'), 2);
  expect((await world.state())?.verdict).toBe('Ready');
  expectRest();
});

test('an undo does not make its target step at once', async () => {
  await becomeReady();
  const before = world.wakes.length;
  for (const what of ['the first', 'the second']) {
    const shown = await planUndo(world.target, 'all', world.ports);
    if (shown.kind !== 'shown') throw new Error(shown.why);
    const undo = { target: world.target, what: 'all', planId: shown.plan.planId, owner: what } as const;
    await runUndo(undo, CALLER, world.ports);
    await world.pass(() => false, 1 / 3600);
  }
  expect(world.wakes.slice(before).map(({ asked }) => asked)).toEqual([true, true]);
  await hours(1);
  expectRest();
});

test('a wake that comes early by the clock of the host is taken, and a stray message is not', async () => {
  await becomeReady();
  const { wakeAt } = must(await world.state());
  const before = world.wakes.length;
  const early = { now: () => new Date(Date.parse(must(wakeAt)) - 3000) };
  await reconcile(world.target, 'stray', { ...world.ports, clock: early });
  expect(world.wakes).toHaveLength(before);
  await reconcile(world.target, 'stray', { ...world.ports, clock: early }, '2026-01-01T00:00:00.000Z');
  expect(world.wakes).toHaveLength(before);
  await reconcile(world.target, 'early', { ...world.ports, clock: early }, wakeAt);
  expect(world.wakes).toHaveLength(before + 1);
  // It does what is due: it is not a step for nothing.
  expect(world.wakes.at(-1)).toMatchObject({ full: true });
});
