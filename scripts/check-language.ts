// `npm run check:language` holds docs/style.md over comments, Markdown, Bicep descriptions and
// strings for people. Older text still breaks some rules. scripts/language/known.json counts these
// places per file; the counts may only shrink.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { commandLine } from './command-line.ts';
import { beyondKnown, type Counts, countByFile, findViolations } from './language/find-violations.ts';
import { LANGUAGE_RULES } from './language/rules.ts';
import { findLongLines } from './language/width.ts';

const KNOWN = 'scripts/language/known.json';
const PLACES = ['*.md', '{docs,functions,infra,local,scripts,shared,test,.github}/**/*.{md,ts,mjs,bicep}'];
/** They name what they rule out, or keep what was said at another time. */
const EXEMPT = ['docs/style.md', 'docs/glossary.md', 'CHANGELOG.md', 'scripts/language/', 'test/scripts/language'];

const { write } = commandLine('npm run check:language --', 'Checks comments, docs and messages against docs/style.md.')
  .option('--write', 'lower the known counts to what is there now', false)
  .parse()
  .opts<{ readonly write: boolean }>();

const paths = PLACES.flatMap((place) => globSync(place, { exclude: (path) => path.includes('node_modules') })).sort();
const violations = paths
  .filter((path) => !EXEMPT.some((exempt) => path.startsWith(exempt)))
  .flatMap((path) => {
    const text = readFileSync(path, 'utf8');
    return [...findViolations(path, text), ...findLongLines(path, text)];
  });
const known = JSON.parse(readFileSync(KNOWN, 'utf8')) as Counts;
const found = beyondKnown(violations, known);

if (write) writeFileSync(KNOWN, `${JSON.stringify(countByFile(violations), null, 2)}\n`);
for (const { path, line, rule, found: words, instead } of found) {
  process.stderr.write(`${path}:${line}: "${words.slice(0, 80)}" (${rule}). ${instead}\n`);
}
const total = (rule: string) => violations.filter((violation) => violation.rule === rule).length;
process.stdout.write(
  `${paths.length} files, ${[...LANGUAGE_RULES.map(({ name }) => name), 'width'].map((name) => `${name} ${total(name)}`).join(', ')}; ${found.length} too many\n`,
);
process.exit(write || found.length === 0 ? 0 : 1);
