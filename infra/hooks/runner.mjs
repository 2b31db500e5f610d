// How the hooks call `az` and `azd`: a program and its arguments, one by one. No shell reads them,
// so that nothing in a name or an answer is ever taken for a command.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * Calls a tool and waits for its end; `stdout` and `stderr` as text. `more` comes on top of the
 * environment.
 */
export function run(tool, args, more = {}) {
  const [program, ...before] = programOf(tool, process.platform, process.env.PATH ?? '', existsSync);
  const { error, status, stdout, stderr } = spawnSync(program, [...before, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...more },
    maxBuffer: 64 * 1024 * 1024,
    windowsHide: true,
  });
  if (error !== undefined) return { status: 127, stdout: '', stderr: error.message };
  return { status: status ?? 1, stdout, stderr };
}

/**
 * On Windows `az` is a batch file, which only a shell can run; it does nothing but start the Python
 * beside it, and so do we.
 * https://github.com/Azure/azure-cli/blob/dev/build_scripts/windows/scripts/az.cmd
 */
export function programOf(tool, platform, path, exists) {
  if (platform !== 'win32' || tool !== 'az') return [tool];
  for (const folder of path.split(';').filter((part) => part !== '')) {
    if (!exists(join(folder, 'az.cmd'))) continue;
    const python = resolve(dirname(join(folder, 'az.cmd')), '..', 'python.exe');
    if (exists(python)) return [python, '-IBm', 'azure.cli'];
  }
  return ['az'];
}
