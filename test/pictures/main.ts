// `npm run pictures` draws docs/pictures/: the console of npm start, and page and cards of clusters
// that the product has assessed in the local Azure, as a browser and Teams show them.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DRAW_CARD, RENDERER } from '../../local/azure/teams/cards-page.ts';
import { hostConfig } from '../../local/azure/teams/host-config.ts';
import { startBrowser } from '../../scripts/browser/find-browser.ts';
import { drawConsole } from './draw-console.ts';
import { messagesOf } from './messages-of.ts';
import { reportOf } from './report-of.ts';
import { BEHIND_FIREWALL, playPictures } from './world.ts';

const FOLDER = 'docs/pictures';
/** As many in a row are shown on the console. */
const FINDINGS = 2;
const DESKTOP = { width: 1280, height: 900 };
const CARD_PAGE = `<!doctype html><meta charset="utf-8"><style>
  body { margin: 0; padding: 16px; background: #f5f5f5; }
  #card { width: 560px; background: #fff; border: 1px solid #e0e0e0; border-radius: 8px; overflow: hidden; }
  .ac-richTextBlock { overflow-wrap: anywhere; }
  .ac-pushButton { font: 600 14px "Segoe UI", system-ui, sans-serif; padding: 6px 14px; border: 1px solid #d1d1d1; border-radius: 4px; background: #fff; color: #242424; }
</style><div id="card"></div>`;

const pictures = await playPictures();
const { pageOf, queryOf } = reportOf(pictures);
const target = queryOf(BEHIND_FIREWALL);
const browser = await startBrowser();
try {
  await drawPage('fleet-light', {}, { viewport: DESKTOP });
  await drawPage('fleet-dark', {}, { viewport: DESKTOP, colorScheme: 'dark' });
  await drawPage('target', target, { viewport: { width: 1280, height: 1500 } });
  await drawPage('phone', target, { viewport: { width: 375, height: 812 }, deviceScaleFactor: 2 });
  await drawCards();
} finally {
  await browser.close();
}
drawStart();

async function drawPage(
  name: string,
  query: Readonly<Record<string, string>>,
  options: Parameters<typeof browser.newPage>[0],
) {
  const page = await browser.newPage(options);
  await page.setContent(await pageOf(query));
  await page.screenshot({ path: pathOf(`${name}.png`) });
  await page.close();
}

async function drawCards() {
  const page = await browser.newPage({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
  for (const [kind, message] of Object.entries(messagesOf(pictures))) {
    await page.setContent(CARD_PAGE);
    for (const path of [RENDERER, DRAW_CARD]) await page.addScriptTag({ path });
    const [{ content }] = message.attachments;
    const parameters = [content, hostConfig].map((each) => JSON.stringify(each)).join(', ');
    await page.evaluate(`document.getElementById('card').append(drawCard(${parameters}))`);
    await page.locator('#card').screenshot({ path: pathOf(`card-${kind}.png`) });
  }
}

function drawStart() {
  const { stdout, status } = spawnSync(process.execPath, ['local/demo/start.ts', '--once'], {
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: '1' },
  });
  if (status !== 0) throw new Error(`npm start -- --once ended with ${status}:\n${stdout}`);
  const label = 'The console of npm start: a cluster is created, becomes ready and is protected';
  writeFileSync(pathOf('console.svg'), drawConsole(shorten(stdout), label));
}

/** Of many findings in a row the first ones; a line says how many are left out. */
function shorten(printed: string): string {
  // No word boundary before the id: a colour may stand there.
  const isFinding = (line: string | undefined) => /BKS-\d{3}\b/.test(line ?? '');
  const lines = printed.split('\n').filter((line) => !line.includes('Event Grid received'));
  return lines
    .flatMap((line, index) => {
      if (!isFinding(line)) return [line];
      const start = lines.findLastIndex((each, at) => at < index && !isFinding(each));
      const place = index - start;
      if (place <= FINDINGS) return [line];
      const left = place - FINDINGS;
      return isFinding(lines[index + 1]) ? [] : [`              … ${left} more findings`];
    })
    .join('\n');
}

function pathOf(file: string): string {
  const path = join(FOLDER, file);
  process.stdout.write(`${path}\n`);
  return path;
}
