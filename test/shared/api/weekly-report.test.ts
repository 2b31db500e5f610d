import { expect, test } from 'vitest';
import { weeklyCsv } from '../../../shared/api/weekly-csv.ts';
import { type WeeklyPorts, weeklyReport } from '../../../shared/api/weekly-report.ts';
import type { Accepted } from '../../../shared/model/acceptance.ts';
import type { RecordBody, RecordEntry } from '../../../shared/model/record.ts';
import type { TargetState } from '../../../shared/model/state.ts';
import type { TargetSummary } from '../../../shared/model/summary.ts';
import { weeklyPage } from '../../../shared/page/weekly-page.ts';
import { condition, manualFinding } from '../../support/conditions.ts';
import { ACTION, TARGET } from '../../support/record.ts';

const NOW = '2026-01-20T10:00:00.000Z';
const FROM = '2026-01-13T10:00:00.000Z';
const HOSTILE = '=cmd|calc<script>alert(1)</script>\u202e';

const summary = (more: Partial<TargetSummary>): TargetSummary => ({
  ...{ target: TARGET, verdict: 'Ready', reason: 'AllSatisfied', since: FROM, counts: {}, forPeople: 0 },
  ...{ approvalsWanted: 0, onHold: false, protection: 'protected' },
  ...more,
});
const accepted = (owner: string, until: string): Accepted => ({
  ...{ id: owner, reason: HOSTILE, owner, until, acceptedAt: FROM, by: { kind: 'profile', entry: 'a' } },
});

const done = (how: 'applied' | 'alreadyDone'): RecordBody => {
  return { type: 'actionSucceeded', actionKey: ACTION.key, how, after: {} };
};
const intended: RecordBody = { type: 'actionIntended', action: ACTION };
const undone: RecordBody = {
  type: 'actionIntended',
  action: { ...ACTION, text: HOSTILE, undoes: { sequence: 1, before: undefined } } as never,
};
const failed: RecordBody = {
  type: 'actionFailed',
  actionKey: ACTION.key,
  failure: { class: 'permanent', code: 'Code', message: 'text' },
};

function chainOf(
  ...bodies: readonly (readonly [at: string, body: RecordBody])[]
): readonly (RecordEntry | undefined)[] {
  return [
    undefined,
    ...bodies.map(([at, body], index) => ({
      ...{ sequence: index + 1, at, target: TARGET, writer: 'test', body, previousHash: '', hash: '' },
    })),
  ];
}

function portsWith(more: Partial<WeeklyPorts> & { readonly summaries: readonly TargetSummary[] }): WeeklyPorts {
  const { summaries, ...ports } = more;
  return {
    now: () => new Date(NOW),
    async *allSummaries() {
      yield* summaries;
    },
    target: async () => undefined,
    chain: async () => undefined,
    history: async () => [],
    verification: async () => ({}),
    anchorEnd: async () => ({ before: { hash: '0'.repeat(64), number: 0 }, day: undefined, bytes: 0 }),
    ...ports,
  };
}

test('the share of what is ready and protected leaves out clusters that are gone or opted out', async () => {
  const report = await weeklyReport(
    portsWith({
      summaries: [
        summary({}),
        summary({ verdict: 'NeedsPerson', protection: 'unprotected' }),
        summary({ verdict: 'Gone' }),
        summary({ verdict: 'OptedOut' }),
      ],
    }),
  );
  expect(report.today).toEqual({ day: '2026-01-20', targets: 2, ready: 1, protected: 1 });
  expect(String(weeklyPage(report, undefined))).toContain('50.0 % of 2 targets ready, 50.0 % protected.');
});

test('the trend has the last 28 days, without the stored count of today', async () => {
  const day = (text: string) => ({ day: text, targets: 4, ready: 2, protected: 1 });
  const history = async () => [day('2025-12-22'), day('2025-12-23'), day('2026-01-19'), day('2026-01-20')];
  const { trend } = await weeklyReport(portsWith({ summaries: [], history }));
  expect(trend.map((each) => each.day)).toEqual(['2025-12-23', '2026-01-19']);
});

