import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { BrowserSource } from './browser-source.ts';
import { run } from './run.ts';

/** Changes the machine itself: the last one to be tried, and only where no password is needed. */
export const debianSource: BrowserSource = {
  name: 'the package chromium with apt-get',
  isAvailable: () => process.platform === 'linux' && isOnPath('apt-get') && (isRoot() || isOnPath('sudo')),
  async install() {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (...parameters: readonly string[]) =>
      isRoot()
        ? run('apt-get', parameters, { env })
        : run('sudo', ['--non-interactive', '--preserve-env=DEBIAN_FRONTEND', 'apt-get', ...parameters], { env });
    await apt('update', '-qq');
    await apt('install', '-qq', '--yes', '--no-install-recommends', 'chromium');
    return { executablePath: '/usr/bin/chromium' };
  },
};

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function isOnPath(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));
}
