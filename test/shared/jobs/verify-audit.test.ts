import { expect, test } from 'vitest';
import { anchorHeads } from '../../../shared/audit/anchor-heads.ts';
import { isInShard, SHARDS } from '../../../shared/audit/shards.ts';
import type { BackstayEvent } from '../../../shared/events/cloud-event.ts';
import { VERIFICATION_NOTE, verificationIn } from '../../../shared/jobs/verification-note.ts';
import { beginVerification, verifyStep } from '../../../shared/jobs/verify-audit.ts';
import type { Target } from '../../../shared/model/target.ts';
import type { CardMessage } from '../../../shared/notify/cards/elements.ts';
import { createTrail } from '../../../shared/storage/table-trail.ts';
import { must } from '../../support/facts.ts';
import { memoryNotes } from '../../support/memory-rows.ts';
import { TARGET } from '../../support/record.ts';
import { type Tamper, vulnerableMemory } from '../../support/tampering.ts';
import { memoryTelemetry } from '../../support/telemetry.ts';

const BEGIN = '2026-01-03T11:00:00.000Z';
const chain = (index: number): Target => ({ ...TARGET, profile: `p${index}` });

/** Some chains, and an app that verifies them: each step is a message. */
async function app({ secondsEach = 0, chains = 3 } = {}) {
  let now = Date.parse(BEGIN);
  let isMoving = false;
  const clock = {
    now() {
      if (isMoving) now += secondsEach * 1000;
      return new Date(now);
    },
  };
  const record = vulnerableMemory();
  const trail = createTrail(record.rows, clock, 'test');
  const append = (target: Target) =>
    trail.append(target, [{ type: 'eventAccepted', operation: 'o', eventId: `${now}` }]);
  for (let index = 0; index < chains; index++) {
    await append(chain(index));
    await append(chain(index));
  }
  const telemetry = memoryTelemetry();
  const cards: CardMessage[] = [];
  const events: BackstayEvent[] = [];
  const lines: (readonly [string, unknown])[] = [];
  const line = (message: string, fields: unknown) => lines.push([message, fields]);
  const messages: string[] = [];
  const notes = memoryNotes();
  const read: string[] = [];
  const ports = {
    rows: {
      ...record.rows,
      async chain(target: Target) {
        read.push(target.profile);
        return record.rows.chain(target);
      },
    },
    anchors: record.anchors,
    notes,
    goOn: async (startedAt: string) => {
      messages.push(startedAt);
    },
    publicUrl: undefined,
    eventOrigin: () => ({ source: 'urn:backstay:test' }),
    clock,
    log: { info: line, warn: line, error: line },
    outbox: {
      has: () => true,
      async put(kind: string, stored: readonly { readonly payload: unknown }[]) {
        if (kind === 'event') events.push(...stored.map(({ payload }) => payload as BackstayEvent));
        else cards.push(...stored.map(({ payload }) => payload as CardMessage));
      },
    },
  };
  const step = async (message: string) => {
    isMoving = true;
    await telemetry
      .during(() => verifyStep(message, ports))
      .finally(() => {
        isMoving = false;
      });
  };
  return {
    ...{ record, ports, messages, cards, events, lines, read, append, step },
    pass: (hours: number) => {
      now += hours * 3_600_000;
    },
    anchor: () => anchorHeads({ rows: record.rows, store: record.anchors, clock, writer: 'test' }),
    begin: () => telemetry.during(() => beginVerification(ports)),
    /** Delivers all messages. */
    async deliver() {
      let steps = 0;
      for (let message = messages.shift(); message !== undefined; message = messages.shift()) {
        steps++;
        await step(message);
      }
      return steps;
    },
    note: async () => verificationIn((await notes.read(VERIFICATION_NOTE))?.value),
    broken: () => telemetry.of('backstay.audit.broken'),
    verifications: () => telemetry.of('backstay.verifications'),
  };
}

const cut: Tamper = (whole) => ({ ...whole, entries: whole.entries.slice(0, 1) });

test('a record that holds is measured as such, and nothing is sent', async () => {
  const { begin, deliver, note, broken, verifications, cards, lines } = await app();
  await begin();
  await deliver();
  expect([verifications(), broken(), cards]).toEqual([['finished 1'], ['0'], []]);
  expect(lines).toEqual([['Verified', { extent: 'all', chains: 3, entries: 6, broken: 0 }]]);
  expect(await note()).toMatchObject({ last: { shards: SHARDS, chains: 3 }, lastOfAll: BEGIN });
  expect((await note()).running).toBeUndefined();
});

test('a record that was tampered with is measured, logged by name, and reported on one card', async () => {
  const { record, begin, deliver, broken, cards, events, lines } = await app();
  await record.tamper(chain(1), cut);
  await begin();
  await deliver();
  expect(broken()).toEqual(['1']);
  expect(events).toMatchObject([{ type: 'Backstay.AuditIntegrityFailed', subject: TARGET.clusterId }]);
  expect(cards).toHaveLength(1);
  expect(JSON.stringify(cards)).toContain('Audit log integrity check failed: 1 chain');
  expect(lines).toContainEqual([
    'Audit log integrity check failed',
    { chains: [{ chain: `${TARGET.clusterId}|p1`, why: expect.stringContaining('entry 2') }] },
  ]);
});

