import { basename } from 'node:path';
import { expect, test } from 'vitest';
import workbook from '../../infra/workbook.json' with { type: 'json' };
import { METRICS } from '../../shared/telemetry/metrics.ts';
import { atLeastOne } from '../support/at-least-one.ts';
import { allOf, filesOf, textOf } from '../support/infra-files.ts';

const ALERTS = atLeastOne(filesOf('infra/queries/alerts/*.kql'));
const TILES = atLeastOne(filesOf('infra/queries/workbook/*.kql'));

/** Without its remarks. */
const queryOf = (file: string) => textOf(file).replaceAll(/^\s*\/\/.*\n/gm, '');
const metricsIn = (text: string) =>
  allOf(text.replaceAll(/customDimensions\['[^']+'\]/g, ''), /'(backstay\.[a-z._]+)'/g);

test.each([...ALERTS, ...TILES])('%s names metrics and dimensions that there are', (file) => {
  const text = queryOf(file);
  expect(text.trim()).not.toBe('');
  expect(text).not.toMatch(/customDimensions\./);
  const metrics = metricsIn(text);
  expect(metrics.filter((name) => !(name in METRICS))).toEqual([]);
  const dimensions = metrics.flatMap((name) => [
    ...(METRICS[name as keyof typeof METRICS].dimensions as readonly string[]),
  ]);
  expect(allOf(text, /customDimensions\['([^']+)'\]/g).filter((name) => !dimensions.includes(name))).toEqual([]);
});

test('every metric is on the workbook', () => {
  expect([...new Set(TILES.flatMap((file) => metricsIn(queryOf(file))))].sort()).toEqual(Object.keys(METRICS).sort());
});

test('the dashboard of Grafana has every query of the workbook, in its order and without overlaps', () => {
  const { panels } = JSON.parse(textOf('infra/grafana.json')) as {
    readonly panels: readonly {
      readonly title: string;
      readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
      readonly targets?: readonly { readonly azureLogAnalytics: { readonly query: string } }[];
    }[];
  };
  const shown = atLeastOne(panels.flatMap(({ targets = [] }) => targets)).map((one) => one.azureLogAnalytics.query);
  const inWorkbook = workbook.items.flatMap(({ content }) => ('query' in content ? [content.query] : []));
  expect(shown).toEqual(inWorkbook.map((file) => textOf(`infra/queries/workbook/${file}`)));
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBe(24);
});

test('lines of the log are looked for by the words that they are written with', () => {
  const looked = new Set(
    TILES.flatMap((file) => allOf(queryOf(file), /tostring\((?:line|parse_json\(message\))\.message\) == '([^']+)'/g)),
  );
  expect([...looked].sort()).toEqual(['Counted', 'Not ready', 'Recorded']);
  const written = textOf('shared/jobs/fleet-metrics.ts') + textOf('shared/audit/logged-trail.ts');
  for (const message of looked) expect(written).toContain(`log.info('${message}'`);
  for (const type of ['actionIntended', 'actionSucceeded']) {
    expect(queryOf('infra/queries/workbook/changes.kql')).toContain(`type == '${type}'`);
    expect(textOf('shared/model/record.ts')).toContain(`readonly type: '${type}'`);
  }
});

test('each alert has a query, a section in the runbook under its name, and a severity', () => {
  const bicep = textOf('infra/modules/alerts.bicep');
  const rules = allOf(bicep, /^ {4}name: '([a-z-]+)'$/gm);
  expect([...rules].sort()).toEqual(ALERTS.map((file) => basename(file, '.kql')));
  expect(allOf(bicep, /loadTextContent\('\.\.\/queries\/alerts\/([a-z-]+)\.kql'\)/g)).toEqual(rules);
  expect(allOf(bicep, /^ {4}severity: ([0-4])$/gm).length).toBe(rules.length);
  const sections = allOf(textOf('docs/runbook.md'), /^## `([a-z-]+)`$/gm);
  expect([...sections].sort()).toEqual([...rules, 'dead-letters', 'delivery-failures'].sort());
});

test('silence fires: what counts heartbeats answers a row even of nothing', () => {
  const text = queryOf('infra/queries/alerts/no-heartbeat.kql');
  expect(text).toMatch(/\| summarize sweeps = coalesce\(sum\(valueSum\), 0\.0\)\n\| where sweeps == 0\n/);
  // An app that reports nothing at all has no first line.
  expect(text).toMatch(/\n\| where isnull\(told\) or told < ago\(20m\)\s*$/);
});

test('two days without a verification fire, but neither in a new app nor in one that sends nothing at all', () => {
  const text = queryOf('infra/queries/alerts/no-verification.kql');
  expect(text).toMatch(/\| summarize verifications = coalesce\(sum\(valueSum\), 0\.0\)\n\| where verifications == 0\n/);
  // Of nothing, `began` is null, and null is not before anything.
  expect(text).toMatch(/\n\| where began < ago\(47h\)\s*$/);
  expect(textOf('infra/modules/alerts.bicep')).toMatch(/name: 'no-verification'[^}]+over: 'P2D'/);
});

test('a target without findings has a line all the same', () => {
  const expanding = TILES.map((file) => queryOf(file)).filter((text) => text.includes('line.findings'));
  expect(expanding).toHaveLength(2);
  for (const text of expanding) {
    expect(text).toContain(
      'mv-expand finding = iff(array_length(line.findings) > 0, line.findings, dynamic([null])) to typeof(dynamic)',
    );
    expect(text).toMatch(/coalesce\(tostring\(finding\.\w+\), tostring\(line\.reason\)\)/);
  }
});

test('the workbook shows every query, and each of its tiles has one', () => {
  const tiles = workbook.items.flatMap(({ content }) => ('query' in content ? [content] : []));
  const shown = tiles.map(({ query }) => query);
  expect([...shown].sort()).toEqual(TILES.map((file) => basename(file)));
  const loaded = allOf(
    textOf('infra/modules/workbook.bicep'),
    /'([a-z-]+\.kql)': loadTextContent\('\.\.\/queries\/workbook\/\1'\)/g,
  );
  expect([...loaded].sort()).toEqual([...shown].sort());
  for (const tile of tiles) {
    expect(tile.title).not.toBe('');
    expect(tile.timeContextFromParameter).toBe('range');
    expect(tile.crossComponentResources).toEqual(['<insights>']);
  }
});
