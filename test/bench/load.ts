import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROFILES } from '../../local/story/world.ts';
import type { Figure } from './figure.ts';

const TIMES = 9;
const MOST_RATIO = 1 / 3;
const MOST_MS = 250;
const MOST_ZIP_BYTES = 5 * 1024 * 1024;

interface Load {
  /** In milliseconds, as is the other. */
  readonly registered: number;
  readonly ready: number;
  readonly functions: number;
}

/** The package as it is deployed, against the same code unbundled with its node_modules; each load in a process of its own, by turns. */
export function measureLoad(): readonly Figure[] {
  const folder = mkdtempSync(join(tmpdir(), 'backstay-load-'));
  try {
    run({}, 'scripts/package.ts', '--out', folder);
    const profiles = join(folder, 'profiles.json');
    writeFileSync(profiles, JSON.stringify(PROFILES));
    // Nobody is asked anything while the app starts: the storage need not be there.
    const settings = { AzureWebJobsStorage: 'UseDevelopmentStorage=true', BACKSTAY_PROFILES: profiles };
    const load = (root: string) => JSON.parse(run(settings, 'test/bench/load-once.ts', root)) as Load;
    const bundled: Load[] = [];
    const plain: Load[] = [];
    for (let times = 0; times < TIMES; times++) {
      plain.push(load('.'));
      bundled.push(load(join(folder, 'package')));
    }
    const registered = medianOf(bundled.map((one) => one.registered));
    const [fast, slow] = [medianOf(bundled.map(({ ready }) => ready)), medianOf(plain.map(({ ready }) => ready))];
    const zip = statSync(join(folder, 'backstay.zip')).size;
    const functions = bundled[0]?.functions ?? 0;
    return [
      {
        what: `load time of the package until all ${functions} functions are registered, and until it is ready for a call (medians of ${TIMES})`,
        measured: `${Math.round(registered)} ms, ${Math.round(fast)} ms`,
        wanted: `< ${MOST_MS} ms`,
        reached: fast < MOST_MS && functions === plain[0]?.functions,
      },
      {
        what: 'the same until it is ready, against plain imports of the same code, unbundled',
        measured: `${(fast / slow).toFixed(2)} times (${Math.round(slow)} ms)`,
        wanted: '≤ 0.33 times',
        reached: fast / slow <= MOST_RATIO,
      },
      {
        what: 'size of the package',
        measured: `${(zip / 1024 / 1024).toFixed(2)} MiB`,
        wanted: '< 5 MiB',
        reached: zip < MOST_ZIP_BYTES,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(settings: Readonly<Record<string, string>>, ...parameters: readonly string[]): string {
  return execFileSync(process.execPath, parameters, { encoding: 'utf8', env: { ...process.env, ...settings } });
}

function medianOf(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
