// `node scripts/pictures-cards.ts` draws every card as Teams would, into docs/pictures/card-*.png.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { CardMessage } from '../shared/notify/cards/elements.ts';
import { storyCards } from './pictures/story-cards.ts';
import { hostConfig } from './pictures/teams-host-config.ts';

const FOLDER = 'docs/pictures';
const RENDERER = createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.js');

const STYLE = `
  body { margin: 0; padding: 16px; background: #f5f5f5; }
  #card { width: 560px; background: #fff; border: 1px solid #e0e0e0; border-radius: 8px; box-shadow: 0 1px 3px #0002; overflow: hidden; }
  .ac-richTextBlock { overflow-wrap: anywhere; }
  .ac-pushButton { font: 600 14px "Segoe UI", system-ui, sans-serif; padding: 6px 14px; border: 1px solid #d1d1d1; border-radius: 4px; background: #fff; color: #242424; }
`;

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium' });
try {
  const page = await browser.newPage({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
  for (const [kind, message] of Object.entries(storyCards())) {
    await page.setContent(pageOf(message));
    const card = page.locator('#card');
    await card.locator('.ac-adaptiveCard').waitFor();
    await card.screenshot({ path: join(FOLDER, `card-${kind}.png`) });
    process.stdout.write(`${join(FOLDER, `card-${kind}.png`)}\n`);
  }
} finally {
  await browser.close();
}

/** A page that draws the card with Microsoft's own library. Mentions are shown as Teams does: the name alone, in its colour. */
function pageOf({ attachments: [{ content }] }: CardMessage): string {
  const { msteams: _, ...card } = content;
  const body = card.body.map((each) =>
    each.type === 'TextBlock' ? { ...each, color: 'Accent', text: each.text.replace(/<\/?at>/g, '') } : each,
  );
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><div id="card"></div>
<script>${readFileSync(RENDERER, 'utf8').replaceAll('</script', '<\\/script')}</script>
<script>
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig(${scriptOf(hostConfig)});
  card.parse(${scriptOf({ ...card, body })});
  document.getElementById('card').append(card.render());
</script>`;
}

function scriptOf(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
