// `npm run rules` prints the catalogue of rules; with `-- --json` as JSON.
import { RULES } from '../shared/rules/index.ts';
import { commandLine } from './command-line.ts';

const { json } = commandLine('npm run rules --', 'Prints the catalogue of rules.')
  .option('--json', 'print it as JSON', false)
  .parse()
  .opts<{ readonly json: boolean }>();

const catalogue = RULES.map(({ id, slug, title, failureTitle, why, severity, fix, docs, serviceErrors, needs }) => ({
  id,
  slug,
  title,
  failureTitle,
  why,
  severity,
  fix,
  page: `docs/rules/${id}.md`,
  docs,
  serviceErrors,
  readsFrom: needs,
}));

if (json) {
  process.stdout.write(`${JSON.stringify(catalogue, null, 2)}\n`);
} else {
  const columns = catalogue.map(({ id, title, severity, fix, docs }) => [id, title, severity, fix, docs]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...columns.map((row) => row[column]?.length ?? 0)));
  for (const row of columns) {
    const line = row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
    process.stdout.write(`${line.trimEnd()}\n`);
  }
  process.stdout.write(`\n${catalogue.length} rules; each has its page under docs/rules/\n`);
}
