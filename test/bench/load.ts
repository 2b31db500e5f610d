import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './figure.ts';

const TIMES = 9;
const MOST_RATIO = 1 / 3;
const MOST_MS = 250;
const MOST_ZIP_BYTES = 5 * 1024 * 1024;

interface Load {
  readonly milliseconds: number;
  readonly functions: number;
}

/** The package as it is deployed, against the same code unbundled with its node_modules; each load in a process of its own, by turns. */
export function measureLoad(): readonly Figure[] {
  const folder = mkdtempSync(join(tmpdir(), 'backstay-load-'));
  try {
    run('scripts/package.ts', '--out', folder);
    const bundled: Load[] = [];
    const plain: Load[] = [];
    for (let times = 0; times < TIMES; times++) {
      plain.push(JSON.parse(run('test/bench/load-once.ts', '.')) as Load);
      bundled.push(JSON.parse(run('test/bench/load-once.ts', join(folder, 'package'))) as Load);
    }
    const [fast, slow] = [medianOf(bundled), medianOf(plain)];
    const zip = statSync(join(folder, 'backstay.zip')).size;
    const functions = bundled[0]?.functions ?? 0;
    return [
      {
        what: `load time of the package, all ${functions} functions registered (median of ${TIMES})`,
        measured: `${Math.round(fast)} ms`,
        wanted: `< ${MOST_MS} ms`,
        reached: fast < MOST_MS && functions === plain[0]?.functions,
      },
      {
        what: 'the same against plain imports of the same code, unbundled',
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

function run(...parameters: readonly string[]): string {
  return execFileSync(process.execPath, parameters, { encoding: 'utf8' });
}

function medianOf(loads: readonly Load[]): number {
  const sorted = loads.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
