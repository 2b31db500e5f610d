// `npm run chaos`: every crash, every fault and every odd course of events, each in a world of its
// own.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { text } from 'node:stream/consumers';
import { aboveZero, commandLine } from '../../scripts/command-line.ts';
import { cleanRun } from './crashes.ts';
import { allPoints, type Result, runPoint } from './points.ts';

const options = commandLine('npm run chaos --', 'Crashes, faults and odd events, each at every point of a run.')
  .option('--every <n>', 'take only each n-th point', aboveZero, 1)
  .option('--only <text>', 'take only points with this text in their names', '')
  .option('--seed <n>', 'where ids and chances come from', aboveZero, 1)
  .option('--shard <i/n>', 'play one part here; without it, as many processes as there are cores share the work')
  .parse()
  .opts<{ readonly every: number; readonly only: string; readonly seed: number; readonly shard?: string }>();

if (options.shard === undefined) await share();
else await runShard(options.shard);

async function share(): Promise<void> {
  const startedAt = performance.now();
  const shards = availableParallelism();
  const outputs = await Promise.all(
    Array.from({ length: shards }, async (_, index) => {
      const parameters = [
        process.argv[1] ?? '',
        '--every',
        String(options.every),
        '--only',
        options.only,
        '--seed',
        String(options.seed),
        '--shard',
        `${index + 1}/${shards}`,
      ];
      const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'inherit'] });
      return text(child.stdout);
    }),
  );
  const results = outputs
    .join('')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Result)
    .filter(({ outcome }) => outcome !== 'idle');
  for (const { point, problems } of results) {
    if (problems.length > 0) process.stderr.write(`BROKEN ${point}: ${problems.join('; ')}\n`);
  }
  const count = (outcome: Result['outcome']) => results.filter((result) => result.outcome === outcome).length;
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  process.stdout.write(
    `points ${results.length}, converged ${count('converged')}, escalated ${count('escalated')}, broken ${count('broken')} (${seconds} s)\n`,
  );
  process.exitCode = results.length > 0 && count('broken') === 0 ? 0 : 1;
}

async function runShard(shard: string): Promise<void> {
  const [index = 1, shards = 1] = shard.split('/').map(Number);
  const clean = await cleanRun(options.seed);
  const points = allPoints(clean)
    .filter(({ name }) => name.includes(options.only))
    .filter((_, position) => position % options.every === 0);
  for (const point of points.filter((_, position) => position % shards === index - 1)) {
    const result = await runPoint(point, clean);
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
  process.exit(0);
}
