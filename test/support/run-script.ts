import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Surroundings } from '../../scripts/surroundings.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

type Env = Surroundings['env'];

/**
 * Starts a script as npm does. Each start takes most of a second of processor time: one for each
 * exit code is enough.
 */
export function startScript(
  script: string,
  args: readonly string[],
  { env, cwd = '.' }: { readonly env: Env; readonly cwd?: string },
): Promise<Ran> {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const options = { env: { PATH, NODE_COMPILE_CACHE, NO_COLOR: '1', ...env }, cwd };
  return new Promise((done) => {
    execFile(process.execPath, [resolve(script), ...args], options, (error, out, err) => {
      done({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

/** Runs the script within this process; in plain letters, wherever the tests run. */
export async function runScript(
  main: (args: readonly string[], surroundings: Surroundings) => Promise<number>,
  args: readonly string[],
  env: Env,
): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await main(args, {
    env,
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
  });
  return { code, out: stripVTControlCharacters(out.join('')), err: stripVTControlCharacters(err.join('')) };
}
