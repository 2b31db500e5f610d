/**
 * The queries of alerts and workbook, read by Kusto's own parser against the tables of Application
 * Insights.
 */
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { measureFleet } from '../../shared/jobs/fleet-metrics.ts';
import { systemClock } from '../../shared/lib/clock.ts';
import { createTargetStore } from '../../shared/storage/target-store.ts';
import { atLeastOne } from '../support/at-least-one.ts';
import { condition, manualFinding } from '../support/conditions.ts';
import { allOf, filesOf, textOf } from '../support/infra-files.ts';
import { parseQuery } from '../support/kusto.ts';
import { memoryNotes, memoryTargetRows } from '../support/memory-rows.ts';
import { TARGET } from '../support/record.ts';

const ALERTS = atLeastOne(filesOf('infra/queries/alerts/*.kql'));
const TILES = atLeastOne(filesOf('infra/queries/workbook/*.kql'));
/** alerts.bicep puts numbers into their places. */
const queryOf = (file: string) => textOf(file).replaceAll(/<(?:days|hours)>/g, '3');

test.each([...ALERTS, ...TILES])('%s has no mistake', (file) => {
  const { mistakes, columns } = parseQuery(queryOf(file));
  expect(mistakes).toEqual([]);
  expect(Object.keys(columns)).not.toEqual([]);
});

test.each(
  atLeastOne([
    ...allOf(textOf('docs/runbook.md'), /\bask '([^']+)'/g),
    ...allOf(textOf('docs/telemetry.md'), /```kusto\n([\s\S]*?)```/g),
  ]),
)('a documented query has no mistake: %s', (text) => {
  expect(parseQuery(text).mistakes).toEqual([]);
});

test('the parser finds a misspelt column, a misspelt function and a broken line', () => {
  expect(parseQuery('traces | where messages has "x"').mistakes).toHaveLength(1);
  expect(parseQuery('traces | extend line = parse_jsn(message)').mistakes).toHaveLength(1);
  expect(parseQuery('traces | summarize count( by message').mistakes).not.toEqual([]);
});

test('each alert measures a number and splits by a text that its query answers', () => {
  const rules = atLeastOne([
    ...textOf('infra/modules/alerts.bicep').matchAll(
      /\n {4}name: '([a-z-]+)'\n[\s\S]*?\n {4}dimension: '(.*)'\n {4}measure: '(.*)'\n/g,
    ),
  ]);
  expect(rules).toHaveLength(ALERTS.length);
  for (const [, name = '', dimension = '', measure = ''] of rules) {
    const { columns } = parseQuery(queryOf(`infra/queries/alerts/${name}.kql`));
    if (dimension !== '') expect.soft(columns[dimension], `${name}: ${dimension}`).toBe('string');
    if (measure !== '') expect.soft(columns[measure], `${name}: ${measure}`).toMatch(/^(?:real|long|int)$/);
  }
});

test('a line "Not ready" has every field that a query reads of it', async () => {
  const line = await notReadyLine();
  const reading = [...ALERTS, ...TILES].filter((file) => textOf(file).includes("'Not ready'"));
  expect(reading.map((file) => basename(file))).toEqual([
    'needs-person-for-days.kql',
    'unknown-for-hours.kql',
    'not-ready.kql',
    'reasons.kql',
  ]);
  for (const file of reading) {
    const fields = atLeastOne(allOf(textOf(file), /\bline\.(\w+)/g));
    expect.soft(fields.filter((field) => field !== 'message' && !(field in line))).toEqual([]);
    const [finding = {}] = line.findings;
    expect.soft(allOf(textOf(file), /\bfinding\.(\w+)/g).filter((field) => !(field in finding))).toEqual([]);
  }
});

/** As the app writes it. */
async function notReadyLine() {
  const rows = memoryTargetRows();
  const state = {
    schemaVersion: 1 as const,
    target: TARGET,
    verdict: 'NeedsPerson' as const,
    verdictReason: 'ManualAction',
    verdictSince: '2026-01-01T10:00:00.000Z',
    conditions: [condition(manualFinding(), '2026-01-01T10:00:00.000Z')],
    attempts: {},
    dirty: false,
    seenEvents: [],
  };
  await rows.write(state, undefined);
  const lines: { readonly findings: readonly object[] }[] = [];
  const log = {
    info(message: string, fields?: object) {
      if (message === 'Not ready') lines.push(fields as (typeof lines)[number]);
    },
    warn() {},
    error() {},
  };
  await measureFleet({ targets: createTargetStore(rows), log, notes: memoryNotes(), clock: systemClock });
  const [line] = atLeastOne(lines);
  return line;
}
