import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RULES } from '../../shared/rules/index.ts';

const FOLDER = 'shared/rules';
const HELPERS = [
  'judge-role.ts',
  'vault-role-rule.ts',
  'address-range.ts',
  'egress-names.ts',
  'firewall-match.ts',
  'firewall-order.ts',
  'firewall-verdict.ts',
  'fqdn-match.ts',
  'fqdn-tags.ts',
  'free-priority.ts',
  'inbound-verdict.ts',
  'judge-appliances.ts',
  'judge-service-tag.ts',
  'rule-collection-command.ts',
];

const files = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name: subject }) => readdirSync(join(FOLDER, subject)).map((file) => ({ subject, file })))
  .filter(({ file }) => !HELPERS.includes(file));

test.each(files)('shared/rules/$subject/$file holds a rule that is listed in shared/rules/index.ts', ({ file }) => {
  const listed = RULES.map(({ slug }) => `${slug}.ts`);
  expect(
    listed,
    `export the rule from ${file}, give it the slug "${file.replace('.ts', '')}" and list it in index.ts`,
  ).toContain(file);
});

test('ids are unique, in order, and grouped by subject', () => {
  const ids = RULES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual([...ids].sort());
});

describe.each(RULES)('$id $slug', (rule) => {
  const subject = files.find(({ file }) => file === `${rule.slug}.ts`)?.subject ?? '';

  test('has a test of its own, or a row in the table of roles', () => {
    const own = join('test', FOLDER, subject, `${rule.slug}.test.ts`);
    const table = rule.fix === 'roleGrant' && existsSync(join('test', FOLDER, subject, 'roles.test.ts'));
    expect(existsSync(own) || table, `write ${own}`).toBe(true);
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
});
