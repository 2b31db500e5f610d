import { describe, expect, test } from 'vitest';
import type { Approval } from '../../../shared/model/approval.ts';
import type { TargetState } from '../../../shared/model/state.ts';
import type { Stored } from '../../../shared/ports/target-rows.ts';
import { createTargetStore, type TargetStore } from '../../../shared/storage/target-store.ts';
import { must } from '../../support/facts.ts';
import { memoryTargetRows } from '../../support/memory-rows.ts';
import { ACTION, TARGET } from '../../support/record.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const LEASE_SECONDS = 60;
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

async function claimed(store: TargetStore, owner: string, now = NOW): Promise<Stored> {
  const claim = await store.claim(TARGET, owner, now, LEASE_SECONDS);
  if (!claim.claimed) throw new Error(`not claimed: ${claim.reason}`);
  return claim.stored;
}

async function markedStore(): Promise<TargetStore> {
  const store = createTargetStore(memoryTargetRows());
  await store.markDirty(TARGET, NOW, { eventId: 'e1' });
  return store;
}

const clean = (state: TargetState, wakeAt?: Date): TargetState => ({
  ...state,
  dirty: false,
  ...(wakeAt && { wakeAt: wakeAt.toISOString() }),
});

describe('noting that something happened', () => {
  test('makes the row of a new target', async () => {
    const { state } = must(await (await markedStore()).get(TARGET));
    expect(state).toMatchObject({
      target: TARGET,
      verdict: 'Unknown',
      verdictReason: 'AssessmentPending',
      dirty: true,
    });
  });

  test('a second delivery of the same event is known', async () => {
    const store = await markedStore();
    expect(await store.markDirty(TARGET, NOW, { eventId: 'e1' })).toBe('seenBefore');
    expect(await store.markDirty(TARGET, NOW, { eventId: 'e2' })).toBe('marked');
    expect(await store.markDirty(TARGET, NOW)).toBe('marked');
  });

  test('an event about our own writes is no news, to this target', async () => {
    const store = await markedStore();
    const stored = await claimed(store, 'm1');
    await store.release(stored, { ...clean(stored.state), ownWrites: ['c-1'] }, NOW);
    expect(await store.markDirty(TARGET, NOW, { eventId: 'e2', correlationId: 'C-1' })).toBe('ownWrite');
    expect(must(await store.get(TARGET)).state.dirty).toBe(false);
    expect(await store.markDirty(TARGET, NOW, { eventId: 'e3', correlationId: 'c-2' })).toBe('marked');
    expect(await store.markDirty({ ...TARGET, profile: 'gold' }, NOW, { eventId: 'e2', correlationId: 'c-1' })).toBe(
      'marked',
    );
  });

  test('remembers only the last events', async () => {
    const store = await markedStore();
    for (let index = 2; index < 40; index++) await store.markDirty(TARGET, NOW, { eventId: `e${index}` });
    expect(must(await store.get(TARGET)).state.seenEvents).toHaveLength(20);
  });

  test('a hundred at once are all noted', async () => {
    const store = createTargetStore(memoryTargetRows());
    await Promise.all(Array.from({ length: 15 }, (_, index) => store.markDirty(TARGET, NOW, { eventId: `e${index}` })));
    expect(must(await store.get(TARGET)).state.seenEvents).toHaveLength(15);
  });
});

