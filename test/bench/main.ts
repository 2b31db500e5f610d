// `npm run bench`: measures what docs/benchmarks.md shows. With --write it writes that page.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measureReady } from './ready.ts';
import { measureStory } from './story.ts';

const { values: options } = parseArgs({ options: { write: { type: 'boolean', default: false } } });

const figures = [...(await measureReady()), ...(await measureStory())];
const table = [
  '| what | measured | wanted |',
  '| --- | --- | --- |',
  ...figures.map(
    ({ what, measured, wanted, reached }) => `| ${what} | ${measured}${reached ? '' : ' **(missed)**'} | ${wanted} |`,
  ),
].join('\n');
process.stdout.write(`${table}\n`);

if (options.write) {
  writeFileSync(
    'docs/benchmarks.md',
    `# Benchmarks

Measured on 2 cores by \`npm run bench -- --write\`, which wrote this page. Calls and waits are counted on virtual time, with the product's own
SDK clients against the local Resource Manager at Azure's own durations, so they do not depend on the machine; seconds of own time do.

${table}

For comparison, the same job measured elsewhere: 38 calls for a hand-written sequence of shell calls with its own closing check, 74 for the
existing command-line tools, with 70 s of fixed sleeps.
`,
  );
}
process.exit(figures.every(({ reached }) => reached) ? 0 : 1);
