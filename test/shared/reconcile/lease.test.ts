/**
 * One target at a time writes to a cluster, however its profile changes; and nothing is written
 * to a cluster that has opted out.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { PROFILES } from '../../../local/demo/world.ts';
import { planUndo, runUndo } from '../../../shared/commands/undo-target.ts';
import type { RecordEntry } from '../../../shared/model/record.ts';
import type { Target } from '../../../shared/model/target.ts';
import { parseProfiles } from '../../../shared/profiles/profiles.ts';
import type { Ports } from '../../../shared/reconcile/ports.ts';
import { releaseLease, takeLease } from '../../../shared/remediate/cluster-lease.ts';
import { must } from '../../support/facts.ts';
import { isWrite } from '../../support/is-write.ts';
import { memoryNotes } from '../../support/memory-rows.ts';
import { TARGET } from '../../support/record.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';
import { restProblems } from '../../support/wakes.ts';

describe('the lease of a cluster', () => {
  const other = { ...TARGET, profile: 'other' };
  let now: Date;
  function start() {
    now = new Date('2026-01-01T00:00:00Z');
    const ports = { notes: memoryNotes(), clock: { now: () => now } };
    const pass = (minutes: number) => {
      now = new Date(now.getTime() + minutes * 60_000);
    };
    return { ports, pass };
  }

  test('is held by one target of the cluster, and by another once it was given back', async () => {
    const { ports } = start();
    expect(await takeLease(TARGET, ports)).toEqual({ taken: true });
    expect(await takeLease(TARGET, ports)).toEqual({ taken: true });
    expect(await takeLease(other, ports)).toEqual({ taken: false, profile: TARGET.profile });
    await releaseLease(other, ports);
    expect(await takeLease(other, ports)).toMatchObject({ taken: false });
    await releaseLease(TARGET, ports);
    expect(await takeLease(other, ports)).toEqual({ taken: true });
  });

  test('expires unless it is renewed', async () => {
    const { ports, pass } = start();
    await takeLease(TARGET, ports);
    pass(90);
    await takeLease(TARGET, ports);
    pass(90);
    expect(await takeLease(other, ports)).toMatchObject({ taken: false });
    pass(31);
    expect(await takeLease(other, ports)).toEqual({ taken: true });
    expect(await takeLease(TARGET, ports)).toMatchObject({ taken: false });
  });

  test('of two that ask at the same time, one has it', async () => {
    const { ports } = start();
    const both = await Promise.all([takeLease(TARGET, ports), takeLease(other, ports)]);
    expect(both.filter(({ taken }) => taken)).toHaveLength(1);
  });

  test('is the cluster’s own, and a damaged row delays no target', async () => {
    const { ports } = start();
    await takeLease(TARGET, ports);
    const elsewhere: Target = { ...other, clusterId: `${TARGET.clusterId}2` as Target['clusterId'] };
    expect(await takeLease(elsewhere, ports)).toEqual({ taken: true });
    const damaged = { ...ports, notes: { ...ports.notes, read: async () => ({ value: { holder: 3 }, etag: 'x' }) } };
    await expect(
      takeLease(other, { ...damaged, notes: { ...damaged.notes, write: async () => 'y' } }),
    ).resolves.toEqual({
      taken: true,
    });
  });
});

describe('in the loop', () => {
  let world: VirtualWorld;

  afterEach(async () => {
    expect(restProblems(world.wakes, world.ports.pollSeconds)).toEqual([]);
    await world.close();
  });

  async function untilInstalling(): Promise<void> {
    world = await createVirtualWorld();
    await world.prepare();
    await world.createCluster();
    await world.pass(() => world.requests.some(isExtensionPut));
  }

  async function becomesReady(): Promise<void> {
    await world.pass(async () => (await world.state())?.verdict === 'Ready', 3);
    expect((await world.state())?.verdict).toBe('Ready');
  }

  const hours = (count: number) => world.pass(() => false, count);
  const isExtensionPut = ({ call }: { call: string }) => call.startsWith('PUT') && /\/extensions\//i.test(call);
  const change = (parts: Partial<Ports>) => Object.assign(world.ports, parts);
  const entriesOf = (target: Target) => world.chains.chainOf(target).entries;
  const keysOf = (entries: readonly RecordEntry[], types: readonly string[]) =>
    entries.flatMap(({ body }) => {
      if (!types.includes(body.type)) return [];
      return 'actionKey' in body ? body.actionKey : 'action' in body ? body.action.key : [];
    });
  const OUTCOMES = ['actionSucceeded', 'actionFailed', 'actionNotCarriedOut'];

  test('a profile that is renamed during a long write: each intent gets its outcome, and the new target waits', async () => {
    await untilInstalling();
    const renamed = PROFILES.profiles.map((profile) => ({ ...profile, name: 'renamed' }));
    change({ profiles: parseProfiles(JSON.stringify({ profiles: renamed }), 'profiles.json') });
    const next: Target = { ...world.target, profile: 'renamed' };
    await world.ports.targets.markDirty(next, world.timeline.now());
    await world.ports.queue.send(next, 0);
    const verdictOfNext = async () => (await world.ports.targets.get(next))?.state.verdict;
    await world.pass(async () => (await verdictOfNext()) === 'Ready', 3);
    await world.pass(() => false, 1);

    expect(await verdictOfNext()).toBe('Ready');
    expect(await world.state()).toMatchObject({ verdict: 'OptedOut', verdictReason: 'ProfileNotFound' });
    const [before, after] = [entriesOf(world.target), entriesOf(next)];
    expect(keysOf(before, OUTCOMES).sort()).toEqual(keysOf(before, ['actionIntended']).sort());
    expect(keysOf(after, OUTCOMES).sort()).toEqual(keysOf(after, ['actionIntended']).sort());
    const ended = must(before.findLast(({ body }) => OUTCOMES.includes(body.type))).at;
    const begun = after.filter(({ body }) => body.type === 'actionIntended').map(({ at }) => at);
    expect(begun.length).toBeGreaterThan(0);
    expect(begun.filter((at) => at < ended)).toEqual([]);
    expect(world.requests.filter(isExtensionPut)).toHaveLength(1);
  });

  test('a target that waits for the write lock takes few steps, however many of its changes wait', async () => {
    world = await createVirtualWorld();
    await world.prepare();
    const holder: Target = { ...world.target, profile: 'other' };
    await takeLease(holder, world.ports);
    await world.createCluster();
    const isRefused = ({ code }: { code: string }) => code === 'ClusterLeased';
    const waiting = async () =>
      ((await world.state())?.conditions ?? []).filter(
        ({ progress }) => progress?.state === 'retrying' && isRefused(progress.failure),
      );
    await world.pass(async () => (await waiting()).length > 0);
    const before = world.wakes.length;
    await hours(1.5);

    expect((await waiting()).length).toBeGreaterThan(5);
    expect(world.wakes.length - before).toBeLessThanOrEqual(20);
    await releaseLease(holder, world.ports);
    await becomesReady();
  });

  test('an undo that waits for the write lock takes few steps', async () => {
    await untilInstalling();
    await becomesReady();
    await takeLease({ ...world.target, profile: 'other' }, world.ports);
    const shown = await planUndo(world.target, 'all', world.ports);
    if (shown.kind !== 'shown') throw new Error(shown.why);
    const undo = { target: world.target, what: 'all', planId: shown.plan.planId, owner: 'undo' } as const;
    await runUndo(undo, { kind: 'functionKey' }, world.ports);
    const before = world.wakes.length;
    await hours(1.5);
    expect((await world.state())?.undoing?.length).toBeGreaterThan(5);
    expect(world.wakes.length - before).toBeLessThanOrEqual(20);
    await hours(2);
    expect((await world.state())?.undoing).toBeUndefined();
  });

  test('a cluster that opts out, and whose event is lost: nothing more is written', async () => {
    await untilInstalling();
    const { managedClusters } = world.arm.state;
    const cluster = must(managedClusters.all()[0]);
    managedClusters.set({ ...cluster, tags: { backstay: 'off' } });
    const before = world.requests.length;
    await world.pass(() => false, 20);
    expect(world.requests.slice(before).filter(isWrite)).toEqual([]);
    expect(await world.state()).toMatchObject({ verdict: 'OptedOut', verdictReason: 'OptOutTag' });
    const entries = entriesOf(world.target);
    expect(keysOf(entries, OUTCOMES).sort()).toEqual(keysOf(entries, ['actionIntended']).sort());
  });

  test('while the cluster cannot be read nothing is written, and it goes on afterwards', async () => {
    await untilInstalling();
    const { readerSince } = world.ports;
    let broken = true;
    const failed = {
      ok: false,
      failure: { class: 'throttled', code: 'TooManyRequests', message: 'slow' },
      trace: { call: 'GET /cluster', at: '2026-01-01T00:00:00.000Z' },
    } as const;
    change({
      readerSince: (since) => {
        const reader = readerSince(since);
        return { ...reader, getCluster: async (id) => (broken ? failed : reader.getCluster(id)) };
      },
    });
    const before = world.requests.length;
    await world.pass(() => false, 1);
    expect(world.requests.slice(before).filter(isWrite)).toEqual([]);
    broken = false;
    await becomesReady();
  });
});
