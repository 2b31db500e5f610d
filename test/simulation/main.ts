// `npm run simulate`: random worlds, each from a seed. `--seeds N` plays so many, from `--from M` on, in as many processes as there are
// cores; `--minutes T` ends after this time and says where to go on. `--seed S` plays one and prints all that happens in it, `--path P`
// the shortest story that was found for it.
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Played, play } from './play.ts';
import { warmUp } from './warm-up.ts';

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    minutes: { type: 'string' },
    processes: { type: 'string', default: String(availableParallelism()) },
    seed: { type: 'string' },
    path: { type: 'string' },
  },
});

/** Other stories that are played at most on the way to the shortest. */
const MAX_SHRINKS = 400;
const PROGRESS_SECONDS = 30;

if (process.send !== undefined) await work();
else if (options.seed !== undefined) await playOne(Number(options.seed));
else await share();

async function playOne(seed: number): Promise<void> {
  await warmUp();
  const played = await play(seed, {
    path: options.path,
    world: { onLine: (line) => process.stdout.write(`${line}\n`) },
  });
  process.stdout.write(`${inWords(seed, played)}\n`);
  process.exitCode = played.failure === undefined ? 0 : 1;
}

/** Hands the seeds out one by one to as many processes as asked for. */
async function share(): Promise<void> {
  const [from, until] = [Number(options.from), Number(options.from) + Number(options.seeds)];
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  const endsAt = options.minutes === undefined ? Number.POSITIVE_INFINITY : Number(options.minutes) * 60;
  let next = from;
  let done = 0;
  let failed = 0;
  const rate = () => `${(done / seconds()).toFixed(2)} a second`;
  const progress = setInterval(() => {
    process.stderr.write(`${done} of ${until - from} seeds, ${failed} failed, ${rate()}\n`);
  }, PROGRESS_SECONDS * 1000);

  const takeNext = () => (next < until && seconds() < endsAt ? next++ : undefined);
  await Promise.all(
    Array.from({ length: Number(options.processes) }, () => {
      const child = fork(process.argv[1] ?? '', { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      child.on('message', (answer: { readonly seed: number; readonly played: Played } | 'ready') => {
        if (answer !== 'ready') {
          done++;
          if (answer.played.failure !== undefined) {
            failed++;
            process.stdout.write(`${inWords(answer.seed, answer.played)}\n`);
          }
        }
        const seed = takeNext();
        if (seed === undefined) child.disconnect();
        else child.send(seed);
      });
      return new Promise<void>((ended) => {
        child.on('exit', (code) => {
          if (code !== 0) failed++;
          ended();
        });
      });
    }),
  );
  clearInterval(progress);
  const rest = next < until ? `; go on with --from ${next} --seeds ${until - next}` : '';
  process.stdout.write(`seeds ${done}, failed ${failed} (${Math.round(seconds())} s, ${rate()})${rest}\n`);
  process.exitCode = failed === 0 && done > 0 ? 0 : 1;
}

/** One of the processes that share the work. */
async function work(): Promise<void> {
  await warmUp();
  process.on('message', (seed: number) => {
    void play(seed, { shrinks: MAX_SHRINKS }).then((played) => process.send?.({ seed, played }));
  });
  process.send?.('ready');
}

function inWords(seed: number, played: Played): string {
  const { hash, failure } = played;
  if (failure === undefined) return `seed ${seed}: nothing is wrong; trace ${hash}`;
  const { problems, story, path } = failure;
  return [
    `seed ${seed} FAILED:`,
    ...problems.map((problem) => `  ${problem}`),
    'The shortest story that was found:',
    ...story.map((line, index) => `  ${index + 1}. ${line}`),
    `Play it again: npm run simulate -- --seed ${seed} --path ${path}`,
  ].join('\n');
}
