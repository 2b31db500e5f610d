// `npm run pictures` draws the page as a browser does, into docs/pictures/.
import { join } from 'node:path';
import { reportFor } from '../shared/api/report.ts';
import { targetIdOf } from '../shared/model/target-id.ts';
import { RULES } from '../shared/rules/index.ts';
import { ruleBookOf } from '../shared/rules/rule-book.ts';
import { startBrowser } from './browser/find-browser.ts';
import { NOW, SHOP, SOMEBODY, storyEntries, storyState, storySummaries, storyUndo } from './pictures/story-page.ts';

const FOLDER = 'docs/pictures';
const TARGET = { target: targetIdOf(SHOP) };
const DESKTOP = { width: 1280, height: 900 };

const report = reportFor({
  now: () => new Date(NOW),
  summaries: async () => ({ summaries: storySummaries(260) }),
  target: async () => storyState(),
  chain: async () => ({ target: SHOP, entries: storyEntries(), head: undefined }),
  acceptable: () => [],
  undo: async () => ({ kind: 'shown', plan: storyUndo() }),
  rules: ruleBookOf(RULES),
  coverage: async () => [],
  verification: async () => ({}),
  portal: 'https://portal.azure.com/#@',
  onUnreadable() {},
});
const viewer = {
  caller: SOMEBODY,
  rights: ['Backstay.Read', 'Backstay.Scan', 'Backstay.Remediate', 'Backstay.Approve'],
} as const;

const browser = await startBrowser();
try {
  await draw('fleet-light', {}, { viewport: DESKTOP });
  await draw('fleet-dark', {}, { viewport: DESKTOP, colorScheme: 'dark' });
  await draw('target', TARGET, { viewport: { width: 1280, height: 1500 } });
  await draw('phone', TARGET, { viewport: { width: 375, height: 812 }, deviceScaleFactor: 2 });
} finally {
  await browser.close();
}

async function draw(
  name: string,
  query: Readonly<Record<string, string>>,
  options: Parameters<typeof browser.newPage>[0],
) {
  const { html } = await report(viewer, query, { make: async () => 'token' });
  const page = await browser.newPage(options);
  await page.setContent(html);
  const path = join(FOLDER, `${name}.png`);
  await page.screenshot({ path });
  await page.close();
  process.stdout.write(`${path}\n`);
}
