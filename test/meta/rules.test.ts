import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RULES } from '../../shared/rules/index.ts';
import { ruleBookOf } from '../../shared/rules/rule-book.ts';
import { atLeastOne } from '../support/at-least-one.ts';

const FOLDER = 'shared/rules';
/**
 * A file is a rule if it exports one, made by `defineRule` or by the maker of a family of
 * rules.
 */
const A_RULE = /^export const \w+ = (defineRule|\w+Rule)\(/m;

const files = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name: subject }) => readdirSync(join(FOLDER, subject)).map((file) => ({ subject, file })))
  .filter(({ subject, file }) => A_RULE.test(readFileSync(join(FOLDER, subject, file), 'utf8')));

test.each(atLeastOne(files))(
  'shared/rules/$subject/$file holds a rule that is listed in shared/rules/index.ts',
  ({ file }) => {
    const listed = RULES.map(({ slug }) => `${slug}.ts`);
    expect(
      listed,
      `export the rule from ${file}, give it the slug "${file.replace('.ts', '')}" and list it in index.ts`,
    ).toContain(file);
  },
);

test('every rule that is listed has a file of its own', () => {
  expect(files.map(({ file }) => file).sort()).toEqual(RULES.map(({ slug }) => `${slug}.ts`).sort());
});

// docs/rules/ids.json only grows. Stored findings, waivers of profiles, SARIF results and links to
// pages have the ids of their time.
test('every id that was ever published still names one rule', () => {
  const published = atLeastOne(JSON.parse(readFileSync('docs/rules/ids.json', 'utf8')) as string[]);
  const book = ruleBookOf(RULES);
  expect(published.filter((id) => !book.has(id))).toEqual([]);
  const all = RULES.flatMap(({ id, aliases = [] }) => [id, ...aliases]);
  expect(all.length).toBe(new Set(all).size);
  expect(all.filter((id) => !published.includes(id))).toEqual([]);
});

test('a rule answers to the ids that it had before', () => {
  const [rule] = RULES.slice(0, 1).map((one) => ({ ...one, aliases: ['BKS-999'] as const }));
  const book = ruleBookOf(rule === undefined ? [] : [rule]);
  expect([...book.keys()]).toEqual([RULES[0]?.id, 'BKS-999']);
  expect(book.get('BKS-999')).toBe(rule);
});

test('ids are unique, in order, and grouped by subject', () => {
  const ids = RULES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual([...ids].sort());
});

describe.each(RULES)('$id $slug', (rule) => {
  const subject = files.find(({ file }) => file === `${rule.slug}.ts`)?.subject ?? '';

  test('has a test of its own, or is a row in the table of its family', () => {
    const tests = globSync(join('test', FOLDER, subject, '*.test.ts'));
    const about = tests.filter((path) => readFileSync(path, 'utf8').includes(`/${subject}/${rule.slug}.ts'`));
    expect(about, `write ${join('test', FOLDER, subject, `${rule.slug}.test.ts`)}`).not.toEqual([]);
  });

  test('has its page', () => {
    expect(existsSync(join('docs/rules', `${rule.id}.md`)), 'run `npm run docs`').toBe(true);
  });

  test('has an id, a reason and a page of Microsoft', () => {
    expect(rule.id).toMatch(/^BKS-[1-9]\d\d$/);
    expect(rule.why).toMatch(/^[A-Z].*\.$/);
    expect(rule.title).not.toBe(rule.failureTitle);
    expect(rule.docs).toMatch(/^https:\/\/learn\.microsoft\.com\//);
    expect(rule.needs.length).toBeGreaterThan(0);
  });

  test('has a remedy, or names what a person does', () => {
    const byBackstay = rule.fix !== 'person' && rule.fix !== 'time';
    expect(byBackstay || (rule.byHand ?? []).length > 0, 'give it a remedy or `byHand`').toBe(true);
  });
});