describe('claiming', () => {
  test('a target that is not known', async () => {
    const store = createTargetStore(memoryTargetRows());
    expect(await store.claim(TARGET, 'm1', NOW, LEASE_SECONDS)).toEqual({ claimed: false, reason: 'unknownTarget' });
  });

  test('one at a time', async () => {
    const store = await markedStore();
    await claimed(store, 'm1');
    expect(await store.claim(TARGET, 'm2', NOW, LEASE_SECONDS)).toEqual({ claimed: false, reason: 'busy' });
  });

  test('of two at the same moment one wins', async () => {
    const store = await markedStore();
    const claims = await Promise.all(['m1', 'm2'].map((owner) => store.claim(TARGET, owner, NOW, LEASE_SECONDS)));
    expect(claims.filter((claim) => claim.claimed)).toHaveLength(1);
  });

  test('the same message may take over at once, since its first run is dead', async () => {
    const store = await markedStore();
    await claimed(store, 'm1');
    expect((await claimed(store, 'm1')).state.dirty).toBe(true);
  });

  test('another message may when the lease is over', async () => {
    const store = await markedStore();
    await claimed(store, 'm1');
    await claimed(store, 'm2', at(61));
  });

  test('not before it is due, but a little early is in time', async () => {
    const store = await markedStore();
    const stored = await claimed(store, 'm1');
    await store.release(stored, clean(stored.state, at(100)), NOW);
    expect(await store.claim(TARGET, 'm2', at(90), LEASE_SECONDS)).toEqual({ claimed: false, reason: 'notDue' });
    await claimed(store, 'm2', at(99));
  });

  test('a target that is closed stays closed until something happens', async () => {
    const store = await markedStore();
    const stored = await claimed(store, 'm1');
    await store.release(stored, clean(stored.state), NOW);
    expect(await store.claim(TARGET, 'm2', at(1e6), LEASE_SECONDS)).toMatchObject({ reason: 'notDue' });
    await store.markDirty(TARGET, at(1e6));
    await claimed(store, 'm2', at(1e6));
  });
});

describe('releasing', () => {
  test('writes what was seen and gives the target back', async () => {
    const store = await markedStore();
    const stored = await claimed(store, 'm1');
    const released = await store.release(stored, { ...clean(stored.state, at(10)), verdict: 'Remediating' }, NOW);
    expect(released).toMatchObject({ verdict: 'Remediating', dirty: false, wakeAt: at(10).toISOString() });
    expect(must(released).flight).toBeUndefined();
    expect(must(await store.get(TARGET)).state).toEqual(released);
  });

  test('what happened meanwhile is kept, and makes the target due now', async () => {
    const store = await markedStore();
    const stored = await claimed(store, 'm1');
    await store.markDirty(TARGET, at(1), { eventId: 'e2' });
    const released = await store.release(stored, { ...clean(stored.state, at(1000)), verdict: 'Ready' }, at(2));
    expect(released).toMatchObject({
      verdict: 'Ready',
      dirty: true,
      seenEvents: ['e1', 'e2'],
      wakeAt: at(2).toISOString(),
    });
  });

  test.each<[string, readonly (string | undefined)[], boolean]>([
    ['of its own writes alone', ['c-1', 'c-1'], false],
    ['of the writes of others too', ['c-1', 'c-2'], true],
    ['that do not say by which request', ['c-1', undefined], true],
    ['that say so after one that does not', [undefined, 'c-1'], true],
  ])('events %s that come while a step writes', async (_, correlationIds, dirty) => {
    const store = await markedStore();
    const stored = await claimed(store, 'm1');
    for (const [index, correlationId] of correlationIds.entries()) {
      const event = { eventId: `e${index + 2}`, ...(correlationId !== undefined && { correlationId }) };
      await store.markDirty(TARGET, at(1), event);
    }
    const released = must(await store.release(stored, { ...clean(stored.state), ownWrites: ['c-1'] }, at(2)));
    expect(released).toMatchObject({ dirty, seenEvents: ['e1', 'e2', 'e3'] });
    expect(released.dirtyFor).toBeUndefined();
  });

  test('an event of its own write does not hurry what the step left over', async () => {
    const store = await markedStore();
    const stored = await claimed(store, 'm1');
    await store.markDirty(TARGET, at(1), { eventId: 'e2', correlationId: 'c-1' });
    const left = { ...clean(stored.state, at(10)), dirty: true, ownWrites: ['c-1'] };
    expect(await store.release(stored, left, at(2))).toMatchObject({ dirty: true, wakeAt: at(10).toISOString() });
  });

  test('a flood of events while a step is at work does not grow the row', async () => {
    const store = await markedStore();
    const stored = await claimed(store, 'm1');
    for (let index = 0; index < 100; index++) {
      await store.markDirty(TARGET, at(1), { eventId: `f${index}`, correlationId: `c-${index}` });
    }
    const { state } = must(await store.get(TARGET));
    expect(state.dirtyFor ?? []).toEqual([]);
    expect(JSON.stringify(state).length).toBeLessThan(2_000);
    expect(await store.release(stored, clean(stored.state), at(2))).toMatchObject({ dirty: true });
  });

  test('one that has lost the target writes nothing', async () => {
    const store = await markedStore();
    const lost = await claimed(store, 'm1');
    const taken = await claimed(store, 'm2', at(61));
    expect(await store.release(lost, { ...clean(lost.state), verdict: 'Failed' }, at(62))).toBeUndefined();
    expect(must(await store.get(TARGET)).state).toEqual(taken.state);
  });
});

