import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLUSTER_ID, PROFILES } from '../../local/demo/world.ts';
import { runCli } from '../../scripts/cli/run-cli.ts';
import { runProfiles } from '../../scripts/profiles/run-profiles.ts';
import { VERSION } from '../../shared/lib/version.ts';

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'backstay-cli-'));
  file = join(folder, 'profiles.json');
  writeFileSync(file, JSON.stringify(PROFILES));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, {
    env: {},
    stdout: { write: (text: string) => out.push(text) },
    stderr: { isTTY: false, write: (text: string) => err.push(text) },
  });
  return { code, out: out.join(''), err: err.join('') };
}

test('help names every command and every exit code', async () => {
  const { code, out } = await run('--help');
  expect(code).toBe(0);
  for (const word of ['scan', 'plan', 'demo', 'profiles', 'rules', 'audit', 'outbox', 'state', '3 not all is well'])
    expect(out).toContain(word);
});

test.each([['--version'], ['-V']])('%s prints the version', async (flag) => {
  expect(await run(flag)).toEqual({ code: 0, out: `${VERSION}\n`, err: '' });
});

test.each([
  [[], 'Name a command.'],
  [['remediate'], 'There is no command "remediate".'],
  [['toString'], 'no command "toString"'],
])('%j is wrong use, and says what there is', async (args, problem) => {
  const { code, out, err } = await run(...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(problem);
  expect(err).toContain('scan, plan, profiles, rules');
});

test('rules prints the catalogue', async () => {
  const { code, out } = await run('rules', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toContainEqual(expect.objectContaining({ id: 'BKS-101' }));
});

test('profiles check names a file that is valid', async () => {
  expect(await run('profiles', 'check', file)).toEqual({
    code: 0,
    out: `${file} is valid: standard (enforce).\n`,
    err: '',
  });
});

test.each<[string, (profiles: typeof PROFILES.profiles) => readonly object[], string]>([
  [
    'a cluster outside its subscriptions',
    ([one]) => [
      { ...one, selector: { ...one?.selector, clusters: [CLUSTER_ID, CLUSTER_ID.replace(/[\da-f]{8}/, '00000000')] } },
    ],
    'never selects',
  ],
  [
    'a profile behind one that selects the same',
    ([one]) => [one ?? {}, { ...one, name: 'late' }],
    'only for clusters with the tag backstay=late',
  ],
])('profiles check warns of %s', async (_, change, warning) => {
  const odd = join(folder, 'odd.json');
  writeFileSync(odd, JSON.stringify({ profiles: change(PROFILES.profiles) }));
  const { code, out } = await run('profiles', 'check', odd);
  expect(code).toBe(3);
  expect(out).toContain(warning);
});

test('profiles check knows a profile behind one for a part of its clusters as reachable', async () => {
  const [one] = PROFILES.profiles;
  const late = join(folder, 'late.json');
  const selector = { ...one?.selector, locations: ['westeurope'], tags: { env: 'prod' } };
  writeFileSync(
    late,
    JSON.stringify({
      profiles: [
        { ...one, selector },
        { ...one, name: 'late' },
      ],
    }),
  );
  expect(await run('profiles', 'check', late)).toMatchObject({ code: 0 });
});

test('profiles schema prints the published schema', async () => {
  const { code, out } = await run('profiles', 'schema');
  expect([code, out]).toEqual([0, readFileSync('docs/profiles.schema.json', 'utf8')]);
});

test.each([
  [[], 3, /standard: does not select it without --location: only for westeurope\n/],
  [['--location', 'North Europe'], 3, /standard: does not select it: not for region northeurope\n/],
  [['--location', 'westeurope'], 3, /standard: does not select it: it lacks the tag env=prod\|stage\n/],
  [['--location', 'westeurope', '--tag', 'ENV=prod'], 0, /Chosen: standard, the first that selects the cluster/],
  [['--location', 'westeurope', '--tag', 'ENV=prod', '--tag', 'off'], 3, /opts this cluster out/],
  [['--location', 'westeurope', '--tag', 'ENV=prod', '--tag', 'backstay=off'], 3, /opts this cluster out/],
])('profiles explain judges region and tags: %j', async (args, expected, text) => {
  const [one] = PROFILES.profiles;
  const narrow = join(folder, 'narrow.json');
  const selector = { ...one?.selector, locations: ['westeurope'], tags: { env: ['prod', 'stage'] } };
  writeFileSync(narrow, `// Only production.\n${JSON.stringify({ profiles: [{ ...one, selector }] })}`);
  const { code, out } = await run('profiles', 'explain', narrow, '--cluster', CLUSTER_ID, ...args);
  expect(code).toBe(expected);
  expect(out).toMatch(text);
});

test('profiles check names line and column of a mistake', async () => {
  const wrong = join(folder, 'wrong.json');
  writeFileSync(wrong, JSON.stringify({ profiles: [{ ...PROFILES.profiles[0], vault: 'bv' }] }, null, 2));
  const { code, err } = await run('profiles', 'check', wrong);
  expect(code).toBe(1);
  expect(err).toMatch(/line \d+, column 16, profiles\[0\]\.vault: must be an id/);
});

test.each([
  [
    [],
    0,
    /^standard: selects it\n\nChosen: standard, the first that selects the cluster\n {2}vault {12}\/subscriptions/,
  ],
  [['--tag', 'standard'], 0, /Chosen: standard, named by the tag backstay/],
  [['--tag', 'off'], 3, /opts this cluster out/],
  [['--tag', 'gold'], 3, /names no profile that selects this cluster/],
])('profiles explain with %j', async (args, expected, text) => {
  const { code, out } = await run('profiles', 'explain', file, '--cluster', CLUSTER_ID, ...args);
  expect(code).toBe(expected);
  expect(out).toMatch(text);
});

test('profiles explain says why a profile does not select a cluster', async () => {
  const elsewhere = CLUSTER_ID.replace(/[\da-f]{8}/, '00000000');
  const { code, out } = await run('profiles', 'explain', file, '--cluster', elsewhere);
  expect(code).toBe(3);
  expect(out).toMatch(/standard: does not select it: not for subscription 00000000-/);
});

describe('profiles expand', () => {
  const ONE = '11111111-2222-3333-4444-555555555555';
  const wild = {
    ...PROFILES.profiles[0],
    selector: { subscriptions: ['*'], managementGroups: ['mg-prod'] },
    vault: PROFILES.profiles[0]?.vault.replace(/\/subscriptions\/[^/]+/, '/subscriptions/{subscription}'),
  };
  const written = () => {
    const path = join(mkdtempSync(join(folder, 'expand-')), 'profiles.json');
    writeFileSync(path, `// All of production.\n${JSON.stringify({ profiles: [wild] })}`);
    return path;
  };
  const trace = { call: 'POST', at: '2026-01-01T00:00:00.000Z' };
  const subscription = (id: string, name: string) => ({ id, name, managementGroups: ['mg-prod', 'tenant'] });
  async function expand(args: readonly string[], listed: readonly ReturnType<typeof subscription>[]) {
    const out: string[] = [];
    const write = (text: string) => out.push(text);
    const reader = {
      listSubscriptions: async () => ({ ok: true, value: listed, trace }) as const,
      listClusters: async () => ({ ok: true, value: [], trace }) as const,
    };
    const code = await runProfiles(
      ['expand', ...args],
      { stdout: { write }, stderr: { write } },
      'x',
      async () => reader,
    );
    return { code, out: out.join('') };
  }

  test('writes what the wildcards stand for, shows each place, and names the changes', async () => {
    const path = written();
    const before = await run('profiles', 'check', path);
    expect([before.code, before.out]).toEqual([3, expect.stringContaining('Run: backstay profiles expand')]);
    const { code, out } = await expand([path], [subscription(ONE, 'Contoso Prod')]);
    expect(code).toBe(0);
    expect(out).toContain(`  subscription     ${ONE} (Contoso Prod)\n  vault            /subscriptions/${ONE}/`);
    expect(out).toContain('new: standard-11111111\n');
    const text = readFileSync(path.replace('.json', '.expanded.json'), 'utf8');
    expect(JSON.parse(text).profiles).toHaveLength(1);
    expect(await run('profiles', 'check', path)).toMatchObject({ code: 0 });
    const cluster = CLUSTER_ID.replace(/[\da-f]{8}-[\da-f-]{27}/, ONE);
    const explained = await run('profiles', 'explain', path, '--cluster', cluster);
    expect(explained.out).toMatch(/Chosen: standard-11111111, expanded from standard, the first that selects/);
    const vault = `vault {12}/subscriptions/${ONE}/resourcegroups/.*\\n {19}from /subscriptions/.subscription.`;
    expect(explained.out).toMatch(new RegExp(vault));

    expect(await expand([path, '--check'], [subscription(ONE, 'Contoso Prod')])).toMatchObject({ code: 0 });
    const two = [subscription(ONE, 'Contoso Prod'), subscription(ONE.replaceAll('1', '2'), 'New')];
    const checked = await expand([path, '--check'], two);
    expect(checked).toEqual({ code: 3, out: expect.stringMatching(/new: standard-22222222\n.*is out of date/s) });
    expect(readFileSync(path.replace('.json', '.expanded.json'), 'utf8')).toBe(text);
  });

  test('a file that changed since then is expanded again before it is deployed', async () => {
    const path = written();
    await expand([path], [subscription(ONE, 'Contoso Prod')]);
    writeFileSync(path, readFileSync(path, 'utf8').replace('enforce', 'observe'));
    const { code, err } = await run('profiles', 'explain', path, '--cluster', CLUSTER_ID);
    expect([code, err]).toEqual([1, expect.stringContaining('has changed since it was expanded')]);
  });

  test('a management group that is not seen is refused, and nothing is written', async () => {
    const path = written();
    const { code, out } = await expand([path], []);
    expect([code, out]).toEqual([1, expect.stringContaining('you see no subscription in management group "mg-prod"')]);
    expect(existsSync(path.replace('.json', '.expanded.json'))).toBe(false);
  });

  test('a file without wildcards needs none, and no login', async () => {
    expect(await run('profiles', 'expand', file)).toEqual({ code: 0, out: `${file} needs no expansion.\n`, err: '' });
  });
});

test('demo scans an example cluster without a login', async () => {
  const { code, out } = await run('demo', '--cluster', 'own-egress');
  expect(code).toBe(0);
  expect(out).toMatch(/^Example cluster own-egress: /);
  expect(out).toMatch(/ {2}own-egress {2}is not ready/);
});
