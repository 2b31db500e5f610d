import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { atLeastOne } from '../support/at-least-one.ts';
import { must } from '../support/facts.ts';
import { startScanWorld } from '../support/scan-world.ts';

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly task?: string;
  readonly run?: string;
  readonly script?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, string>>;
}

const ROOT = resolve('.');
const action = parse(readFileSync('action.yml', 'utf8')) as {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
};
const template = parse(readFileSync('pipelines/scan.yml', 'utf8')) as {
  readonly parameters: readonly { readonly name: string; readonly default?: string }[];
  readonly steps: readonly Step[];
};

let world: Awaited<ReturnType<typeof startScanWorld>>;
beforeAll(async () => {
  world = await startScanWorld();
});
afterAll(() => world.close());

/**
 * The scan of the action, as a runner carries it out: its expressions are put into the environment,
 * and its script is run by bash.
 */
async function runAction(inputs: Readonly<Record<string, string>>) {
  const temp = mkdtempSync(join(world.folder, 'runner-'));
  const files = { GITHUB_OUTPUT: join(temp, 'output'), GITHUB_STEP_SUMMARY: join(temp, 'summary') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const given = {
    ...Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default])),
    ...inputs,
  };
  const outputs: Record<string, string> = {};
  const codes: Record<string, number> = {};
  for (const { name = '', run, env = {} } of action.runs.steps) {
    // The modules are installed already.
    if (run === undefined || name === 'Install') continue;
    const values = Object.entries(env).map(([key, value]) => [key, expand(value, given, outputs, temp)]);
    codes[name] = await bash(run, { ...files, ...Object.fromEntries(values) });
    for (const line of readFileSync(files.GITHUB_OUTPUT, 'utf8').split('\n')) {
      const [key = '', value = ''] = line.split('=');
      if (key !== '') outputs[key] = value;
    }
  }
  return { codes, outputs, summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8') };
}

function expand(
  value: string,
  inputs: Readonly<Record<string, string>>,
  outputs: Readonly<Record<string, string>>,
  temp: string,
): string {
  return value.replace(/\$\{\{ ([\w.-]+) \}\}/g, (_, name: string) => {
    if (name.startsWith('inputs.')) return must(inputs[name.slice('inputs.'.length)]);
    if (name.startsWith('steps.scan.outputs.')) return must(outputs[name.slice('steps.scan.outputs.'.length)]);
    return must({ 'runner.temp': temp, 'github.action_path': ROOT }[name]);
  });
}

function bash(script: string, env: Readonly<Record<string, string>>): Promise<number> {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const all = { PATH, NODE_COMPILE_CACHE, NO_COLOR: '1', ...world.environment, ...world.processEnvironment, ...env };
  return new Promise((done) => {
    execFile(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script],
      { env: all, cwd: world.folder },
      (error) => done(error === null ? 0 : Number(error.code)),
    );
  });
}

describe('the action', () => {
  test('fails while a cluster is not ready, with a summary and findings for Security', async () => {
    const { codes, outputs, summary } = await runAction({ cluster: world.clusterId });
    expect(codes).toEqual({ Scan: 0, 'End as the scan did': 3 });
    expect(summary).toMatch(/^# Ready for Azure Backup\?/);
    const sarif = JSON.parse(readFileSync(join(must(outputs.folder), 'results.sarif'), 'utf8'));
    expect(sarif.version).toBe('2.1.0');
    expect(readFileSync(join(must(outputs.folder), 'results.xml'), 'utf8')).toMatch(/^<\?xml/);
  });

  test('passes with fail-on never, and reports all the same', async () => {
    const { codes, summary } = await runAction({ profile: 'standard', 'fail-on': 'never' });
    expect(codes).toEqual({ Scan: 0, 'End as the scan did': 0 });
    expect(summary).toContain('2 clusters: 0 ready, 2 not ready.');
  });

  test('an input is a value and never a command', async () => {
    const { codes, outputs } = await runAction({ cluster: '"; touch stolen; echo "$(touch stolen2)' });
    expect(codes['End as the scan did']).toBe(2);
    expect(outputs['exit-code']).toBe('2');
    expect(existsSync(join(world.folder, 'stolen')) || existsSync(join(world.folder, 'stolen2'))).toBe(false);
  });

  test('its scripts hold no expression, and each input is used', () => {
    const text = readFileSync('action.yml', 'utf8');
    for (const { run = '' } of atLeastOne(action.runs.steps)) expect(run).not.toContain('${{');
    for (const name of atLeastOne(Object.keys(action.inputs))) expect(text).toContain(`inputs.${name}`);
  });
});

describe('the template of Azure Pipelines', () => {
  const scan = must(template.steps.find(({ task }) => task === 'AzureCLI@2'));

  test('its script scans and ends as the scan did', async () => {
    const folder = mkdtempSync(join(world.folder, 'agent-'));
    const code = await bash(must(scan.inputs?.inlineScript), {
      BACKSTAY_FOLDER: ROOT,
      SCAN_CLUSTER: world.clusterId,
      SCAN_FAIL_ON: 'required',
      SCAN_FOLDER: folder,
    });
    expect(code).toBe(3);
    expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toMatch(/^# Ready/);
  });

  test('its script holds no expression, and each parameter is used', () => {
    const text = readFileSync('pipelines/scan.yml', 'utf8');
    expect(scan.inputs?.inlineScript).not.toContain('${{');
    for (const { name } of atLeastOne(template.parameters)) expect(text).toContain(`parameters.${name} }}`);
  });
});
