// `npm run docs` writes the pages that follow from the code; `npm run check:docs` fails when one of
// them is stale.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { openapiDocument } from '../shared/api/openapi.ts';
import { profilesJsonSchema } from '../shared/profiles/profiles.ts';
import { RULES } from '../shared/rules/index.ts';
import { commandLine } from './command-line.ts';
import { addressesFile } from './docs/addresses-file.ts';
import { RIGHTS, remediatorsIndex, rightsFile } from './docs/change-files.ts';
import { eventSchemas, eventsPage } from './docs/events-page.ts';
import { grafanaDashboard } from './docs/grafana-dashboard.ts';
import { eventOperations, incomingEventsPage } from './docs/incoming-events-page.ts';
import { layoutPage } from './docs/layout-page.ts';
import { permissionsPage } from './docs/permissions-page.ts';
import { aliasPage, rulePage, rulesTable } from './docs/rule-pages.ts';
import { settingsPage } from './docs/settings-page.ts';
import { telemetryPage } from './docs/telemetry-page.ts';

const { check } = commandLine('npm run docs --', 'Writes the pages that follow from the code.')
  .option('--check', 'write nothing, and fail when a page is stale', false)
  .parse()
  .opts<{ readonly check: boolean }>();
const root = resolve(import.meta.dirname, '..');
const RULE_PAGES = 'docs/rules';

const pages = new Map<string, string>([
  ['docs/rules.md', rulesTable(RULES)],
  ...RULES.map((rule) => [join(RULE_PAGES, `${rule.id}.md`), rulePage(rule)] as const),
  [RIGHTS, rightsFile(root)],
  ['shared/remediate/index.ts', remediatorsIndex()],
  ['shared/api/addresses.ts', addressesFile()],
  ...RULES.flatMap((rule) =>
    (rule.aliases ?? []).map((alias) => [join(RULE_PAGES, `${alias}.md`), aliasPage(alias, rule)] as const),
  ),
  ['docs/rules/ids.json', publishedIds()],
  ['docs/settings.md', settingsPage()],
  ['docs/permissions.md', permissionsPage()],
  ['docs/layout.md', layoutPage()],
  ['docs/telemetry.md', telemetryPage()],
  ['docs/events.md', eventsPage()],
  ['docs/incoming-events.md', incomingEventsPage()],
  ['infra/events/operations.json', eventOperations()],
  ...eventSchemas(),
  ['infra/grafana.json', grafanaDashboard(root)],
  ['docs/openapi.json', `${JSON.stringify(openapiDocument(), null, 2)}\n`],
  ['docs/profiles.schema.json', `${JSON.stringify(profilesJsonSchema(), null, 2)}\n`],
]);

/**
 * Every id that was ever published. The file only grows: an id that a rule once had stays, and has
 * to resolve.
 */
function publishedIds(): string {
  const path = join(root, RULE_PAGES, 'ids.json');
  const before: readonly string[] = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
  return `${JSON.stringify([...new Set([...before, ...RULES.map(({ id }) => id)])].sort(), null, 2)}\n`;
}

const left = existsSync(RULE_PAGES)
  ? readdirSync(RULE_PAGES)
      .map((name) => join(RULE_PAGES, name))
      .filter((path) => !pages.has(path))
  : [];
const stale = [...pages]
  .filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text)
  .map(([path]) => path);

if (check) {
  for (const path of [...stale, ...left]) process.stderr.write(`${path} is stale: run \`npm run docs\`.\n`);
  process.stdout.write(`${pages.size} generated pages, ${stale.length + left.length} stale\n`);
  process.exit(stale.length + left.length === 0 ? 0 : 1);
}
for (const path of left) rmSync(path);
for (const path of stale) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, pages.get(path) ?? '');
}
process.stdout.write(`${pages.size} generated pages, ${stale.length} written, ${left.length} removed\n`);
