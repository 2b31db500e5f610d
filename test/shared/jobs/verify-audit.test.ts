import { expect, test } from 'vitest';
import { type RecordReport, verifyRecord } from '../../../shared/audit/verify-record.ts';
import type { BackstayEvent } from '../../../shared/events/cloud-event.ts';
import { verifyAudit } from '../../../shared/jobs/verify-audit.ts';
import type { ClusterId } from '../../../shared/model/resource-id.ts';
import type { CardMessage } from '../../../shared/notify/cards/elements.ts';
import { createTrail } from '../../../shared/storage/table-trail.ts';
import { TARGET } from '../../support/record.ts';
import { vulnerableMemory } from '../../support/tampering.ts';
import { memoryTelemetry } from '../../support/telemetry.ts';

const NOW = new Date('2026-01-03T11:00:00.000Z');

async function verified(reports: () => AsyncIterable<RecordReport>, secondsEach = 0) {
  const telemetry = memoryTelemetry();
  const cards: CardMessage[] = [];
  const events: BackstayEvent[] = [];
  const lines: (readonly [string, unknown])[] = [];
  const line = (message: string, fields: unknown) => lines.push([message, fields]);
  let now = NOW.getTime();
  await telemetry.during(() =>
    verifyAudit({
      verify: reports,
      publicUrl: undefined,
      eventOrigin: () => ({ source: 'urn:backstay:test' }),
      clock: {
        now() {
          now += secondsEach * 1000;
          return new Date(now);
        },
      },
      log: { info: line, warn: line, error: line },
      outbox: {
        has: () => true,
        async put(kind, messages) {
          if (kind === 'event') events.push(...messages.map(({ payload }) => payload as BackstayEvent));
          else cards.push(...messages.map(({ payload }) => payload as CardMessage));
        },
      },
    }),
  );
  return {
    measured: telemetry.of('backstay.record.broken'),
    verifications: telemetry.of('backstay.verifications'),
    cards,
    events,
    lines,
  };
}

async function record() {
  const vulnerable = vulnerableMemory();
  const trail = createTrail(vulnerable.rows, { now: () => NOW }, 'test');
  await trail.append(TARGET, [
    { type: 'eventAccepted', operation: 'o', eventId: 'e1' },
    { type: 'eventAccepted', operation: 'o', eventId: 'e2' },
  ]);
  return { ...vulnerable, reports: () => verifyRecord(vulnerable.rows, vulnerable.anchors, NOW.toISOString()) };
}

test('a record that holds is measured as such, and nobody is told', async () => {
  const { reports } = await record();
  const { measured, verifications, cards, lines } = await verified(reports);
  expect(verifications).toEqual(['finished 1']);
  expect(measured).toEqual(['0']);
  expect(cards).toEqual([]);
  expect(lines).toEqual([['Verified', { chains: 1, entries: 2, broken: 0 }]]);
});

test('a record that was tampered with is measured, logged by name, and told on one card', async () => {
  const { reports, tamper } = await record();
  await tamper(TARGET, (chain) => ({ ...chain, entries: chain.entries.slice(0, 1) }));
  const { measured, cards, events, lines } = await verified(reports);
  const [event] = events;
  expect(events).toHaveLength(1);
  expect(event).toMatchObject({ type: 'Backstay.AuditIntegrityFailed', subject: TARGET.clusterId });
  expect(measured).toEqual(['1']);
  expect(cards).toHaveLength(1);
  expect(JSON.stringify(cards)).toContain('Audit log integrity check failed: 1 chain');
  expect(lines).toContainEqual([
    'Audit log integrity check failed',
    { chains: [{ chain: `${TARGET.clusterId}|${TARGET.profile}`, why: expect.stringContaining('entry 2') }] },
  ]);
});

test('a chain that names no cluster, and one whose entries are huge, do not keep the card and the events from being sent', async () => {
  async function* reports(): AsyncIterable<RecordReport> {
    const report = { about: 'chain', entries: 1, sinceAnchor: 0 } as const;
    const huge = `entry 1 belongs to ${'é'.repeat(400_000)}`;
    for (const clusterId of ['partition 0', TARGET.clusterId])
      yield {
        ...report,
        target: { clusterId: clusterId as ClusterId, profile: '' },
        verification: { ok: false, sequence: 1, problem: 'Foreign', message: huge },
      };
  }
  const { cards, events } = await verified(reports);
  expect(JSON.stringify(cards)).toContain('partition 0');
  expect(events).toHaveLength(2);
  expect(JSON.stringify(events).length).toBeLessThan(5_000);
});

test('each break among the anchors counts as a chain: one that is known does not hide the next', async () => {
  const broken = [
    { day: '2026-01-01', problem: 'DayMissing', message: 'is not there' },
    { day: '2026-01-03', line: 1, problem: 'Gap', message: 'is a gap' },
  ] as const;
  async function* reports(): AsyncIterable<RecordReport> {
    yield { about: 'anchors', ok: false, lines: 0, lastAt: undefined, broken };
  }
  const { measured, lines } = await verified(reports);
  expect(measured).toEqual(['2']);
  expect(lines).toContainEqual([
    'Audit log integrity check failed',
    {
      chains: [
        { chain: 'anchors', why: 'is not there' },
        { chain: 'anchors', why: 'is a gap' },
      ],
    },
  ]);
});

test('a record that takes too long is verified as far as there is time, and the log tells how far', async () => {
  async function* reports(): AsyncIterable<RecordReport> {
    for (;;) {
      const verification = { ok: true, entries: 3 } as const;
      yield { about: 'chain', target: TARGET, entries: 3, sinceAnchor: 0, verification };
    }
  }
  const { lines, measured, verifications } = await verified(reports, 30);
  expect(verifications).toEqual(['unfinished 1']);
  // Of what was not looked at nobody can say that it holds.
  expect(measured).toEqual([]);
  expect(lines).toContainEqual(['Verification not finished', { chains: 9, entries: 27, seconds: 240 }]);
});
