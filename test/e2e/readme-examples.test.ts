import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { atLeastOne } from '../support/at-least-one.ts';

/** Examples that end by themselves: with which exit code, and what they print. */
const RUN: Readonly<Record<string, readonly [code: number, prints: RegExp]>> = {
  'npm run rules': [0, /BKS-101/],
  // Without a deployment, a login or a file of the reader's own, it says in words what it needs.
  'npm run scan -- --cluster CLUSTER-ID --profiles profiles.json': [1, /^The scan failed: .*--profiles FILE[^\n]*\n$/],
  'npm run audit -- verify': [1, /AzureWebJobsStorage__accountName: must be set/],
  'npm run host': [1, /^local\.settings\.json is not there\..*local\.settings\.sample\.json[^\n]*\n$/],
};

/** Examples that stay up until they are ended. */
const STAYS_UP: Readonly<Record<string, RegExp>> = {
  'npm run azure': /The Resource Manager listens at https:\/\/127\.0\.0\.1:\d+/,
};

/** Examples that are not run by this test, and what runs them instead. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'npm start': 'test/e2e/start.test.ts runs it, and every line that it prints to be pasted.',
  'npm start -- --once': 'test/e2e/story.test.ts runs it.',
  'npm start -- --cluster stopped': 'test/e2e/start.test.ts has the names; the stopped cluster is made there by curl.',
  'npm test': 'is what runs this test.',
  'npm run package': 'test/support/global-setup.ts makes the package of each run by the same script.',
  'npm run check': '.ci/run runs each of its parts.',
  '.ci/run': 'runs for every change.',
  'az login': 'needs a person and a browser; test/commands/documents.test.ts holds it against the tables.',
  'azd up': 'needs an Azure subscription; test/rehearsal plays it with the hooks as they are.',
};

const readme = readFileSync('README.md', 'utf8');
const lines = [...readme.matchAll(/^ *```sh\n(.*?)^ *```$/gms)].flatMap(([, block = '']) => block.split('\n'));
const spans = [...readme.replace(/^ *```.*?^ *```$/gms, '').matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
const examples = [...lines, ...spans]
  .map((text) =>
    text
      .replace(/\s+#.*$/, '')
      .replace(/\s+/g, ' ')
      .trim(),
  )
  .filter((text) => /^(?:npm|node|azd|az|curl|npx|backstay) |^\.ci\/run$/.test(text));

test('every example of the README is run, here or elsewhere', () => {
  const known = [...Object.keys(RUN), ...Object.keys(STAYS_UP), ...Object.keys(ELSEWHERE)];
  expect([...new Set(atLeastOne(examples))].sort()).toEqual(known.sort());
});

test.each(atLeastOne(Object.entries(RUN)))('%s ends as expected', async (example, [code, prints]) => {
  const child = paste(example);
  expect([await child.ended, child.shown()]).toEqual([code, expect.stringMatching(prints)]);
});

test.each(atLeastOne(Object.entries(STAYS_UP)))('%s starts and can be ended', async (example, prints) => {
  const child = paste(example);
  try {
    await child.shows(prints);
  } finally {
    child.end();
    await child.ended;
    rmSync('arm.pem', { force: true });
  }
});

/** The example as a shell runs it, in a group of its own. */
function paste(example: string) {
  const { AzureWebJobsStorage: _, ...env } = process.env;
  const shell = spawn('sh', ['-c', example.replace('npm run ', 'npm run --silent ')], {
    detached: true,
    env: { ...env, NO_COLOR: '1' },
  });
  let shown = '';
  let heard: () => void = () => {};
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      shown += chunk;
      heard();
    });
  }
  const ended = new Promise<number | null>((resolve) => shell.on('close', resolve));
  return {
    ended,
    shown: () => shown,
    shows: (prints: RegExp) =>
      new Promise<void>((resolve, reject) => {
        heard = () => prints.test(shown) && resolve();
        void ended.then((code) => reject(new Error(`${example} ended with ${code}:\n${shown}`)));
        heard();
      }),
    end: () => process.kill(-(shell.pid ?? 0), 'SIGTERM'),
  };
}
