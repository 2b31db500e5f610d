import { expect, test } from 'vitest';
import { FLEET_HISTORY_NOTE, fleetHistoryIn } from '../../../shared/jobs/fleet-history.ts';
import { measureFleet } from '../../../shared/jobs/fleet-metrics.ts';
import type { Condition, TargetState, Verdict } from '../../../shared/model/state.ts';
import { createTargetStore } from '../../../shared/storage/target-store.ts';
import {
  blockedFinding,
  condition,
  failure,
  manualFinding,
  pendingFinding,
  satisfiedFinding,
  unknownFinding,
} from '../../support/conditions.ts';
import { memoryNotes, memoryTargetRows } from '../../support/memory-rows.ts';
import { TARGET } from '../../support/record.ts';
import { memoryTelemetry } from '../../support/telemetry.ts';

const T = '2026-01-01T10:00:00.000Z';

function stateOf(verdict: Verdict, profile: string, conditions: readonly Condition[] = []): TargetState {
  return {
    schemaVersion: 1,
    target: { ...TARGET, profile },
    verdict,
    verdictReason: 'Because',
    verdictSince: T,
    conditions,
    attempts: {},
    dirty: false,
    seenEvents: [],
  };
}

async function counted(...states: readonly TargetState[]) {
  const rows = memoryTargetRows();
  for (const state of states) await rows.write(state, undefined);
  const notes = memoryNotes();
  const telemetry = memoryTelemetry();
  const lines: (readonly [string, unknown])[] = [];
  const log = { info: (message: string, fields: unknown) => lines.push([message, fields]), warn() {}, error() {} };
  await telemetry.during(() =>
    measureFleet({ targets: createTargetStore(rows), log, notes, clock: { now: () => new Date(T) } }),
  );
  return {
    history: fleetHistoryIn((await notes.read(FLEET_HISTORY_NOTE))?.value),
    measured: telemetry.of('backstay.targets'),
    protection: telemetry.of('backstay.protection'),
    accepted: telemetry.of('backstay.findings.accepted'),
    lines: lines.filter(([message]) => message === 'Not ready').map(([, fields]) => fields),
  };
}

test('every verdict is counted, also where there is none', async () => {
  const { measured } = await counted(stateOf('Ready', 'a'), stateOf('Ready', 'b'), stateOf('Failed', 'c'));
  expect(measured).toEqual([
    'Ready 2',
    'Remediating 0',
    'NeedsPerson 0',
    'Failed 1',
    'Unknown 0',
    'OptedOut 0',
    'Gone 0',
  ]);
  expect((await counted()).measured.every((one) => one.endsWith(' 0'))).toBe(true);
});

test('the day is kept for the trend, without clusters that are gone or opted out', async () => {
  const { history } = await counted(
    stateOf('Ready', 'a', [condition(satisfiedFinding('BKS-703'), T)]),
    stateOf('NeedsPerson', 'b'),
    stateOf('OptedOut', 'c'),
    stateOf('Gone', 'd'),
  );
  expect(history).toEqual([{ day: '2026-01-01', targets: 2, ready: 1, protected: 1 }]);
});

test('every state of the protection is counted, but not of clusters that are gone or opted out', async () => {
  const isProtected = [condition(satisfiedFinding('BKS-703'), T)];
  const { protection } = await counted(
    stateOf('Ready', 'a', isProtected),
    stateOf('NeedsPerson', 'b'),
    stateOf('OptedOut', 'c'),
    stateOf('Gone', 'd'),
  );
  expect(protection).toEqual([
    'inError 0',
    'stopped 0',
    'unprotected 0',
    'inProgress 0',
    'notKnown 1',
    'elsewhere 0',
    'restoreTarget 0',
    'protected 1',
  ]);
});

test.each<[Verdict, number]>([
  ['Ready', 0],
  ['OptedOut', 0],
  ['Gone', 0],
  ['Remediating', 1],
  ['NeedsPerson', 1],
  ['Failed', 1],
  ['Unknown', 1],
])('of a target that is %s %d lines report', async (verdict, lines) => {
  expect((await counted(stateOf(verdict, 'a'))).lines).toHaveLength(lines);
});

test('a line names what is in the way, and leaves out what only waits for that', async () => {
  const manual = { ...manualFinding('BKS-202'), message: 'x'.repeat(600) };
  const findings = [
    satisfiedFinding('BKS-101'),
    manual,
    blockedFinding('BKS-202', 'BKS-203'),
    pendingFinding('BKS-301'),
    unknownFinding(failure('forbidden'), 'BKS-401'),
  ];
  const { lines } = await counted(
    stateOf(
      'NeedsPerson',
      'gold',
      findings.map((finding) => condition(finding, T)),
    ),
  );
  expect(lines).toEqual([
    {
      target: `${TARGET.clusterId}|gold`,
      cluster: TARGET.clusterId,
      profile: 'gold',
      verdict: 'NeedsPerson',
      reason: 'Because',
      since: T,
      findings: [
        { ruleId: 'BKS-202', reason: 'Because', message: 'x'.repeat(500) },
        { ruleId: 'BKS-301', reason: 'Because', message: 'so' },
        { ruleId: 'BKS-401', reason: 'Because', message: 'so' },
      ],
    },
  ]);
});

test('accepted findings are counted, and are not reported as in the way', async () => {
  const until = '2026-03-31T23:59:59.999Z';
  const by = { kind: 'functionKey' as const };
  const accepted = { id: 'a', reason: 'It is so.', owner: 'network', until, acceptedAt: T, by };
  const one = condition({ ...manualFinding('BKS-603'), accepted }, T);
  const { accepted: measured, lines } = await counted(
    stateOf('Ready', 'a', [one]),
    stateOf('NeedsPerson', 'b', [one, condition(manualFinding('BKS-604'), T)]),
  );
  expect(measured).toEqual([expect.stringContaining('2')]);
  expect(lines).toMatchObject([{ findings: [{ ruleId: 'BKS-604' }] }]);
});
