import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { atLeastOne } from '../support/at-least-one.ts';

const pages = atLeastOne(globSync('**/*.md', { exclude: ['node_modules/**', 'dist/**'] }).sort());
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Readonly<Record<string, string>> };

/** Folders at the root of the repository: what begins with one of them is meant as a path. */
const FOLDERS = ['.ci', '.github', 'docs', 'functions', 'infra', 'local', 'scripts', 'shared', 'test'];
/** Made by a command, and not kept. */
const MADE = ['profiles.json', 'profiles.expanded.json', 'local.settings.json'];

/** Every file's name, wherever it is: a page may call a file by its name alone. */
const names = new Set(
  [...FOLDERS, '.'].flatMap((folder) => globSync(folder === '.' ? '*' : `${folder}/**`)).map((path) => basename(path)),
);

/** The page without what is no prose: blocks of code, where links and anchors mean nothing. */
function prose(page: string): string {
  return readFileSync(page, 'utf8').replaceAll(/^( *)```[\s\S]*?^\1```/gm, '');
}

/**
 * As GitHub makes them of headings.
 * https://docs.github.com/get-started/writing-on-github#section-links
 */
function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of prose(page).matchAll(/^#{1,6} (.+)$/gm)) {
    const words = heading.replaceAll(/\]\([^)]*\)/g, ']').toLowerCase();
    const anchor = words.replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '').replaceAll(' ', '-');
    let free = anchor;
    for (let count = 1; anchors.has(free); count++) free = `${anchor}-${count}`;
    anchors.add(free);
  }
  return anchors;
}

/**
 * Placeholders in angle brackets: a copied command would read from one file and write to another.
 */
function placeholdersIn(text: string): readonly string[] {
  return [...text.matchAll(/<[A-Za-z][^<>\n]*>/g)].map(([found]) => found);
}

describe.each(pages)('%s', (page) => {
  const text = prose(page);
  const links = [...text.matchAll(/\]\((?![a-z]+:)([^)\s]+)\)/g)].map(([, link]) => link ?? '');

  test('links to what is there', () => {
    const broken = links.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(target)) return true;
      return anchor !== undefined && statSync(target).isFile() && !anchorsOf(target).has(anchor);
    });
    expect(broken).toEqual([]);
  });

  test('names files that are there', () => {
    const named = [...text.matchAll(/`([^`\s]+)`/g)].map(([, word]) => word ?? '');
    const isPath = (word: string) =>
      /^[\w.-]+(\/[\w.*-]+)+\/?$/.test(word) && FOLDERS.includes(word.split('/')[0] ?? '') && !word.includes('..');
    // Pages of a folder may also name what is beside them.
    const isThere = (path: string) => [path, join(dirname(page), path)].some((each) => globSync(each).length > 0);
    expect(named.filter(isPath).filter((path) => !isThere(path.replace(/\/$/, '')))).toEqual([]);
    const files = named.filter((word) => /^[\w.-]+\.(ts|mjs|json|bicep|yaml|md)$/.test(word) && !MADE.includes(word));
    expect(files.filter((file) => !names.has(file))).toEqual([]);
  });

  test('names npm scripts that are there', () => {
    const named = [...readFileSync(page, 'utf8').matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)];
    expect(named.map(([, name = '']) => name).filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  test('has no placeholder that a shell takes for a redirection', () => {
    const all = readFileSync(page, 'utf8');
    const blocks = [...all.matchAll(/^( *)```(?:sh|bash)\n([\s\S]*?)^\1```/gm)].map(([, , block = '']) => block);
    const spans = [...text.matchAll(/`((?:az|azd|curl|export|gh|git|kubectl|node|npm) [^`]*)`/g)].map(
      ([, span = '']) => span,
    );
    expect([...blocks, ...spans].flatMap(placeholdersIn)).toEqual([]);
  });

  test('has no place of one machine in it', () => {
    expect(text).not.toMatch(/\/(?:home|Users|work)\/\w/);
  });
});

test.each(atLeastOne(globSync(['infra/hooks/*.mjs', 'scripts/scan/*.ts'])))('%s prints no such placeholder', (file) => {
  const commands = [...readFileSync(file, 'utf8').matchAll(/\b(?:az|azd) [a-z][^\n]*/g)].map(([command]) => command);
  expect(commands.flatMap(placeholdersIn)).toEqual([]);
});

test('the pages have links, names of files and npm scripts of which all this is so', () => {
  const all = pages.map((page) => readFileSync(page, 'utf8')).join('\n');
  for (const what of [/\]\((?![a-z]+:)/g, /`[\w.-]+\/[\w.-]+`/g, /npm run \w/g])
    expect([...all.matchAll(what)].length).toBeGreaterThan(10);
});

test('each decision is in the index, and its number is its own', () => {
  const files = globSync('docs/decisions/[0-9]*.md')
    .map((path) => path.split('/').at(-1) ?? '')
    .sort();
  const index = readFileSync('docs/decisions/README.md', 'utf8');
  const listed = [...index.matchAll(/^\| (\d+) \| \[[^\]]+\]\(([^)]+)\)/gm)];
  expect(listed.map(([, , file]) => file)).toEqual(files);
  for (const [, number = '', file = ''] of listed) {
    expect(file).toMatch(new RegExp(`^0*${number}-`));
    expect(readFileSync(join('docs/decisions', file), 'utf8')).toMatch(new RegExp(`^# ${number}\\. `));
  }
});

test('every alert has its section in the runbook, and every section its alert', () => {
  const bicep = globSync('infra/**/*.bicep').map((path) => readFileSync(path, 'utf8'));
  const sections = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^## `([\w-]+)`$/gm)].map(([, name]) => name);
  // An alert is an entry of the table in alerts.bicep, or names its section in its description.
  const alerts = bicep.flatMap((text) => [
    ...[...text.matchAll(/name: '([\w-]+)'\s+title: '[^']*'\s+description: '[^']*'\s+severity: \d/g)].map(
      ([, name]) => name,
    ),
    ...[...text.matchAll(/docs\/runbook\.md#([\w-]+)/g)].map(([, name]) => name),
  ]);
  expect([...new Set(alerts)].sort()).toEqual([...sections].sort());
});

test('each section of the runbook says what an alert leaves open', () => {
  const sections = readFileSync('docs/runbook.md', 'utf8').split('\n## `').slice(1);
  const asked = ['Meaning.', 'Impact.', 'Check.', 'Fix.', 'Resolved when.'];
  for (const section of atLeastOne(sections)) {
    for (const part of asked) expect(section, section.split('`')[0]).toContain(`**${part}**`);
  }
});
