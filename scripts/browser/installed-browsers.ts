import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { LaunchOptions } from 'playwright-core';

/**
 * Which browser Playwright starts: a file, a channel, or with neither the build that Playwright
 * installed itself.
 */
export type BrowserChoice = Pick<LaunchOptions, 'executablePath' | 'channel'>;

/** As distributions name them. */
const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
];
/**
 * Where Chrome and Edge are on each platform, Playwright knows:
 * https://playwright.dev/docs/browsers#google-chrome--microsoft-edge
 */
const CHANNELS: readonly BrowserChoice[] = [{ channel: 'chrome' }, { channel: 'msedge' }];
/** The build that `playwright-core install` brings. */
const PLAYWRIGHT_BUILD: BrowserChoice = {};

/** Browsers that may be installed on a machine, in the order in which they are tried. */
export function installedBrowsers(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): readonly BrowserChoice[] {
  return [...chromiums(platform, env).map((executablePath) => ({ executablePath })), ...CHANNELS, PLAYWRIGHT_BUILD];
}

/**
 * Chromium is no channel of Playwright: on Linux it is a command, elsewhere a file at its usual
 * place.
 */
function chromiums(platform: NodeJS.Platform, env: Readonly<Record<string, string | undefined>>): readonly string[] {
  switch (platform) {
    case 'darwin':
      return ['/Applications', join(env.HOME ?? '', 'Applications')]
        .map((folder) => join(folder, 'Chromium.app/Contents/MacOS/Chromium'))
        .filter(existsSync);
    case 'win32':
      return [env.LOCALAPPDATA, env.PROGRAMFILES, env['PROGRAMFILES(X86)']]
        .flatMap((folder) => (folder ? join(folder, 'Chromium/Application/chrome.exe') : []))
        .filter(existsSync);
    default:
      return COMMANDS.flatMap((command) =>
        (env.PATH ?? '')
          .split(delimiter)
          .filter((folder) => folder !== '')
          .map((folder) => join(folder, command))
          .filter(isExecutable)
          .slice(0, 1),
      );
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
