import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SHOP } from '../../scripts/pictures/story-page.ts';
import { RIGHTS, type Right } from '../../shared/model/caller.ts';
import { targetIdOf } from '../../shared/model/target-id.ts';
import { servePage } from '../support/api/serve-page.ts';
import { startBrowser } from '../support/browser.ts';
import { LIMIT_MS } from '../support/limit.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const TARGET = `?target=${targetIdOf(SHOP)}`;
const PHONE = { width: 375, height: 740 };

let started: Promise<Browser> | undefined;
let site: Awaited<ReturnType<typeof servePage>>;
let complaints: string[];

beforeAll(async () => {
  site = await servePage();
});
afterAll(async () => {
  await (await started?.catch(() => undefined))?.close();
  await site.close();
});
beforeEach(() => {
  complaints = [];
});
afterEach(async () => {
  const browser = await started?.catch(() => undefined);
  for (const context of browser?.contexts() ?? []) await context.close();
  // A breach of the policy, an error of the script, or an answer that is none of ours.
  expect(complaints).toEqual([]);
});

/** Started by the first test: in a hook its failure would make the tests skipped, not failed. */
function theBrowser(): Promise<Browser> {
  started ??= startBrowser();
  return started;
}

async function open(
  query = '',
  options: BrowserContextOptions & { rights?: readonly Right[]; targets?: number } = {},
): Promise<Page> {
  const { rights = RIGHTS, targets = 40, ...context } = options;
  site.play({ rights, targets });
  const page = await (await (await theBrowser()).newContext(context)).newPage();
  page.setDefaultTimeout(LIMIT_MS);
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
  page.on('pageerror', (error) => void complaints.push(error.message));
  await page.goto(site.url + query);
  return page;
}

describe.each([
  ['with its script', true],
  ['without it', false],
])('the fleet, %s', (_, javaScriptEnabled) => {
  test('is read, filtered and followed to a target', async () => {
    const page = await open('', { javaScriptEnabled });
    expect(await page.locator('h1').textContent()).toMatch(/^\d+ of 40 targets ready/);
    expect(await page.locator('.targets tbody tr').count()).toBe(40);

    await page.getByLabel('Search').fill('shop-prod');
    if (!javaScriptEnabled) await page.getByRole('button', { name: 'Apply' }).click();
    await expect.poll(() => page.locator('.targets tbody tr:visible').count()).toBe(1);
    expect(new URL(page.url()).searchParams.get('q')).toBe('shop-prod');

    await page.getByRole('link', { name: 'shop-prod' }).click();
    expect(await page.locator('h1').textContent()).toBe('shop-prod');
    expect(await page.locator('#sentence').textContent()).toContain('until an operator acts or approves');
  });

  test('a number leads to its targets, and back', async () => {
    const page = await open('', { javaScriptEnabled });
    await page.locator('a.count.Remediating').click();
    const marks = await page.locator('tbody .mark').allInnerTexts();
    expect(new Set(marks)).toEqual(new Set(['In progress']));
    await page.locator('a.count.Remediating').click();
    expect(await page.locator('tbody tr').count()).toBe(40);
  });
});

test('a search over many pages finds what is on none of those shown', async () => {
  const page = await open('', { targets: 2000 });
  expect(await page.locator('tbody tr').count()).toBe(200);
  expect(await page.getByText('billing-eus-1941').count()).toBe(0);
  await page.getByLabel('Search').fill('billing 1941');
  await expect.poll(() => page.locator('#found').textContent()).toBe('1 of 2,000 targets');
  await page.getByLabel('Search').fill('');
  await expect.poll(() => page.locator('tbody tr').count()).toBe(200);
  await page.getByRole('link', { name: 'Next' }).click();
  expect(await page.locator('.pager').textContent()).toContain('Page 2 of 10');
});

test('evidence, steps and the record are there', async () => {
  const page = await open(TARGET);
  await page.locator('#evidence-BKS-601 summary').click();
  expect(await page.locator('#BKS-601').textContent()).toContain('GET /subscriptions/');
  expect(await page.locator('pre.command').first().textContent()).toMatch(
    /^az network firewall application-rule create/,
  );
  await page.locator('#entry-4 summary').click();
  expect(await page.locator('#entry-4').textContent()).toContain('Backstay has written it');
});

test.each([
  ['Approve', 'approved', true],
  ['Decline', 'declined', false],
])('%s is sent once, and the page says so', async (name, given, javaScriptEnabled) => {
  const page = await open(TARGET, { javaScriptEnabled });
  await page.getByRole('button', { name }).click();
  expect(await page.locator('.notice').textContent()).toContain('Done');
  expect(site.asked).toEqual([{ approval: 'grant-reader', given }]);
});

test.each([true, false])('a finding is accepted, with scripts: %s', async (javaScriptEnabled) => {
  const page = await open(TARGET, { javaScriptEnabled });
  const finding = page.locator('#BKS-601');
  await finding.locator('details.accept summary').click();
  await finding.getByLabel('Reason').fill('The perimeter lets it out.');
  await finding.getByLabel('Owner, a team').fill('network-security');
  await finding.getByLabel('Last day').fill('2026-03-31');
  await finding.getByRole('button', { name: 'Accept' }).click();
  expect(await page.locator('.notice').textContent()).toContain('Done');
  expect(site.asked).toEqual([
    {
      accept: {
        ruleId: 'BKS-601',
        basis: 'c'.repeat(64),
        reason: 'The perimeter lets it out.',
        owner: 'network-security',
        until: '2026-03-31T23:59:59.999Z',
      },
    },
  ]);
});

