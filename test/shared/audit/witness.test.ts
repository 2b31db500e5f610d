import { describe, expect, test } from 'vitest';
import { parseAnchor } from '../../../shared/audit/anchor.ts';
import { verifyRecord } from '../../../shared/audit/verify-record.ts';
import { compareWithWitness, parseWitness, type WitnessedAnchor } from '../../../shared/audit/witness.ts';
import { anchorHourly } from '../../../shared/jobs/anchor-hourly.ts';
import { jsonLog } from '../../../shared/lib/log.ts';
import { must } from '../../support/facts.ts';
import { allOf, textOf } from '../../support/infra-files.ts';
import { vulnerableMemory } from '../../support/tampering.ts';

const anchor = (number: number, letter = 'a'): WitnessedAnchor => ({
  number,
  at: `2026-01-01T${String(number).padStart(2, '0')}:07:00.000Z`,
  hash: letter.repeat(62) + String(number).padStart(2, '0'),
});

describe('anchors compared with telemetry', () => {
  test('that has all of them, some of them twice', () => {
    const stored = [anchor(1), anchor(2), anchor(3)];
    expect(compareWithWitness(stored, [anchor(3), anchor(2), anchor(3)])).toEqual({
      ok: true,
      anchors: 2,
      from: anchor(2).at,
      to: anchor(3).at,
      broken: [],
      unwitnessed: 0,
    });
  });

  test('that has lost one: this proves nothing', () => {
    const stored = [anchor(1), anchor(2), anchor(3), anchor(4)];
    expect(compareWithWitness(stored, [anchor(1), anchor(3)])).toMatchObject({ ok: true, unwitnessed: 1 });
  });

  test('that has anchors which were removed, and anchors which were rewritten', () => {
    const stored = [anchor(1), anchor(2, 'b')];
    expect(compareWithWitness(stored, [anchor(1), anchor(2), anchor(3)])).toMatchObject({
      ok: false,
      broken: [
        { number: 2, problem: 'AnchorRewritten' },
        { number: 3, problem: 'AnchorMissing' },
      ],
      unwitnessed: 1,
    });
  });
});

describe('a witness', () => {
  const columns = ['number', 'at', 'hash'].map((name) => ({ name, type: 'string' }));
  const { number, at, hash } = anchor(1);
  const answer = (rows: readonly unknown[], names: readonly object[] = columns) =>
    JSON.stringify({ tables: [{ name: 'PrimaryResult', columns: names, rows }] });

  test('is read by the names of its columns, in any order', () => {
    const names = [{ name: 'hash' }, { name: 'extra' }, { name: 'number' }, { name: 'at' }];
    expect(parseWitness(answer([[hash, 'x', number, at]], names))).toEqual([anchor(1)]);
  });

  test.each([
    ['no JSON', 'number,at,hash', 'not JSON'],
    ['null', 'null', 'no table'],
    ['no table', '{"tables":[]}', 'no table'],
    ['rows that are none', '{"tables":[{"columns":[],"rows":[1]}]}', 'no table'],
    ['another table', answer([[1]], [{ name: 'number' }]), 'no column "at"'],
    ['no rows', answer([]), 'no rows'],
    ['half a number', answer([[0.5, at, hash]]), 'no anchor'],
    ['no time', answer([[1, 'soon', hash]]), 'no anchor'],
    ['no hash', answer([[1, at, 'f']]), 'no anchor'],
  ])('is not read from %s', (_, text, why) => {
    expect(() => parseWitness(text)).toThrow(why);
  });
});

/** Answers the query of the runbook on these lines of the log, as Application Insights would. */
function ask(query: string, lines: readonly string[]): string {
  const message = must(allOf(query, /line\.message == "([^"]+)"/g)[0]);
  const columns = [...query.matchAll(/(\w+) = to(?:long|string)\(line\.(\w+)\)/g)].map(([, name, field]) => ({
    name: must(name),
    field: must(field),
  }));
  const found = lines.map((line) => JSON.parse(line)).filter((line) => line.message === message);
  const rows = found.map((line) => columns.map(({ field }) => line[field]));
  return JSON.stringify({ tables: [{ name: 'PrimaryResult', columns: columns.map(({ name }) => ({ name })), rows }] });
}

test('the query of the runbook finds in the log what the anchors are compared with', async () => {
  const query = must(allOf(textOf('docs/runbook.md'), /--analytics-query '([^']+"Anchor written"[^']+)'/g)[0]);
  expect(textOf('docs/telemetry.md')).toMatch(/\| `Anchor written` \|.*`number`, `at`, `hash`/);
  const record = vulnerableMemory();
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  const log = jsonLog({ info: write, warn: write, error: write });
  for (const hour of ['10', '11', '12', '13']) {
    const clock = { now: () => new Date(`2026-01-01T${hour}:07:00.000Z`) };
    await anchorHourly({ rows: record.rows, store: record.anchors, clock, writer: 'test' }, log);
  }
  const witness = parseWitness(ask(query, lines));
  expect(witness.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  const compared = async () => {
    for await (const report of verifyRecord(record.rows, record.anchors, '2026-01-01T13:30:00.000Z', witness)) {
      if (report.about === 'anchors') return report;
    }
    return undefined;
  };
  expect(await compared()).toMatchObject({ ok: true, broken: [], witness: { ok: true, anchors: 4, unwitnessed: 0 } });

  // A person who may write to the storage account invents the anchors of the last two hours, hashes
  // and all.
  const forged = vulnerableMemory();
  for (const hour of ['10', '11', '12', '13']) {
    const clock = { now: () => new Date(`2026-01-01T${hour}:07:00.001Z`) };
    const log = { info() {}, warn() {}, error() {} };
    await anchorHourly({ rows: record.rows, store: forged.anchors, clock, writer: 'test' }, log);
  }
  await record.tamperAnchors((days) => days.clear());
  for await (const text of forged.anchors.lines('2026-01-01')) {
    await record.tamperAnchors((days) => days.set('2026-01-01', [...(days.get('2026-01-01') ?? []), text]));
    expect(parseAnchor(text)).toBeDefined();
  }
  expect(await compared()).toMatchObject({
    ok: false,
    broken: [],
    witness: { ok: false, broken: Array.from({ length: 4 }, () => ({ problem: 'AnchorRewritten' })) },
  });
});
