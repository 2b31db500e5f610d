import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROFILES } from '../../local/demo/world.ts';
import type { Figure } from './figure.ts';
import { measureMemory } from './memory.ts';

const TIMES = 9;
const MAX_RATIO = 1 / 3;
const MAX_MS = 250;
const MAX_ZIP_BYTES = 5 * 1024 * 1024;

interface Load {
  /** In milliseconds, as are the others. */
  readonly registered: number;
  /** All functions registered, settings and profiles checked: the host may send calls. */
  readonly ready: number;
  /** The rest of the code loaded as well, which otherwise comes with the first call. */
  readonly whole: number;
  readonly functions: number;
}

/**
 * The package as it is deployed, against the same code unbundled with its node_modules; each load
 * in a process of its own, by turns.
 */
export async function measureLoad(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'backstay-load-'));
  try {
    run({}, 'scripts/package.ts', '--out', folder);
    const packaged = join(folder, 'package');
    const profiles = join(folder, 'profiles.json');
    writeFileSync(profiles, JSON.stringify(PROFILES));
    // The app sends no request while it starts: the storage need not be there.
    const settings = { AzureWebJobsStorage: 'UseDevelopmentStorage=true', BACKSTAY_PROFILES: profiles };
    const load = (root: string, wiring: string) =>
      JSON.parse(run(settings, 'test/bench/load-once.ts', root, wiring)) as Load;
    const bundled: Load[] = [];
    const plain: Load[] = [];
    for (let times = 0; times < TIMES; times++) {
      plain.push(load('.', 'dist/shared/app/compose.js'));
      bundled.push(load(packaged, 'chunks/compose-*.js'));
    }
    const of = (loads: readonly Load[], what: keyof Load) => medianOf(loads.map((one) => one[what]));
    const ready = of(bundled, 'ready');
    const everything = of(plain, 'whole');
    const zip = statSync(join(folder, 'backstay.zip')).size;
    const functions = bundled[0]?.functions ?? 0;
    return [
      {
        what: `load time of the package until all ${functions} functions are registered, and until settings and profiles are checked and the host may send calls (medians of ${TIMES})`,
        measured: `${inMs(of(bundled, 'registered'))}, ${inMs(ready)}`,
        wanted: `< ${MAX_MS} ms`,
        reached: ready < MAX_MS && functions === plain[0]?.functions,
      },
      {
        what: 'the same, against plain imports of the same code, unbundled and with nothing put off',
        measured: `${(ready / everything).toFixed(2)} times (${inMs(everything)})`,
        wanted: '≤ 0.33 times',
        reached: ready / everything <= MAX_RATIO,
      },
      {
        what: 'side by side: plain imports where as much is put off (registered, ready); the package where nothing is',
        measured: `${inMs(of(plain, 'registered'))}, ${inMs(of(plain, 'ready'))}; ${inMs(of(bundled, 'whole'))}`,
        wanted: 'no limit set',
        reached: true,
      },
      {
        what: 'size of the package',
        measured: `${(zip / 1024 / 1024).toFixed(2)} MiB`,
        wanted: '< 5 MiB',
        reached: zip < MAX_ZIP_BYTES,
      },
      ...(await measureMemory(packaged)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function inMs(ms: number): string {
  return `${Math.round(ms)} ms`;
}

function run(settings: Readonly<Record<string, string>>, ...parameters: readonly string[]): string {
  return execFileSync(process.execPath, parameters, { encoding: 'utf8', env: { ...process.env, ...settings } });
}

function medianOf(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
