// `node scripts/pictures-cards.ts` draws every card as Teams would, into docs/pictures/card-*.png.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { CardMessage } from '../shared/notify/cards/elements.ts';
import { startBrowser } from './browser/find-browser.ts';
import { storyCards } from './pictures/story-cards.ts';
import { hostConfig } from './pictures/teams-host-config.ts';

const FOLDER = 'docs/pictures';
/** Microsoft's own renderer, as a browser takes it. */
const RENDERER = createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.js');
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
    await page.addScriptTag({ path: RENDERER });
    await page.evaluate(drawing(message));
    const path = join(FOLDER, `card-${kind}.png`);
    await page.locator('#card').screenshot({ path });
    process.stdout.write(`${path}\n`);
  }
} finally {
  await browser.close();
}

/** What the page runs to draw a card. Mentions are shown as Teams does: the names alone, in its colour. */
function drawing({ attachments: [{ content }] }: CardMessage): string {
  const { msteams: _, ...card } = content;
  const body = card.body.map((each) =>
    each.type === 'TextBlock' ? { ...each, color: 'Accent', text: each.text.replace(/<\/?at>/g, '') } : each,
  );
  return `{
    const card = new AdaptiveCards.AdaptiveCard();
    card.hostConfig = new AdaptiveCards.HostConfig(${JSON.stringify(hostConfig)});
    card.parse(${JSON.stringify({ ...card, body })});
    document.getElementById('card').append(card.render());
  }`;
}
