import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** The browser of this machine: `CHROMIUM_PATH`, or Debian's chromium. */
export function startBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    throw new Error(`There is no browser at ${executablePath}: install Debian's chromium, or set CHROMIUM_PATH.`);
  }
  return chromium.launch({ executablePath });
}
