import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { BrowserSource } from './browser-source.ts';
import { run } from './run.ts';

const PLAYWRIGHT = dirname(createRequire(import.meta.url).resolve('playwright-core/package.json'));

/** Playwright's own command, for Node. */
export const PLAYWRIGHT_INSTALL = [join(PLAYWRIGHT, 'cli.js'), 'install', 'chromium-headless-shell'];

/**
 * For macOS, Windows and Linux on Arm. It needs the open internet, and on Linux the libraries that
 * a desktop has.
 */
export const playwrightSource: BrowserSource = {
  name: 'the Chromium of Playwright from its download site',
  isAvailable: () => true,
  async install() {
    await run(process.execPath, PLAYWRIGHT_INSTALL);
    return {};
  },
};
