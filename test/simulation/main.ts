// `npm run simulate`: random worlds, each from a seed.
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { aboveZero, commandLine, wholeNumber } from '../../scripts/command-line.ts';
import { type Played, play } from './play.ts';
import { warmUp } from './warm-up.ts';

const options = commandLine('npm run simulate --', 'Plays random worlds, each from a seed.')
  .option('--seeds <n>', 'how many to play', aboveZero, 100)
  .option('--from <seed>', 'the first one', wholeNumber, 1)
  .option('--minutes <n>', 'end after this time, and say where to go on', aboveZero)
  .option('--processes <n>', 'how many share the work', aboveZero, availableParallelism())
  .option('--seed <seed>', 'play this one alone, and print all that happens in it', wholeNumber)
  .option('--path <path>', 'with --seed: the shortest story that was found for it')
  .parse()
  .opts<{
    readonly seeds: number;
    readonly from: number;
    readonly minutes?: number;
    readonly processes: number;
    readonly seed?: number;
    readonly path?: string;
  }>();

/** Other stories that are played at most on the way to the shortest. */
const MAX_SHRINKS = 400;
const PROGRESS_SECONDS = 30;

if (process.send !== undefined) await work();
else if (options.seed !== undefined) await playOne(options.seed);
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
  const [from, until] = [options.from, options.from + options.seeds];
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  const endsAt = options.minutes === undefined ? Number.POSITIVE_INFINITY : options.minutes * 60;
  let next = from;
  let done = 0;
  let failed = 0;
  const rate = () => `${(done / seconds()).toFixed(2)} a second`;
  const progress = setInterval(() => {
    process.stderr.write(`${done} of ${until - from} seeds, ${failed} failed, ${rate()}\n`);
  }, PROGRESS_SECONDS * 1000);

  const takeNext = () => (next < until && seconds() < endsAt ? next++ : undefined);
  await Promise.all(
    Array.from({ length: options.processes }, () => {
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
  // The process that hands out the seeds has ended.
  process.on('disconnect', () => process.exit());
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
