import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { atLeastOne } from '../support/at-least-one.ts';
import { isKnownName, problemsOf } from './check-command.ts';
import { problemsOfKubectl } from './check-kubectl.ts';
import { azCommandsOn, azNamesOn, codeOn, kubectlCommandsOn, npmRunsOn, PAGES, programsOn } from './documents.ts';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Readonly<Record<string, string>> };

/** Programs that no table describes, and what holds their commands instead. */
const OTHER_PROGRAMS: Readonly<Record<string, string>> = {
  azd: 'test/rehearsal plays the deployment; azd has no parser that can be asked.',
  npm: 'the scripts and flags are checked below.',
  node: 'runs a file of this repository; test/meta/docs.test.ts finds the file.',
  backstay: 'its commands and flags are checked below, as those of npm.',
  '.ci/run': 'is a file of this repository.',
  git: 'clones the repository.',
  kubectl: 'its commands are held against a table below.',
  curl: 'asks an HTTP API of Backstay or of the local Azure.',
  csplit: 'cuts a template into its files; test/shared/scan/formats/templates.test.ts runs the line.',
  jq: 'takes JSON apart.',
  openssl: 'makes random bytes.',
  ask: 'a function that the runbook defines.',
  rights: 'a function that docs/operations.md defines.',
};
const OF_THE_SHELL = 'cd cp eval sed date export echo printf grep } head read done sort [ sleep xargs'.split(' ');

const pages = atLeastOne(PAGES);
const code = new Map(pages.map((page) => [page, codeOn(page)] as const));

describe.each(pages)('%s', (page) => {
  const { blocks, spans } = code.get(page) ?? { blocks: [], spans: [] };

  test('has only commands that the Azure CLI takes', () => {
    const wrong = azCommandsOn({ blocks, spans }).flatMap(({ text, words }) =>
      problemsOf(words).map((problem) => `${problem}: ${text}`),
    );
    const unknown = azNamesOn({ blocks, spans }).filter((name) => !isKnownName(name));
    expect([...wrong, ...unknown]).toEqual([]);
  });

  test('has only commands that kubectl takes', () => {
    const wrong = kubectlCommandsOn({ blocks, spans }).flatMap(({ text, words }) =>
      problemsOfKubectl(words).map((problem) => `${problem}: ${text}`),
    );
    expect(wrong).toEqual([]);
  });

  test('starts only programs that are checked, here or elsewhere', () => {
    const known = ['az', ...Object.keys(OTHER_PROGRAMS), ...OF_THE_SHELL];
    expect(programsOn({ blocks, spans }).filter((program) => !known.includes(program))).toEqual([]);
  });

  test('has shell code that a shell can read', () => {
    const unreadable = blocks.filter((block) => spawnSync('bash', ['-n'], { input: block }).status !== 0);
    expect(unreadable).toEqual([]);
  });

  test('runs scripts that exist', () => {
    const absent = npmRunsOn({ blocks, spans }).filter(({ script }) => scripts[script] === undefined);
    expect(absent).toEqual([]);
  });
});

/** Scripts that hand their flags to a tool of others. */
const FLAGS_OF_OTHERS = ['test', 'mutation'];

const runs = [...code.values()].flatMap(npmRunsOn).filter(({ script }) => !FLAGS_OF_OTHERS.includes(script));

test('every flag of a script on a page is one that the script declares', () => {
  const flags = runs.flatMap(({ script, words }) =>
    words.filter((word) => /^--[a-z]/.test(word) && word !== '--help').map((flag) => [script, flag] as const),
  );
  const wrong = atLeastOne(flags).filter(([script, flag]) => !declares(script, flag));
  expect(wrong).toEqual([]);
});

test('every command of a script on a page is one that the script declares', () => {
  const named = runs.flatMap(({ script, words: [first = ''] }) =>
    ['audit', 'outbox', 'profiles', 'state'].includes(script) ? [[script, first] as const] : [],
  );
  expect(atLeastOne(named).filter(([script, word]) => !sourcesOf(script).includes(`.command('${word}`))).toEqual([]);
});

function declares(script: string, flag: string): boolean {
  return new RegExp(`ption\\(\\s*'[^']*${flag}\\b`).test(sourcesOf(script));
}

/** The script, and the files that are its own. */
function sourcesOf(script: string): string {
  if (script === 'profiles') return readFileSync('scripts/profiles/run-profiles.ts', 'utf8');
  const [, file = ''] = /(\S+\.ts)$/.exec(scripts[script] ?? '') ?? [];
  const own = globSync(`${file.replace(/\/main\.ts$|\.ts$/, '')}/*.ts`);
  return [file, ...own].map((path) => readFileSync(path, 'utf8')).join('\n');
}
