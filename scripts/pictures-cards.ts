// `node scripts/pictures-cards.ts` draws every card as Teams would, into docs/pictures/card-*.png.
import { join } from 'node:path';
import { DRAW_CARD, RENDERER } from '../local/azure/teams/cards-page.ts';
import { hostConfig } from '../local/azure/teams/host-config.ts';
import { startBrowser } from './browser/find-browser.ts';
import { storyCards } from './pictures/story-cards.ts';

const FOLDER = 'docs/pictures';
const PAGE = `<!doctype html><meta charset="utf-8"><style>
  body { margin: 0; padding: 16px; background: #f5f5f5; }
  #card { width: 560px; background: #fff; border: 1px solid #e0e0e0; border-radius: 8px; overflow: hidden; }
  .ac-richTextBlock { overflow-wrap: anywhere; }
  .ac-pushButton { font: 600 14px "Segoe UI", system-ui, sans-serif; padding: 6px 14px; border: 1px solid #d1d1d1; border-radius: 4px; background: #fff; color: #242424; }
</style><div id="card"></div>`;

const browser = await startBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
  for (const [kind, message] of Object.entries(storyCards())) {
    await page.setContent(PAGE);
    for (const path of [RENDERER, DRAW_CARD]) await page.addScriptTag({ path });
    const [{ content }] = message.attachments;
    const parameters = [content, hostConfig].map((each) => JSON.stringify(each)).join(', ');
    await page.evaluate(`document.getElementById('card').append(drawCard(${parameters}))`);
    const path = join(FOLDER, `card-${kind}.png`);
    await page.locator('#card').screenshot({ path });
    process.stdout.write(`${path}\n`);
  }
} finally {
  await browser.close();
}
