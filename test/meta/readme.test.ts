import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parse } from 'jsonc-parser';
import { expect, test } from 'vitest';
import { parseProfiles } from '../../shared/profiles/profiles.ts';
import { parseSettings } from '../../shared/settings/settings.ts';
import { atLeastOne } from '../support/at-least-one.ts';

const readme = readFileSync('README.md', 'utf8');
const profilesPage = readFileSync('docs/profiles.md', 'utf8');

test('the profile file that docs/profiles.md explains is one that Backstay takes', () => {
  const example = /```jsonc\n([\s\S]*?)```/.exec(profilesPage)?.[1] ?? '';
  const filledIn = example.replaceAll('<id>', '11111111-2222-3333-4444-555555555555');
  const profiles = parseProfiles(JSON.stringify(parse(filledIn)), 'profiles.json');
  expect(profiles).toMatchObject([{ name: 'standard', mode: 'enforce', storage: { container: '{cluster}' } }]);
});

test('the sample settings are settings that Backstay takes', () => {
  const { Values } = JSON.parse(readFileSync('local.settings.sample.json', 'utf8'));
  expect(parseSettings(Values)).toMatchObject({
    cloud: { name: 'custom', resourceManager: 'https://127.0.0.1:8443' },
    pollSeconds: 1,
  });
});

test('every npm script that the README names is there', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const named = [
    ...readme.matchAll(/npm (?:run (?:--silent )?)?(start|test|azure|host|audit|bench|check|docs|rules)\b/g),
  ].map(([, name]) => name ?? '');
  expect(named.length).toBeGreaterThan(5);
  for (const name of named) expect(scripts).toHaveProperty(name);
});

test('the README has fewer than 900 words', () => {
  expect(readme.split(/\s+/).length).toBeLessThan(900);
});

test('the index of docs names every page', () => {
  const index = readFileSync('docs/README.md', 'utf8');
  const pages = atLeastOne(globSync('docs/*.md')).map((path) => basename(path));
  expect(pages.filter((page) => page !== 'README.md' && !index.includes(`](${page})`))).toEqual([]);
});
