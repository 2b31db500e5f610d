import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { orderOf, type RuleWish } from '../../scripts/new-rule/rule-order.ts';
import { RULES } from '../../shared/rules/index.ts';

const WISH: RuleWish = {
  subject: 'storage',
  slug: 'blob-versions-kept',
  title: 'The account keeps versions of blobs',
  failureTitle: "The account doesn't keep versions of blobs",
  why: 'What is overwritten by mistake cannot be had back.',
  docs: 'https://learn.microsoft.com/azure/storage/blobs/versioning-overview',
  needs: ['cluster', 'storageAccount'],
  severity: 'recommended',
  fix: 'person',
  byHand: ['az storage account blob-service-properties update --ids STORAGE-ACCOUNT-ID --enable-versioning true'],
};

describe('an order', () => {
  test('has the next id of its subject', () => {
    const highest = RULES.filter(({ id }) => id.startsWith('BKS-5')).at(-1)?.id ?? '';
    const next = `BKS-${Number(highest.slice(4)) + 1}`;
    expect(orderOf(WISH, RULES)).toMatchObject({ order: { id: next, slug: WISH.slug } });
  });

  test.each<[string, Partial<RuleWish>, string]>([
    ['a subject that is none', { subject: 'moon' }, 'one of platform, cluster,'],
    ['a slug with a way out of the folder', { slug: '../../x' }, 'small letters'],
    ['a slug that is a word of the language', { slug: 'delete' }, 'small letters'],
    ['a slug that is taken', { slug: 'storage-keys' }, 'belongs to another rule'],
    ['a title of two lines', { title: 'One\ntwo' }, '--title'],
    ['titles that say the same', { failureTitle: WISH.title }, 'opposite'],
    ['a reason that is no sentence', { why: 'Because' }, 'full stop'],
    ['a page of others', { docs: 'https://learn.microsoft.com.example/x' }, '--docs'],
    ['no page', { docs: 'azure' }, '--docs'],
    ['a fact that nobody reads', { needs: ['weather'] }, '--needs has "weather"'],
    ['no facts', { needs: [] }, 'at least one fact'],
    ['a severity that is none', { severity: 'fatal' }, '--severity'],
    ['a fix that nothing does', { fix: 'magic' }, '--fix'],
    ['no word for the person', { byHand: [] }, '--by-hand'],
  ])('is refused for %s', (_, wrong, said) => {
    expect(orderOf({ ...WISH, ...wrong }, RULES)).toMatchObject({ problems: [expect.stringContaining(said)] });
  });

  test('is refused for everything that is wrong with it at once', () => {
    const { problems } = orderOf({ ...WISH, subject: 'moon', fix: 'magic' }, RULES) as { problems: readonly string[] };
    expect(problems).toHaveLength(2);
  });
});

describe('a rule that was begun', () => {
  let copy: string;
  const inCopy = (file: string, args: readonly string[]) => {
    const env = { PATH: process.env.PATH, HOME: copy, NO_COLOR: '1' };
    const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
      cwd: copy,
      env,
      encoding: 'utf8',
    });
    return { status, said: stdout + stderr };
  };
  const newRule = (subject: string, slug: string, ...more: readonly string[]) =>
    inCopy('scripts/new-rule.ts', [
      ...[subject, slug, '--title', WISH.title, '--failure-title', WISH.failureTitle, '--why', WISH.why],
      ...['--docs', WISH.docs, '--needs', WISH.needs.join(', '), ...more],
    ]);

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'backstay-new-rule-'));
    const parts = ['shared', 'scripts', 'test', 'docs', 'local', 'functions', 'infra', '.gitignore'];
    const files = ['biome.json', 'tsconfig.json', 'package.json', 'package-lock.json', 'host.json'];
    for (const part of [...parts, ...files]) cpSync(part, join(copy, part), { recursive: true, force: false });
    symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  test('is refused with all that is wrong, and nothing is written', () => {
    const { status, said } = newRule('storage', 'storage-keys', '--fix', 'magic');
    expect(status).toBe(1);
    expect(said).toContain('belongs to another rule');
    expect(said).toContain('--fix is "magic"');
    expect(said).toContain('Nothing was written.');
    expect(readFileSync(join(copy, 'shared/rules/index.ts'), 'utf8')).toBe(
      readFileSync('shared/rules/index.ts', 'utf8'),
    );
  });

  test.each([
    ['platform', 'first-things', ['--fix', 'snapshotGroup']],
    ['storage', WISH.slug, ['--by-hand', ...WISH.byHand]],
    ['network', 'last-things', ['--fix', 'time', '--by-hand', 'Wait.', '--severity', 'recommended']],
  ] as const)('%s/%s compiles, is formatted, listed in order and has its page', (subject, slug, more) => {
    const { status, said } = newRule(subject, slug, ...more);
    expect(said).toMatch(/BKS-\d\d\d is begun/);
    expect(status).toBe(0);
    const id = /BKS-\d\d\d/.exec(said)?.[0];
    const paths = [`shared/rules/${subject}/${slug}.ts`, `test/shared/rules/${subject}/${slug}.test.ts`];
    const formatted = inCopy('node_modules/@biomejs/biome/bin/biome', [
      ...['check', '--vcs-enabled=false', ...paths, 'shared/rules/index.ts'],
    ]);
    expect(formatted.status, formatted.said).toBe(0);
    expect(readFileSync(join(copy, `docs/rules/${id}.md`), 'utf8')).toContain(WISH.title);
  });

  test('passes all checks but the one row that its judgement is missing for', () => {
    const types = inCopy('node_modules/typescript/bin/tsc', ['-p', 'tsconfig.json']);
    expect(types.said).not.toMatch(/^(shared|test\/shared)\/rules\//m);
    writeFileSync(join(copy, 'vitest.config.ts'), 'export default {};\n');
    const vitest = (path: string) => inCopy('node_modules/vitest/vitest.mjs', ['run', path]);
    const meta = vitest('test/meta/rules.test.ts');
    expect(meta.status, meta.said).toBe(0);
    const own = vitest(`test/shared/rules/storage/${WISH.slug}.test.ts`);
    expect(own.said).toContain('1 failed | 2 passed');
  });
});
