import { RULES } from '../../shared/rules/index.ts';
import { commandLine } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import type { Surroundings } from '../surroundings.ts';

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

/** Prints the catalogue of rules; answers with the exit code. */
export async function runRules(
  args: readonly string[],
  { stdout }: Pick<Surroundings, 'stdout'>,
  name = 'npm run rules --',
): Promise<number> {
  const { json } = commandLine(name, 'Prints the catalogue of rules.')
    .option('--json', 'print it as JSON', false)
    .parse(args, { from: 'user' })
    .opts<{ readonly json: boolean }>();
  stdout.write(json ? `${JSON.stringify(catalogue, null, 2)}\n` : table());
  return EXIT.ok;
}

function table(): string {
  const columns = catalogue.map(({ id, title, severity, fix, docs }) => [id, title, severity, fix, docs]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...columns.map((row) => row[column]?.length ?? 0)));
  const lines = columns.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n\n${catalogue.length} rules; each has its page under docs/rules/\n`;
}