test('chains whose entries are huge do not keep the card and the events from being sent', async () => {
  const { record, begin, deliver, cards, events } = await app();
  const huge = 'é'.repeat(400_000);
  await record.tamper(chain(1), (whole) => ({
    ...whole,
    entries: whole.entries.map((entry) => entry && { ...entry, target: { ...chain(1), profile: huge } }),
  }));
  await begin();
  await deliver();
  expect([cards.length, events.length]).toEqual([1, 1]);
  expect(JSON.stringify([cards, events]).length).toBeLessThan(10_000);
});

test('each break among the anchors counts as a chain: one that is known does not hide the next', async () => {
  const { record, anchor, begin, deliver, pass, broken } = await app();
  await anchor();
  await record.tamperAnchors((days) => days.get('2026-01-03')?.push('junk', 'junk'));
  pass(1);
  await begin();
  await deliver();
  expect(broken()).toEqual(['2']);
});

test('every chain is in one shard', () => {
  for (let index = 0; index < 500; index++) {
    const shards = Array.from({ length: SHARDS }, (_, shard) => shard).filter((shard) =>
      isInShard(chain(index), shard),
    );
    expect(shards).toHaveLength(1);
  }
});

test('a record that takes longer than a step is verified by several, and each chain once', async () => {
  const { begin, deliver, verifications, lines } = await app({ secondsEach: 1, chains: 20 });
  await begin();
  expect(await deliver()).toBeGreaterThan(3);
  expect(verifications()).toEqual(['finished 1']);
  expect(lines).toEqual([['Verified', { extent: 'all', chains: 20, entries: 40, broken: 0 }]]);
});

test('a step that was killed is taken up where it was, and says nothing before all shards are done', async () => {
  const { ports, begin, deliver, step, messages, note, verifications, lines } = await app({ chains: 20 });
  await begin();
  const [message = ''] = messages;
  let reads = 0;
  const rows = {
    ...ports.rows,
    chains(shard?: number) {
      if (++reads === 100) throw new Error('killed');
      return ports.rows.chains(shard);
    },
  };
  await expect(verifyStep(message, { ...ports, rows })).rejects.toThrow('killed');
  expect((await note()).running?.shards).toBe(99);
  expect([verifications(), lines]).toEqual([[], []]);
  await deliver();
  expect(verifications()).toEqual(['finished 1']);
  expect(lines).toEqual([['Verified', { extent: 'all', chains: 20, entries: 40, broken: 0 }]]);
  // Its message is delivered again.
  await step(message);
  expect(verifications()).toEqual(['finished 1']);
});

test('a message that is delivered twice at once counts nothing twice', async () => {
  const { begin, step, messages, note, verifications } = await app({ chains: 20 });
  await begin();
  const message = must(messages[0]);
  await Promise.all([step(message), step(message)]);
  expect(verifications()).toEqual(['finished 1']);
  expect((await note()).last).toMatchObject({ chains: 20, shards: SHARDS });
});

test('a run that has not ended by the next night goes on, and is reported with what it found', async () => {
  const { record, ports, begin, deliver, pass, messages, note, verifications, lines, cards } = await app({
    chains: 20,
  });
  await record.tamper(chain(1), cut);
  await begin();
  let reads = 0;
  const rows = {
    ...ports.rows,
    chains(shard?: number) {
      if (++reads === SHARDS) throw new Error('killed');
      return ports.rows.chains(shard);
    },
  };
  await expect(verifyStep(must(messages.shift()), { ...ports, rows })).rejects.toThrow('killed');
  pass(24);
  await begin();
  expect(messages).toEqual([BEGIN]);
  expect(verifications()).toEqual(['unfinished 1']);
  expect(cards).toHaveLength(1);
  expect(lines).toContainEqual([
    'Verification not finished',
    { shards: SHARDS - 1, of: SHARDS, chains: expect.any(Number), entries: expect.any(Number) },
  ]);
  await deliver();
  expect(verifications()).toEqual(['unfinished 1', 'finished 1']);
  expect((await note()).last).toMatchObject({ startedAt: BEGIN, chains: 20 });
});

test('each night reads what is new and what was broken, and each month everything', async () => {
  const { record, anchor, append, begin, deliver, pass, read, note, broken } = await app({ chains: 5 });
  const night = async () => {
    read.length = 0;
    await begin();
    await deliver();
    return [(await note()).last?.extent, [...new Set(read)].sort(), broken().at(-1)];
  };
  await anchor();
  pass(0.1);
  expect(await night()).toEqual(['all', [], '0']);
  pass(0.5);
  await append(chain(2));
  pass(0.5);
  await anchor();
  // A chain that was re-written behind its anchor has another head.
  await record.tamper(chain(3), (whole) => ({ ...whole, head: { ...must(whole.head), hash: 'f'.repeat(64) } }));
  await record.tamper(chain(4), () => undefined);
  expect(await night()).toEqual(['new', ['p2', 'p3', 'p4'], '2']);
  pass(1);
  await anchor();
  expect(await night()).toEqual(['new', ['p2', 'p3', 'p4'], '2']);
  pass(1);
  await anchor();
  expect(await night()).toEqual(['new', ['p3', 'p4'], '2']);
  pass(24 * 29);
  await anchor();
  expect((await night())[0]).toBe('all');
});
