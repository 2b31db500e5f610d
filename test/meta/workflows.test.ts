import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { atLeastOne } from '../support/at-least-one.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const files = atLeastOne(globSync('.github/workflows/*.yml').sort());

/**
 * All that any job may write, and to what end; any other right has to be added here
 * first.
 */
const MAY_WRITE: Readonly<Record<string, readonly string[]>> = {
  'codeql.yml analyze': ['security-events'],
  'release.yml publish': ['attestations', 'contents', 'id-token'],
};

test('there is a workflow for each of what is promised', () => {
  expect(files.map((file) => basename(file))).toEqual(['ci.yml', 'codeql.yml', 'dependency-review.yml', 'release.yml']);
});

test('all workflows use one version of each action', () => {
  const text = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  const pins = new Set(
    [...text.matchAll(/uses: ([\w-]+\/[\w-]+)[\w/-]*@(.+)$/gm)].map(([, name, pin]) => `${name} ${pin}`),
  );
  const actions = new Set([...pins].map((pin) => pin.split(' ')[0]));
  expect(actions.size).toBeGreaterThan(1);
  expect(pins.size).toBe(actions.size);
});

describe.each(files)('%s', (file) => {
  const text = readFileSync(file, 'utf8');
  const { on, permissions, jobs } = parse(text) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('gives no right to what does not ask for it', () => {
    expect(permissions).toEqual({});
    for (const [name, job] of Object.entries(jobs)) {
      expect(job.permissions, `${name} says what it needs`).toBeTypeOf('object');
      const written = Object.entries(job.permissions ?? {}).filter(([, level]) => level !== 'read');
      expect(written.map(([right]) => right).sort()).toEqual(MAY_WRITE[`${basename(file)} ${name}`] ?? []);
    }
  });

  test('knows no secret', () => {
    expect(text).not.toMatch(/\bsecrets\b/);
  });

  test('puts nothing into a script that others could have written', () => {
    for (const { run = '' } of atLeastOne(steps)) expect(run).not.toContain('${{');
  });

  test('never runs the code of a stranger with rights of this repository', () => {
    expect(Object.keys(on)).not.toContain('pull_request_target');
    expect(Object.keys(on)).not.toContain('workflow_run');
  });

  // A tag can be moved to other code, a commit cannot. Dependabot reads the version in the comment,
  // and updates both.
  test('uses actions of GitHub alone, each pinned to the commit of a named version', () => {
    const used = [...text.matchAll(/uses: (.+)$/gm)].map(([, each = '']) => each);
    for (const uses of atLeastOne(used))
      expect(uses).toMatch(/^(actions|github)\/[\w/-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('leaves no credential behind with the sources', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.filter(({ with: settings }) => settings?.['persist-credentials'] !== false)).toEqual([]);
  });

  test('ends', () => {
    for (const job of atLeastOne(Object.values(jobs))) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });

  test('names npm scripts that are there', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});

test('there are checkouts and npm scripts of which all this is so', () => {
  const all = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  for (const what of [/actions\/checkout@/g, /npm run /g]) expect([...all.matchAll(what)].length).toBeGreaterThan(0);
});

test('a release is what was checked: packaged by the job that ran the checks, and attested by the one that publishes', () => {
  const { jobs } = parse(readFileSync('.github/workflows/release.yml', 'utf8')) as Workflow;
  const scripts = jobs.build?.steps.flatMap(({ run }) => run ?? []) ?? [];
  const order = ['npm ci', '.ci/run', 'npm run package'].map((script) => scripts.indexOf(script));
  expect(order).not.toContain(-1);
  expect(order).toEqual([...order].sort((a, b) => a - b));
  const published = jobs.publish?.steps.map(({ uses, run }) => (uses ?? run ?? '').split(/[@ ]/)[0]);
  expect(published).toEqual(['actions/download-artifact', 'sha256sum', 'actions/attest-build-provenance', 'gh']);
});

test('everything that builds or is built with is kept current', () => {
  const { updates } = parse(readFileSync('.github/dependabot.yml', 'utf8')) as {
    updates: readonly { 'package-ecosystem': string; directories?: readonly string[] }[];
  };
  expect(updates.map((update) => update['package-ecosystem'])).toEqual(['npm', 'github-actions']);
  const locked = globSync('{.,scripts/**}/package-lock.json').map((file) => join('/', dirname(file)));
  expect(locked.length).toBeGreaterThan(1);
  expect(updates[0]?.directories?.toSorted()).toEqual(locked.sort());
});

test('the checks run what the README names, and install nothing that it does not', () => {
  const script = readFileSync('.ci/run', 'utf8');
  expect(script).toMatch(/^npm test\b/m);
  expect(script).not.toMatch(/apt-get|chromium|playwright|npm (ci|install)/i);
});
