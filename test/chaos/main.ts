// `npm run chaos`: every crash, every fault and every odd course of events, each in a world of its own. `--every N` takes only each
// N-th point, `--only TEXT` those with it in their names, `--shard I/N` only a part; without a shard as many processes share the work as there are cores.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { cleanRun } from './crashes.ts';
import { allPoints, type Result, runPoint } from './points.ts';

const { values: options } = parseArgs({
  options: {
    every: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    shard: { type: 'string' },
  },
});

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
        options.every,
        '--only',
        options.only,
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
  const clean = await cleanRun();
  const points = allPoints(clean)
    .filter(({ name }) => name.includes(options.only))
    .filter((_, position) => position % Number(options.every) === 0);
  for (const point of points.filter((_, position) => position % shards === index - 1)) {
    const result = await runPoint(point, clean);
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
  process.exit(0);
}