test('undo is shown first, and then confirmed', async () => {
  const page = await open(TARGET);
  await page.getByRole('link', { name: 'Show the undo plan' }).click();
  expect(await page.locator('#undo').textContent()).toContain('Others may have come to rely on it');
  expect(site.asked).toEqual([]);
  await page.getByRole('button', { name: 'Take back 1 change' }).click();
  expect(await page.locator('.notice').textContent()).toContain('Done');
  expect(site.asked).toEqual([{ undo: 'all', planId: 'b'.repeat(64) }]);
});

test('what is on hold is resumed', async () => {
  const page = await open(TARGET);
  site.become({ onHoldSince: '2026-01-05T09:00:00.000Z' });
  await page.reload();
  await page.getByRole('button', { name: 'Resume' }).click();
  expect(await page.locator('.notice').textContent()).toContain('Done');
  expect(site.asked).toEqual(['resume']);
});

test.each([true, false])('a cluster is checked at once, with scripts: %s', async (javaScriptEnabled) => {
  const page = await open(TARGET, { javaScriptEnabled });
  if (javaScriptEnabled) {
    await page.clock.install();
    await page.goto(site.url + TARGET);
  }
  await page.getByRole('button', { name: 'Check now' }).click();
  expect(site.asked).toEqual(['check']);
  expect(await page.locator('.notice').textContent()).toContain('Backstay checks this cluster now');
  expect(await page.locator('.facts').textContent()).toContain('Next checknow');

  site.become({ verdict: 'Ready', conditions: [], fullLookAt: '2026-01-05T10:00:30.000Z' });
  if (javaScriptEnabled) await page.clock.runFor(5_000);
  else await page.reload();
  await expect.poll(() => page.locator('.notice').textContent()).toBe('Checked at 2026-01-05 10:00 UTC.');
  expect(await page.locator('.verdict').textContent()).toContain('Ready');
});

test('a check that is refused says why, and nothing is asked for', async () => {
  const page = await open(TARGET);
  // The role was taken away while the page was open.
  site.play({ rights: ['Backstay.Read'], targets: 1 });
  const answered = page.waitForResponse((response) => response.url().endsWith('/report/check'));
  await page.getByRole('button', { name: 'Check now' }).click();
  expect((await answered).status()).toBe(403);
  expect(await page.locator('[role=alert]').textContent()).toContain('needs the app role Backstay.Scan');
  expect(site.asked).toEqual([]);
  complaints = complaints.filter((each) => !each.includes('403'));
});

test('a reader gets no form', async () => {
  const page = await open(TARGET, { rights: ['Backstay.Read'] });
  expect(await page.locator('form').count()).toBe(0);
  expect(await page.locator('.approval').textContent()).toContain('Backstay.Approve');
});

test('while Backstay is at work, the page follows', async () => {
  const page = await open();
  site.become({ verdict: 'Remediating' });
  await page.clock.install();
  await page.goto(site.url + TARGET);
  site.become({ verdict: 'Ready', conditions: [] });
  await page.clock.runFor(5_000);
  await expect.poll(() => page.locator('.verdict').textContent()).toContain('Ready');
  expect(await page.locator('#live').textContent()).toContain('Everything that Azure Backup needs is in place');
});

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  test.each([
    ['fleet', ''],
    ['target', `${TARGET}&undo=show&problem=busy`],
  ])('axe finds nothing on the page of the %s, at a desk and on a phone', async (_, query) => {
    const page = await open(query, { colorScheme });
    for (const viewport of [{ width: 1280, height: 900 }, PHONE]) {
      await page.setViewportSize(viewport);
      expect(await violationsOn(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    }
  });
});

test.each([
  ['fleet', ''],
  ['target', TARGET],
])('the page of the %s prints in dark ink on white, with all evidence and without buttons', async (_, query) => {
  const page = await open(query, { colorScheme: 'dark' });
  await page.evaluate("dispatchEvent(new Event('beforeprint'))");
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await page.locator('button:visible, select:visible, form:visible').count()).toBe(0);
  const ink =
    'getComputedStyle(document.querySelector(".mark.NeedsPerson")).color + getComputedStyle(document.body).backgroundColor';
  expect(await page.evaluate(ink)).toBe('rgb(140, 74, 0)rgb(255, 255, 255)');
  for (const evidence of await page.locator('.evidence dl').all()) expect(await evidence.isVisible()).toBe(true);
  expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
  expect(await violationsOn(page)).toEqual([]);
});

test('the weekly report is read on a phone, printed, and downloaded as a table', async () => {
  const page = await open();
  await page.getByRole('link', { name: 'Weekly report' }).click();
  expect(await page.locator('h1').textContent()).toBe('Weekly report');
  expect(await page.locator('#changes-title + table tbody tr').count()).toBe(1);
  for (const viewport of [{ width: 1280, height: 900 }, PHONE]) {
    await page.setViewportSize(viewport);
    expect(await violationsOn(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  }
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download as CSV' }).click();
  expect((await download).suggestedFilename()).toBe('backstay-2026-01-05.csv');
});

test('the keyboard leads to the content, and from field to field', async () => {
  const page = await open();
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.className')).toBe('skip');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('main');
});

/** Run by the debugger, which the policy of the page does not bind. */
async function violationsOn(page: Page): Promise<readonly string[]> {
  await page.evaluate(readFileSync(AXE, 'utf8'));
  const results = (await page.evaluate('axe.run()')) as { violations: { id: string; nodes: { html: string }[] }[] };
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}
