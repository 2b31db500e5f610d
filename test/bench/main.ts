// `npm run bench`: measures what docs/benchmarks.md shows. With --write it writes that page.
import { writeFileSync } from 'node:fs';
import { Argument } from 'commander';
import { commandLine } from '../../scripts/command-line.ts';
import { measureChaos } from './chaos.ts';
import type { Figure } from './figure.ts';
import { FLEET_PARTS, measureFleet, peakMemory } from './fleet/main.ts';
import { measureGate } from './gate.ts';
import { measureLoad } from './load.ts';
import { measureOracle } from './oracle.ts';
import { measurePage } from './page.ts';
import { measureProtect } from './protect.ts';
import { measureReady } from './ready.ts';
import { measureShapes } from './shapes.ts';
import { measureSimulation } from './simulation.ts';
import { measureStory } from './story.ts';

const command = commandLine('npm run bench --', 'Measures what docs/benchmarks.md shows.')
  .addArgument(
    new Argument(
      '[part]',
      'measure this alone: the package, Ready against the oracle, the plans, the calls, a fleet, or random stories',
    ).choices(['load', 'oracle', 'gate', 'ready', 'fleet', ...Object.keys(FLEET_PARTS), 'simulation']),
  )
  .option('--write', 'write that page', false)
  .parse();
const options = command.opts<{ readonly write: boolean }>();
const [part] = command.args;
const figures = await measure(part);

const table = [
  '| what | measured | wanted |',
  '| --- | --- | --- |',
  ...figures.map(
    ({ what, measured, wanted, reached }) => `| ${what} | ${measured}${reached ? '' : ' **(missed)**'} | ${wanted} |`,
  ),
].join('\n');
const shapes = part === undefined ? await measureShapes() : '';
process.stdout.write(`${table}\n\n${shapes}\n`);

if (options.write) {
  writeFileSync(
    'docs/benchmarks.md',
    `# Benchmarks

Measured on 2 cores by \`npm run bench -- --write\`, which wrote this page. Calls and waits are counted on virtual time, with the product's own
SDK clients against the local Resource Manager at Azure's own durations, so they do not depend on the machine; seconds of own time do.

${table}

\`npm run bench -- fleet\` measures fleets alone, of up to 10,000 targets: [scale.md](scale.md) has those figures and the limits of Azure.

For comparison, the way itself measured elsewhere: 38 calls for a hand-written sequence of shell calls with its own closing check, 74 for the
existing command-line tools, with 70 s of fixed sleeps.

## Clusters of all kinds

Each made by one PUT (\`local/demo/shapes.ts\`) in a world of its own, at the default settings of a profile, and watched for two hours:

${shapes}
`,
  );
}
process.exit(figures.every(({ reached }) => reached) ? 0 : 1);

async function measure(what: string | undefined): Promise<readonly Figure[]> {
  switch (what) {
    case undefined:
      return measureAll();
    case 'load':
      return measureLoad();
    case 'oracle':
      return measureOracle();
    case 'gate':
      return measureGate();
    case 'ready':
      return [...(await measureReady()), ...(await measureProtect())];
    case 'fleet':
      return measureFleet();
    case 'simulation':
      return measureSimulation();
    default: {
      const measurePart = FLEET_PARTS[what as keyof typeof FLEET_PARTS];
      if (measurePart !== undefined) return [...(await measurePart()), peakMemory()];
      throw new Error(`There is nothing to measure by the name "${what}".`);
    }
  }
}

async function measureAll(): Promise<readonly Figure[]> {
  return [
    ...(await measureLoad()),
    ...measureGate(),
    ...(await measureReady()),
    ...(await measureProtect()),
    ...(await measureStory()),
    ...(await measurePage()),
    ...(await measureFleet()),
    ...(await measureChaos()),
    ...(await measureSimulation()),
  ];
}
