import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { LocalArm } from '../../local/azure/arm/start-arm.ts';
import { createClient } from '../../local/demo/client.ts';
import { CLUSTER_BODY, CLUSTER_ID, PROFILES } from '../../local/demo/world.ts';
import { runScan, scanCommand } from '../../scripts/scan/run-scan.ts';
import { type Ran, startScript } from '../support/run-script.ts';
import { startScanWorld } from '../support/scan-world.ts';

let world: Awaited<ReturnType<typeof startScanWorld>>;
let folder: string;
let arm: LocalArm;
const traffic = () => arm.state.roleAssignments.all().length + arm.state.extensions.all().length;

beforeAll(async () => {
  world = await startScanWorld();
  ({ folder, arm } = world);
});

afterAll(() => world.close());

// Colours are decided on when the module of the report is loaded.
vi.hoisted(() => vi.stubEnv('NO_COLOR', '1'));

type Scan = (parameters: readonly string[], settings?: Readonly<Record<string, string>>) => Promise<Ran>;

const environment = (settings: Readonly<Record<string, string>>) => ({ ...world.environment, ...settings });

/** Starts `npm run scan -- …`, as a person whose login the local identity gives out. */
const start: Scan = (parameters, settings = {}) => {
  const env = { ...world.processEnvironment, NO_COLOR: undefined, ...environment(settings) };
  return startScript('scripts/scan.ts', parameters, { env });
};

/** The same within this process: to start one takes longer than the scan. */
const scan: Scan = async (parameters, settings = {}) => {
  for (const [name, value] of Object.entries(environment(settings))) vi.stubEnv(name, value);
  let out = '';
  let err = '';
  const code = await runScan(scanCommand('scan').parse(parameters, { from: 'user' }), {
    stdout: {
      write(text) {
        out += text;
      },
    },
    stderr: {
      isTTY: false,
      write(text) {
        err += text;
      },
    },
  });
  vi.unstubAllEnvs();
  return { code, out, err };
};

const ONE = `${CLUSTER_ID}-1`;