test('accepted findings have owner, reason and dates, the next to end first', async () => {
  const [late, early] = ['2026-05-01T23:59:59.999Z', '2026-02-01T23:59:59.999Z'];
  const conditions = [
    { ...condition(manualFinding('BKS-101'), NOW), accepted: accepted('network', late) },
    condition(manualFinding('BKS-102'), NOW),
    { ...condition(manualFinding('BKS-103'), NOW), accepted: accepted('identity', early) },
  ];
  const report = await weeklyReport(
    portsWith({
      summaries: [summary({ accepted: { count: 2, until: early } }), summary({})],
      target: async () => ({ conditions }) as never as TargetState,
    }),
  );
  expect(report.accepted.map(({ ruleId, accepted: { owner } }) => [ruleId, owner])).toEqual([
    ['BKS-103', 'identity'],
    ['BKS-101', 'network'],
  ]);
  const page = String(weeklyPage(report, undefined));
  expect(page).toContain('<td>BKS-103</td><td>identity</td>');
  expect(page).toContain('<td>2026-01-13</td><td>2026-02-01</td>');
  expect(page).not.toContain('<script>');
});

test('changes are those of the week that Backstay made, newest first', async () => {
  const entries = chainOf(
    ['2026-01-12T10:00:00.000Z', intended],
    ['2026-01-12T11:00:00.000Z', done('applied')],
    ['2026-01-14T10:00:00.000Z', done('alreadyDone')],
    ['2026-01-15T10:00:00.000Z', done('applied')],
    ['2026-01-16T10:00:00.000Z', undone],
    ['2026-01-16T11:00:00.000Z', done('applied')],
    ['2026-01-17T11:00:00.000Z', failed],
  );
  const asked: unknown[] = [];
  const report = await weeklyReport(
    portsWith({
      summaries: [
        summary({ wroteAt: '2026-01-17T11:00:00.000Z' }),
        summary({ wroteAt: '2026-01-12T11:00:00.000Z' }),
        summary({}),
      ],
      chain: async (target) => {
        asked.push(target);
        return { target, entries, head: undefined };
      },
    }),
  );
  expect(asked).toHaveLength(1);
  expect(report.changes.map(({ sequence, outcome }) => [sequence, outcome])).toEqual([
    [7, 'failed'],
    [6, 'undone'],
    [4, 'done'],
  ]);
  expect(report.changes.at(-1)?.text).toBe(ACTION.text);
});

test('a report reads at most 200 clusters of each kind, and says how many more there are', async () => {
  let read = 0;
  const report = await weeklyReport(
    portsWith({
      summaries: Array.from({ length: 203 }, () => summary({ wroteAt: NOW, accepted: { count: 1, until: NOW } })),
      chain: async () => {
        read++;
        return undefined;
      },
    }),
  );
  expect([read, report.clustersLeftOut]).toEqual([200, 6]);
  expect(String(weeklyPage(report, undefined))).toContain('6 clusters more have changes or accepted findings');
});

test('the newest anchor proves the ends of the chains', async () => {
  const anchor = { number: 12, root: 'ab'.repeat(32), hash: 'cd'.repeat(32) };
  const report = await weeklyReport(
    portsWith({ summaries: [], anchorEnd: async () => ({ before: anchor, day: '2026-01-20', bytes: 9 }) }),
  );
  expect(report.anchor).toEqual(anchor);
  expect(report.audit).toEqual(['Audit log: not verified yet.']);
  const page = String(weeklyPage(report, undefined));
  for (const word of [anchor.root, anchor.hash]) expect(page).toContain(`<code>${word}</code>`);
  const without = await weeklyReport(portsWith({ summaries: [] }));
  expect(without.anchor).toBeUndefined();
  expect(String(weeklyPage(without, undefined))).toContain('not anchored yet');
});

test('the table has a line for each, and no cell is a formula', async () => {
  const report = await weeklyReport(
    portsWith({
      summaries: [summary({ wroteAt: NOW, accepted: { count: 1, until: NOW } })],
      target: async () =>
        ({
          conditions: [{ ...condition(manualFinding(), NOW), accepted: accepted('=owner', NOW) }],
        }) as never as TargetState,
      chain: async (target) => ({ target, entries: chainOf([NOW, undone], [NOW, done('applied')]), head: undefined }),
    }),
  );
  const csv = weeklyCsv(report);
  const [header, ...lines] = csv.trimEnd().split('\r\n');
  expect(header).toBe('section,at,clusterId,profile,rule,text,owner,until,outcome,auditEntry,targets,ready,protected');
  expect(lines.map((line) => line.split(',')[0])).toEqual(['trend', 'accepted', 'change', 'audit']);
  expect(csv).toContain("'=owner");
  expect(csv).toContain("'=cmd|calc");
});

test('links carry the function key on', async () => {
  const page = String(weeklyPage(await weeklyReport(portsWith({ summaries: [] })), 'a key&'));
  expect(page).toContain('href="/api/report/weekly.csv?code=a+key%26"');
});
