import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An answer of the parser of the installed Azure CLI; null where it takes the command. */
export type Answer = { readonly absent: string } | { readonly error: string } | null;

export interface RealAz {
  readonly version: string;
  ask(commands: readonly (readonly string[])[]): readonly Answer[];
}

/**
 * The Azure CLI of this machine, by its own Python; undefined where there is none. It needs no
 * network and no sign-in.
 */
export function findAz(): RealAz | undefined {
  const { stdout, status } = run('az', ['--version']);
  if (status !== 0) return undefined;
  const [, version] = /^azure-cli\s+(\S+)/m.exec(stdout) ?? [];
  const [, python] = /^Python location '(.+)'$/m.exec(stdout) ?? [];
  if (version === undefined || python === undefined) return undefined;
  return {
    version,
    ask(commands) {
      const input = JSON.stringify(commands);
      const { stdout: answers, stderr, status: ended } = run(python, ['test/commands/ask-az.py'], input);
      if (ended !== 0) throw new Error(`The Azure CLI could not be asked: ${stderr.trim().split('\n').at(-1)}`);
      return JSON.parse(answers);
    },
  };
}

function run(program: string, words: readonly string[], input = '') {
  // A folder of its own: neither the sign-in nor the settings of the person have a part in it.
  const folder = mkdtempSync(join(tmpdir(), 'az-'));
  try {
    return spawnSync(program, words, {
      input,
      encoding: 'utf8',
      maxBuffer: 64 << 20,
      env: { ...process.env, AZURE_CONFIG_DIR: folder, AZURE_CORE_COLLECT_TELEMETRY: 'no' },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