describe('a scan from a shell', () => {
  test('says who has to do what, in plain letters in a pipe, and changes nothing', async () => {
    const before = traffic();
    const { code, out, err } = await start(['--cluster', ONE]);
    expect([code, err]).toEqual([3, '']);
    expect(out).toContain('aks-shop-1  is not ready; Backstay can make it so');
    expect(out).toMatch(/Backstay would do now \(plan [0-9a-f]{12}\)/);
    expect(out).toMatch(/\+ Grant Reader on aks-shop-1 to the vault {2}BKS-4\d\d/);
    expect(out).toMatch(/^ {7}az role assignment create --subscription .* --role Reader --scope \S+\/aks-shop-1$/im);
    expect(out).toMatch(
      /Only once BKS-101, .* are satisfied .*:\n {7}az k8s-extension create --subscription .* --cluster-name aks-shop-1 /,
    );
    // No colours and nothing that moves the cursor.
    expect(out.includes('\u001b')).toBe(false);
    expect(traffic()).toBe(before);
  });

  test.each([{ CI: 'true' }, { CI: 'true', FORCE_COLOR: '' }, { NO_COLOR: '1', FORCE_COLOR: '1' }])(
    'has no colours in a pipe, with %o as well',
    async (settings) => {
      expect((await start(['--cluster', ONE], settings)).out).not.toContain('\u001b');
    },
  );

  test('has colours where they are asked for', async () => {
    expect((await start(['--cluster', ONE], { FORCE_COLOR: '1' })).out).toContain('\u001b[');
  });

  test.each([
    [
      'json',
      (out: string) =>
        expect(JSON.parse(out)).toMatchObject({ schemaVersion: 1, results: [{ verdict: 'Remediating' }] }),
    ],
    ['ndjson', (out: string) => expect(JSON.parse(out)).toMatchObject({ verdict: 'Remediating' })],
    ['csv', (out: string) => expect(out).toMatch(/^clusterId,profile,verdict,/)],
    ['markdown', (out: string) => expect(out).toMatch(/^# Ready for Azure Backup\?/)],
    ['junit', (out: string) => expect(out).toMatch(/^<\?xml/)],
    ['sarif', (out: string) => expect(JSON.parse(out).version).toBe('2.1.0')],
  ])('prints %s and nothing else', async (format, check) => {
    const { code, out, err } = await scan(['--cluster', ONE, '--format', format]);
    expect([code, err]).toEqual([3, '']);
    check(out);
  });

  test('of a profile that only observes prints the commands, and promises nothing', async () => {
    const observing = join(folder, 'observing.json');
    writeFileSync(observing, JSON.stringify(PROFILES).replace('"mode":"enforce"', '"mode":"observe"'));
    const { code, out } = await scan(['--cluster', ONE, '--profiles', observing]);
    expect(code).toBe(3);
    expect(out).toMatch(/aks-shop-1 {2}is not ready\n/);
    expect(out).not.toContain('Backstay would');
    expect(out).toContain('Missing: the profile only observes, so run the commands, or set "mode": "enforce"');
    expect(out).toMatch(/^ {7}az provider register --subscription \S+ --namespace Microsoft.KubernetesConfiguration$/m);
  });

  test('prints the commands for PowerShell where they are asked for', async () => {
    const { out } = await scan(['--cluster', ONE, '--shell', 'pwsh', '-o', 'script']);
    expect(out).toMatch(/^#!\/usr\/bin\/env pwsh\n#Requires -Version 7\.3\n/);
    expect(out).toContain("--role 'Disk Snapshot Contributor'");
    const console = await scan(['--cluster', ONE, '--shell', 'pwsh', '--profiles', join(folder, 'observing.json')]);
    expect(console.out).toMatch(/^ {7}az network firewall|^ {7}az provider register/m);
  });

  test('of all clusters of a profile ends with the sum', async () => {
    const { code, out } = await scan(['--profile', 'standard']);
    expect(code).toBe(3);
    expect(out).toContain('2 clusters: 0 ready, 2 not ready');
  });

  test('of a profile has those too whose tag names no profile of it', async () => {
    const client = createClient(arm.url);
    const odd = `${CLUSTER_ID}-odd`;
    await client.put(odd, '2024-05-01', { ...CLUSTER_BODY, tags: { backstay: 'nonsense' } });
    const { code, out } = await scan(['--profile', 'standard']);
    await client.put(odd, '2024-05-01', { ...CLUSTER_BODY, tags: { backstay: 'off' } });
    expect(code).toBe(3);
    expect(out).toContain('3 clusters: 0 ready, 3 not ready');
    expect(out).toContain('names no profile that selects it: correct the tag');
  });

  test('of no cluster at all is an error: nothing is ready because nothing was assessed', async () => {
    const empty = join(folder, 'empty.json');
    const text = JSON.stringify(PROFILES).replace('"selector":{', '"selector":{"resourceGroups":["rg-none"],');
    writeFileSync(empty, text);
    const { code, out, err } = await scan(['--profile', 'standard', '--profiles', empty]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/no cluster to scan/i);
  });

  test('of a cluster that is not there is an error, and says so in the report', async () => {
    const { code, out } = await scan(['--cluster', `${CLUSTER_ID}-9`]);
    expect(code).toBe(1);
    expect(out).toContain('The cluster was not found, or this login may not see it.');
  });
});

test.each<[string, readonly string[], Readonly<Record<string, string>>, RegExp]>([
  ['nothing to scan', [], {}, /Say what to scan: --cluster ID/],
  ['an id that is none', ['--cluster', 'aks-shop'], {}, /--cluster aks-shop: must be a resource id.*az aks show/],
  ['a vault that is none', ['--cluster', ONE, '--vault', 'bv'], {}, /--vault bv: must be a resource id/],
  ['a vault alone', ['--vault', 'bv'], {}, /--vault goes with --cluster only/],
  ['another profile', ['--profile', 'gold'], {}, /--profile gold: .*profiles\.json has standard/],
  ['another subscription', ['--subscription', 'x'], {}, /--subscription x: the profiles are for 5f0c2b1e/],
  [
    'a cluster of no profile',
    ['--cluster', ONE.replace('5f', '99')],
    {},
    /No profile of .*profiles\.json selects this cluster/,
  ],
  [
    'no profile file',
    ['--cluster', ONE, '--profiles', '/none.json'],
    {},
    /profile file cannot be read.*--profiles FILE/,
  ],
  ['a wrong setting', ['--cluster', ONE], { BACKSTAY_CLOUD: 'moon' }, /BACKSTAY_CLOUD/],
])('%s: says what is wrong and what to do', async (name, parameters, settings, problem) => {
  const { code, out, err } = await scan(parameters, settings);
  const isFile = name === 'no profile file' || name === 'a wrong setting';
  expect([code, out]).toEqual([isFile ? 1 : 2, '']);
  expect(err).toMatch(problem);
});

test('an unknown format: says what is wrong, and ends with 2', async () => {
  const { code, out, err } = await start(['--cluster', ONE, '--format', 'pdf']);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('pdf');
});

test('one scan writes as many reports as are asked for', async () => {
  const sarif = join(folder, 'results.sarif');
  const summary = join(folder, 'summary.md');
  const { code, out } = await scan([
    '--cluster',
    ONE,
    '-o',
    'json',
    '--report',
    `sarif=${sarif}`,
    '--report',
    `markdown=${summary}`,
  ]);
  expect(code).toBe(3);
  expect(JSON.parse(out)).toMatchObject({ results: [{ verdict: 'Remediating' }] });
  expect(JSON.parse(readFileSync(sarif, 'utf8'))).toMatchObject({ version: '2.1.0' });
  expect(readFileSync(summary, 'utf8')).toMatch(/^# Ready for Azure Backup\?/);
});

test.each([
  ['required', 3],
  ['recommended', 3],
  ['never', 0],
])('a cluster that is not ready, with --fail-on %s: %d', async (threshold, expected) => {
  expect((await scan(['--cluster', ONE, '--fail-on', threshold])).code).toBe(expected);
});

test('without a login it says how to sign in, in one line', async () => {
  const { code, out, err } = await start(['--cluster', ONE, '-o', 'json'], {
    BACKSTAY_CLOUD: 'public',
    BACKSTAY_RESOURCE_MANAGER: '',
    BACKSTAY_AUTHORITY: '',
    BACKSTAY_AUDIENCE: '',
    IDENTITY_ENDPOINT: '',
    IDENTITY_HEADER: '',
  });
  expect({ code, out, err }).toEqual({ code: 1, out: '', err: 'Not signed in to Azure. Run `az login`.\n' });
});

describe('the manners of the Azure CLI', () => {
  test('a scan of many begins with a table of the clusters', async () => {
    const { out } = await scan(['--profile', 'standard']);
    expect(out.split('\n').slice(0, 4)).toEqual([
      expect.stringMatching(/^Cluster {5}Group {4}Profile {3}Verdict {6}Reason {3}.*Required {2}Recommended$/),
      expect.stringMatching(/^-+( {2}-+){6}$/),
      expect.stringMatching(/^aks-shop-1 {2}rg-shop {2}standard {2}Remediating /),
      expect.stringMatching(/^aks-shop-2 {2}rg-shop {2}standard {2}Remediating /),
    ]);
  });

  test.each([
    ['table', /^Cluster .*\n-+ .*\naks-shop-1 .*\n$/],
    ['tsv', /^aks-shop-1\trg-shop\tstandard\tRemediating\t\w+\t\d+\t\d+\n$/],
    ['yaml', /^schemaVersion: 1\nstartedAt: .*\nresults:\n {2}- target:\n/],
  ])('-o %s', async (format, expected) => {
    const { code, out, err } = await scan(['--cluster', ONE, '-o', format]);
    expect([code, err]).toEqual([3, '']);
    expect(out).toMatch(expected);
  });

  test.each([
    [['-o', 'tsv'], 'Remediating\n'],
    [['-o', 'json'], '[\n  "Remediating"\n]\n'],
    [[], '[\n  "Remediating"\n]\n'],
    [['-o', 'table'], 'Result\n-----------\nRemediating\n'],
  ])('--query with %j', async (format, expected) => {
    const { out } = await scan(['--cluster', ONE, '--query', 'results[].verdict', ...format]);
    expect(out).toBe(expected);
  });

  test('--query of objects is a table of their fields', async () => {
    const query = "results[].findings[?outcome=='missing'].{Rule: ruleId, Outcome: outcome} | []";
    const { out } = await scan(['--cluster', ONE, '--query', query, '-o', 'table']);
    expect(out).toMatch(/^Rule {5}Outcome\n-{7} {2}-{7}\nBKS-101 {2}missing\n/);
  });

  test.each([
    [['--query', 'results[', '-o', 'json'], /argument 'results\[' is invalid/],
    [['--query', 'results', '-o', 'sarif'], /--query goes with -o json, yaml, tsv, table/],
    [['--rule', 'BKS(4)'], /must be the id of a rule/],
  ])('%j is wrong use', async (args, expected) => {
    const { code, out, err } = await start(['--cluster', ONE, ...args]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(expected);
  });

  test('--rule and --severity choose what is shown, and change neither verdict nor exit code', async () => {
    const args = ['--cluster', ONE, '--query', 'results[].findings[].ruleId', '-o', 'tsv'];
    const { code, out } = await scan([...args, '--rule', 'BKS-41*', '--rule', 'bks-101', '--severity', 'required']);
    expect(code).toBe(3);
    const shown = out.trim().split('\n');
    expect(shown).toEqual(expect.arrayContaining(['BKS-101', 'BKS-411']));
    expect(shown.filter((id) => !/^BKS-(101|41\d)$/.test(id))).toEqual([]);
    const { out: recommended } = await scan([...args, '--severity', 'recommended']);
    expect(recommended).toContain('BKS-209');
    expect(recommended).not.toContain('BKS-101');
  });

  test('-o ndjson prints a line for each cluster as soon as it is scanned', async () => {
    const printed: number[] = [];
    const stdout = {
      write: (text: string) =>
        void printed.push(
          ...text
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line)),
        ),
    };
    for (const [name, value] of Object.entries(environment({}))) vi.stubEnv(name, value);
    const run = (...args: readonly string[]) =>
      runScan(scanCommand('scan').parse(['--profile', 'standard', '-o', 'ndjson', ...args], { from: 'user' }), {
        ...{ stdout, stderr: { isTTY: false, write() {} } },
      });
    expect(await run('--rule', 'BKS-101')).toBe(3);
    expect(printed).toMatchObject([{ findings: [{ ruleId: 'BKS-101' }] }, { findings: [{ ruleId: 'BKS-101' }] }]);
    const file = join(folder, 'out.ndjson');
    expect(await run('--output-file', file)).toBe(3);
    const lines = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(new Set(lines.map(({ target }) => target.clusterId)).size).toBe(2);
    expect(printed).toHaveLength(2);
    vi.unstubAllEnvs();
  });

  test('--output-file holds what would have been printed', async () => {
    const file = join(folder, 'out.json');
    const { code, out } = await scan(['--cluster', ONE, '-o', 'json', '--output-file', file]);
    expect([code, out]).toEqual([3, '']);
    expect(JSON.parse(readFileSync(file, 'utf8')).results).toHaveLength(1);
  });

  test('progress is for a terminal, and --only-show-errors ends it', async () => {
    const lines: string[] = [];
    const output = { stdout: { write() {} }, stderr: { isTTY: true, write: (text: string) => lines.push(text) } };
    for (const [name, value] of Object.entries(environment({}))) vi.stubEnv(name, value);
    const run = (...args: readonly string[]) =>
      runScan(scanCommand('scan').parse(['--cluster', ONE, ...args], { from: 'user' }), output);
    await run();
    expect(lines.join('')).toContain('1 done');
    lines.length = 0;
    await run('--only-show-errors');
    vi.unstubAllEnvs();
    expect(lines).toEqual([]);
  });

  test('plan prints the changes of each cluster', async () => {
    for (const [name, value] of Object.entries(environment({}))) vi.stubEnv(name, value);
    const plan = async (...args: readonly string[]) => {
      let out = '';
      const stdout = {
        write(text: string) {
          out += text;
        },
      };
      const command = scanCommand('plan', 'plan').parse(['--cluster', ONE, ...args], { from: 'user' });
      const code = await runScan(command, { stdout, stderr: { isTTY: false, write() {} } }, 'plan');
      return { code, out };
    };
    const { code, out } = await plan();
    const json = JSON.parse((await plan('-o', 'json')).out);
    vi.unstubAllEnvs();
    expect(code).toBe(3);
    expect(out).toMatch(
      /^Cluster .*Change\n-.*\naks-shop-1 {2}BKS-101 +now +Register Microsoft\.KubernetesConfiguration/,
    );
    expect(json).toEqual([expect.objectContaining({ planId: expect.stringMatching(/^[0-9a-f]{64}$/) })]);
    expect(json[0].actions.length).toBeGreaterThan(5);
  });
});
