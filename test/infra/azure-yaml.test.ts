import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { LEAST } from '../../infra/hooks/tool-versions.mjs';
import { textOf } from '../support/infra-files.ts';

const FILE = parse(textOf('azure.yaml')) as {
  readonly requiredVersions: { readonly azd: string };
  readonly services: Readonly<Record<string, object>>;
  readonly infra: object;
  readonly hooks: Readonly<Record<string, unknown>>;
};

// Keys that azd documents:
// https://learn.microsoft.com/azure/developer/azure-developer-cli/azd-schema
const TOP = ['name', 'metadata', 'requiredVersions', 'infra', 'services', 'hooks'];
const INFRA = ['provider', 'path', 'module'];
const SERVICE = ['host', 'language', 'project', 'remoteBuild'];
const EVENTS = ['prepackage', 'preprovision', 'postprovision', 'predeploy', 'postdeploy'];
const HOOK = ['posix', 'windows'];
const COMMAND = ['shell', 'run'];

const unknown = (value: object, known: readonly string[]) => Object.keys(value).filter((key) => !known.includes(key));
const hooks = Object.entries(FILE.hooks);

test('azure.yaml has only keys that azd documents', () => {
  expect(unknown(FILE, TOP)).toEqual([]);
  expect(unknown(FILE.infra, INFRA)).toEqual([]);
  for (const service of Object.values(FILE.services)) expect(unknown(service, SERVICE)).toEqual([]);
  expect(unknown(FILE.hooks, EVENTS)).toEqual([]);
});

// Until 1.23.14 azd read either all hooks as lists or none of them:
// https://github.com/Azure/azure-dev/issues/7615
test('every event has a list of hooks, each for both kinds of shell, with the same command', () => {
  expect(hooks.length).toBe(EVENTS.length);
  for (const [event, list] of hooks) {
    expect(Array.isArray(list), event).toBe(true);
    for (const hook of list as readonly Readonly<Record<string, { shell: string; run: string }>>[]) {
      expect(Object.keys(hook)).toEqual(HOOK);
      for (const command of Object.values(hook)) expect(Object.keys(command)).toEqual(COMMAND);
      expect(hook.posix?.run).toBe(hook.windows?.run);
      expect([hook.posix?.shell, hook.windows?.shell]).toEqual(['sh', 'pwsh']);
    }
  }
});

test('the file, the preflight and the page ask for the same version of azd, and for the same of the other tools', () => {
  expect(FILE.requiredVersions).toEqual({ azd: `>= ${LEAST.azd}` });
  const page = textOf('docs/deploy.md');
  const short = (version: string) => version.replace(/\.0$/, '');
  expect(page).toContain(`install-azd) ${LEAST.azd} or later`);
  expect(page).toContain(`install-azure-cli) ${short(LEAST.az)} or later`);
  expect(page).toContain(`Bicep ${short(LEAST.bicep)} or later`);
  const major = LEAST.node.split('.')[0];
  expect(page).toContain(`| Node ${major} or later`);
  expect(JSON.parse(textOf('package.json')).engines).toEqual({ node: `>=${major}` });
});
