import { type Browser, chromium } from 'playwright-core';
import { findBrowser } from '../../scripts/browser/find-browser.ts';
import type { BrowserChoice } from '../../scripts/browser/installed-browsers.ts';

/** Carries what the global setup found to the tests. */
const VARIABLE = 'TEST_BROWSER';

type Found = { readonly choice: BrowserChoice } | { readonly why: string };

/** Finds or installs a browser once for all tests, before the first of them runs. */
export async function provideBrowser(): Promise<void> {
  process.env[VARIABLE] = JSON.stringify(await find());
}

/** Starts the browser that `provideBrowser` found, or fails with the ways to one. */
export async function startBrowser(): Promise<Browser> {
  const provided = process.env[VARIABLE];
  const found: Found = provided === undefined ? await find() : JSON.parse(provided);
  if ('why' in found) throw new Error(found.why);
  return chromium.launch(found.choice);
}

async function find(): Promise<Found> {
  try {
    return { choice: await findBrowser() };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}
