import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { SHAPES } from '../../local/demo/shapes.ts';
import { RULES } from '../../shared/rules/index.ts';
import { atLeastOne } from '../support/at-least-one.ts';
import { drawConsole } from './draw-console.ts';
import { messagesOf } from './messages-of.ts';
import { reportOf } from './report-of.ts';
import { BEHIND_FIREWALL, CARD_KINDS, type Pictures, playPictures } from './world.ts';

let pictures: Pictures;
beforeAll(async () => {
  pictures = await playPictures();
});

const IDS = new Set<string>(RULES.map(({ id }) => id));

test('the fleet of the pictures is that of the example clusters, each judged by every rule that it has', () => {
  expect(pictures.fleet).toHaveLength(SHAPES.length + 1);
  for (const { state, entries } of atLeastOne(pictures.fleet)) {
    expect(state.conditions.length).toBeGreaterThan(RULES.length / 2);
    expect(state.conditions.filter(({ ruleId }) => !IDS.has(ruleId))).toEqual([]);
    expect(entries.length).toBeGreaterThan(0);
  }
});

test('the page of the pictures has the findings and the commands of the cluster', async () => {
  const { pageOf, queryOf } = reportOf(pictures);
  const html = await pageOf(queryOf(BEHIND_FIREWALL));
  expect(html).toContain('BKS-601');
  expect(html).toContain('az network firewall policy rule-collection-group');
  const fleet = await pageOf({});
  for (const { name } of atLeastOne(SHAPES)) expect(fleet).toContain(name);
});

test('there is a picture of each card, and of no other', () => {
  const drawn = globSync('docs/pictures/card-*.png').map((path) => basename(path, '.png').replace('card-', ''));
  const messages = messagesOf(pictures);
  expect(drawn.sort()).toEqual(Object.keys(messages).sort());
  expect(Object.keys(messages)).toEqual(expect.arrayContaining([...CARD_KINDS]));
});

test('every id of a rule on a card is that of a rule', () => {
  const text = JSON.stringify(messagesOf(pictures));
  const named = atLeastOne([...text.matchAll(/\bBKS-\d{3}\b/g)].map(([id]) => id));
  expect(named.filter((id) => !IDS.has(id))).toEqual([]);
});

test('the console keeps its colours, and escapes what it shows', () => {
  const sgr = '\u001b[';
  const svg = drawConsole(`${sgr}1mBackstay${sgr}22m <b>\n${sgr}2m${sgr}32mok${sgr}39m${sgr}22m end`, 'a "b"');
  expect(svg).toContain('<tspan x="16.0" font-weight="bold">Backstay</tspan><tspan x="83.4"> &#60;b&#62;</tspan>');
  expect(svg).toContain('<tspan x="16.0" fill="#9ece6a" opacity="0.55">ok</tspan><tspan x="32.9"> end</tspan>');
  expect(svg).toContain('aria-label="a &#34;b&#34;"');
});

test('the picture of the console is one of npm start as it is', () => {
  const text = readFileSync('docs/pictures/console.svg', 'utf8').replace(/<[^>]+>/g, '');
  for (const line of ['makes every AKS cluster ready for Azure Backup', 'verdict   Ready', 'Protected']) {
    expect(text).toContain(line);
  }
});
