import { type Browser, chromium } from 'playwright-core';
import type { BrowserSource } from './browser-source.ts';
import { debianSource } from './debian-source.ts';
import { type BrowserChoice, installedBrowsers } from './installed-browsers.ts';
import { NPM_CHROMIUM, npmSource } from './npm-source.ts';
import { playwrightSource } from './playwright-source.ts';

/** Everything outside that the search asks; tests exchange it. */
export interface BrowserSearch {
  /** `CHROMIUM_PATH`, where it is set. */
  readonly named: string | undefined;
  readonly installed: readonly BrowserChoice[];
  readonly sources: readonly BrowserSource[];
  /** Why this browser does not start; `undefined` when it does. */
  whyNot(choice: BrowserChoice): Promise<string | undefined>;
  /** Shows one line of progress. */
  say(line: string): void;
}

const START_TIMEOUT_MS = 60_000;
const WAYS_OUT =
  'Set CHROMIUM_PATH to a Chromium, Chrome or Edge, install one of them on this machine, or give npm access to a registry that has @sparticuz/chromium: no browser was found here and none could be installed.';

/** Opens the browser of this machine, and installs one when it has none. */
export async function startBrowser(): Promise<Browser> {
  return chromium.launch(await findBrowser());
}

/**
 * The first browser that starts: the one of `CHROMIUM_PATH`, an installed one, or one that is
 * installed now. A file that is there proves little: /usr/bin/chromium-browser of Ubuntu is a
 * script that asks for a snap.
 */
export async function findBrowser(search: BrowserSearch = onThisMachine()): Promise<BrowserChoice> {
  const { named, installed, sources, whyNot, say } = search;
  if (named !== undefined) {
    const why = await whyNot({ executablePath: named });
    if (why === undefined) return { executablePath: named };
    throw new Error(`CHROMIUM_PATH is ${named}, and no browser starts from it: ${why}`);
  }
  for (const choice of installed) {
    if ((await whyNot(choice)) === undefined) return choice;
  }
  for (const source of sources.filter(({ isAvailable }) => isAvailable())) {
    say(`Installing ${source.name}, once: this machine has no Chromium, Chrome or Edge that starts.`);
    try {
      const choice = await source.install();
      const why = await whyNot(choice);
      if (why === undefined) return choice;
      say(`It does not start: ${why}`);
    } catch (error) {
      say(`It could not be installed: ${firstLine(messageOf(error))}`);
    }
  }
  throw new Error(WAYS_OUT);
}

function onThisMachine(): BrowserSearch {
  return {
    named: process.env.CHROMIUM_PATH || undefined,
    installed: [...installedBrowsers(process.platform, process.env), NPM_CHROMIUM],
    sources: [npmSource, playwrightSource, debianSource],
    async whyNot(choice) {
      try {
        const browser = await chromium.launch({ ...choice, timeout: START_TIMEOUT_MS });
        await browser.close();
        return undefined;
      } catch (error) {
        return firstLine(messageOf(error));
      }
    },
    say: (line) => void process.stderr.write(`${line}\n`),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}
