import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filesOf, RULE_LIST } from '../../scripts/new-rule/rule-files.ts';
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
  byHand: [
    'az storage account blob-service-properties update --subscription SUBSCRIPTION --account-name ACCOUNT --enable-versioning true',
  ],
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
    ['a fact without a reader', { needs: ['weather'] }, '--needs has "weather"'],
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

/**
 * One rule for each way to be remediated. The script begins one of them; the files of the others
 * are as it would write them.
 */
const STARTED: RuleWish = { ...WISH, subject: 'network', slug: 'last-things', fix: 'time', byHand: ['Wait.'] };
const OTHERS: readonly RuleWish[] = [
  { ...WISH, subject: 'platform', slug: 'first-things', fix: 'snapshotGroup', byHand: [] },
  WISH,
];

describe('a rule that was started', () => {
  let copy: string;
  const inCopy = (file: string, args: readonly string[]) => {
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
      cwd: copy,
      env: { PATH, NODE_COMPILE_CACHE, HOME: copy, NO_COLOR: '1' },
      encoding: 'utf8',
    });
    return { status, said: stdout + stderr };
  };
  const newRule = ({ subject, slug, title, failureTitle, why, docs, needs, severity, fix, byHand }: RuleWish) =>
    inCopy('scripts/new-rule.ts', [
      ...[subject, slug, '--title', title, '--failure-title', failureTitle, '--why', why, '--docs', docs],
      ...['--needs', needs.join(', '), '--severity', severity, '--fix', fix],
      ...(byHand.length > 0 ? ['--by-hand', ...byHand] : []),
    ]);
  const read = (path: string) => readFileSync(join(copy, path), 'utf8');

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'backstay-new-rule-'));
    const parts = ['shared', 'scripts', 'test', 'docs', 'local', 'functions', 'infra', '.gitignore'];
    const files = ['biome.json', 'tsconfig.json', 'package.json', 'package-lock.json', 'host.json'];
    for (const part of [...parts, ...files]) cpSync(part, join(copy, part), { recursive: true, force: false });
    symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  test('is refused with all that is wrong, and nothing is written', () => {
    const { status, said } = newRule({ ...WISH, slug: 'storage-keys', fix: 'magic', byHand: [] });
    expect(status).toBe(1);
    expect(said).toContain('belongs to another rule');
    expect(said).toContain('--fix is "magic"');
    expect(said).toContain('Nothing was written.');
    expect(read(RULE_LIST)).toBe(readFileSync(RULE_LIST, 'utf8'));
  });

  describe('in order', () => {
    let ids: readonly (string | undefined)[];
    let formatted: ReturnType<typeof inCopy>;

    beforeAll(() => {
      const orders = OTHERS.map((wish) => {
        const result = orderOf(wish, RULES);
        if ('problems' in result) throw new Error(result.problems.join());
        return result.order;
      });
      for (const order of orders)
        for (const [path, text] of filesOf(order, read)) writeFileSync(join(copy, path), text);
      const { status, said } = newRule(STARTED);
      expect(status, said).toBe(0);
      expect(said).toMatch(/BKS-\d\d\d is generated/);
      ids = [...orders.map(({ id }) => id), /BKS-\d\d\d/.exec(said)?.[0]];
      const { subject, slug } = STARTED;
      const paths = [`shared/rules/${subject}/${slug}.ts`, `test/shared/rules/${subject}/${slug}.test.ts`, RULE_LIST];
      formatted = inCopy('node_modules/@biomejs/biome/bin/biome', ['check', '--vcs-enabled=false', ...paths]);
    });

    test('has formatted files', () => {
      expect(formatted.status, formatted.said).toBe(0);
    });

    test.each([...OTHERS, STARTED].map(({ subject, slug }, index) => [subject, slug, index] as const))(
      '%s/%s has its page',
      (_, __, index) => {
        expect(read(`docs/rules/${ids[index]}.md`)).toContain(WISH.title);
      },
    );

    test('compiles', () => {
      const include = ['shared/rules', 'test/shared/rules'];
      writeFileSync(join(copy, 'tsconfig.rules.json'), JSON.stringify({ extends: './tsconfig.json', include }));
      const types = inCopy('node_modules/typescript/bin/tsc', ['-p', 'tsconfig.rules.json']);
      expect(types).toMatchObject({ status: 0, said: '' });
    });

    test('passes all tests but the one row that its judgement is missing for', () => {
      writeFileSync(join(copy, 'vitest.config.ts'), 'export default {};\n');
      const own = `test/shared/rules/storage/${WISH.slug}.test.ts`;
      const { said } = inCopy('node_modules/vitest/vitest.mjs', [
        ...['run', '--reporter=json', '--outputFile=results.json', 'test/meta/rules.test.ts', own],
      ]);
      const { testResults } = JSON.parse(read('results.json')) as {
        testResults: { name: string; assertionResults: { status: string; title: string }[] }[];
      };
      const failed = testResults.flatMap(({ name, assertionResults }) =>
        assertionResults.filter(({ status }) => status !== 'passed').map(({ title }) => [basename(name), title]),
      );
      expect(failed, said).toEqual([[basename(own), 'a cluster that has everything']]);
      expect(testResults.map(({ name }) => basename(name)).sort()).toEqual([basename(own), 'rules.test.ts']);
    });
  });
});
