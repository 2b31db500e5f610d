import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'jsonc-parser';
import { expect, test } from 'vitest';
import { parseProfiles } from '../../shared/config/profiles.ts';
import { parseSettings } from '../../shared/config/settings.ts';

const readme = readFileSync('README.md', 'utf8');
const pages = ['README.md', ...globSync('docs/**/*.md')];

test('the profile file that the README explains is one that Backstay takes', () => {
  const example = /```jsonc\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const filledIn = example.replaceAll('<id>', '11111111-2222-3333-4444-555555555555');
  const profiles = parseProfiles(JSON.stringify(parse(filledIn)), 'README.md');
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

const linking = pages.flatMap((page) => {
  const links = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link ?? '');
  return links.length === 0 ? [] : { page, links };
});

test.each(linking)('$page links only to what is there', ({ page, links }) => {
  for (const link of links) expect(existsSync(join(dirname(page), link)), link).toBe(true);
});