describe('what is asked of people', () => {
  const approval: Approval = { id: 'a', action: ACTION, askedAt: NOW.toISOString(), expiresAt: at(60).toISOString() };
  const answered: Approval = {
    ...approval,
    answer: { given: 'approved', at: at(1).toISOString(), by: { kind: 'functionKey' } },
  };

  test('an answer that comes while a step holds the target outlives its release, and makes it due', async () => {
    const store = await markedStore();
    const stored = await claimed(store, 'm1');
    await store.changeApprovals(TARGET, NOW, () => [answered]);
    await store.release(stored, { ...clean(stored.state), approvals: [approval] }, at(2));
    const { state } = must(await store.get(TARGET));
    expect(state).toMatchObject({ approvals: [answered], dirty: true, wakeAt: at(2).toISOString() });
  });

  test('what the step let lapse is not asked again by an answer that came meanwhile', async () => {
    const store = await markedStore();
    const stored = await claimed(store, 'm1');
    await store.changeApprovals(TARGET, NOW, () => [answered]);
    await store.release(stored, clean(stored.state), at(2));
    expect(must(await store.get(TARGET)).state.approvals).toBeUndefined();
  });

  test('a target that is not known has none, and gets none', async () => {
    const store = createTargetStore(memoryTargetRows());
    await store.changeApprovals(TARGET, NOW, () => [answered]);
    expect(await store.get(TARGET)).toBeUndefined();
  });
});

describe('what is about to be undone', () => {
  const hold = { onHoldSince: NOW.toISOString(), undoing: [{ action: ACTION }] };

  test('is stored at once, and stays when the step dies', async () => {
    const store = await markedStore();
    expect(await store.keepHold(await claimed(store, 'm1'), hold)).toBe(true);
    expect(must(await store.get(TARGET)).state).toMatchObject({ ...hold, flight: { owner: 'm1' } });
    expect((await claimed(store, 'm2', at(LEASE_SECONDS + 1))).state).toMatchObject(hold);
  });

  test('does not hide what came meanwhile', async () => {
    const store = await markedStore();
    const stored = await claimed(store, 'm1');
    await store.markDirty(TARGET, at(1), { eventId: 'e2' });
    await store.keepHold(stored, hold);
    await store.release(stored, { ...clean(stored.state), ...hold }, at(2));
    expect(must(await store.get(TARGET)).state).toMatchObject({ ...hold, dirty: true });
  });

  test('nothing that came meanwhile: the target is given back as the step says', async () => {
    const store = await markedStore();
    const stored = await claimed(store, 'm1');
    await store.keepHold(stored, hold);
    await store.release(stored, clean(stored.state), at(2));
    const { state } = must(await store.get(TARGET));
    expect(state).toMatchObject({ dirty: false });
    expect(state.undoing).toBeUndefined();
  });

  test('what the step left over waits for the time that the step says', async () => {
    const store = await markedStore();
    const stored = await claimed(store, 'm1');
    await store.keepHold(stored, hold);
    const released = await store.release(stored, { ...clean(stored.state, at(10)), dirty: true }, at(2));
    expect(released).toMatchObject({ dirty: true, wakeAt: at(10).toISOString() });
  });

  test('is not for one who has lost the target', async () => {
    const store = await markedStore();
    const stored = await claimed(store, 'm1');
    await claimed(store, 'm2', at(LEASE_SECONDS + 1));
    expect(await store.keepHold(stored, hold)).toBe(false);
    expect(must(await store.get(TARGET)).state.onHoldSince).toBeUndefined();
  });
});
