import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const INSTALL_TIMEOUT_MS = 5 * 60_000;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/** Runs a command that installs something; what it prints is only shown when it fails. */
export async function run(
  command: string,
  parameters: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<void> {
  try {
    await promisify(execFile)(command, [...parameters], {
      ...options,
      timeout: INSTALL_TIMEOUT_MS,
      maxBuffer: MAX_OUTPUT_BYTES,
    });
  } catch (error) {
    const { stderr = '', message } = error as { readonly stderr?: string; readonly message: string };
    const lines = stderr.split('\n').filter((line) => line.trim() !== '');
    // npm and apt end with where their log is, sudo says one thing only.
    throw new Error(lines.find((line) => /error|^E: /i.test(line)) ?? lines.at(-1) ?? message);
  }
}
