import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const WANTED = {
  '': { name: 'backstay' },
  'node_modules/node': { version: '24.1.0', integrity: 'sha512-node' },
  'node_modules/for-windows': { version: '1.0.0', integrity: 'sha512-windows', optional: true },
};

/** A repository with the script, a lock file, and an npm that only leaves a mark. */
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'backstay-with-node-'));
  for (const folder of ['scripts', 'bin', 'node_modules/node/bin']) mkdirSync(join(root, folder), { recursive: true });
  copyFileSync('scripts/with-node.mjs', join(root, 'scripts/with-node.mjs'));
  symlinkSync(process.execPath, node());
  place('24.1.0');
  lock(WANTED);
  writeFileSync(join(root, 'bin/npm'), `#!/bin/sh\ntouch npm-ran\nln -sf "${process.execPath}" "${node()}"\n`, {
    mode: 0o755,
  });
  writeFileSync(join(root, 'work.mjs'), `process.stdout.write('worked ' + process.argv.slice(2))`);
});
afterEach(() => rmSync(root, { recursive: true }));

const place = (version: string) =>
  writeFileSync(join(root, 'node_modules/node/package.json'), JSON.stringify({ version }));
const node = () => join(root, 'node_modules/node/bin/node');
const lock = (packages: object) => writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));
const noteInstalled = (packages: object) =>
  writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));

/** Runs the script, and answers whether npm had to install. */
function installs(): boolean {
  const PATH = [join(root, 'bin'), process.env.PATH].join(delimiter);
  const parameters = [join(root, 'scripts/with-node.mjs'), 'work.mjs', 'a', 'b'];
  const { stdout, stderr } = spawnSync(process.execPath, parameters, {
    encoding: 'utf8',
    env: { ...process.env, PATH },
  });
  expect(stdout, stderr).toBe('worked a,b');
  const ran = existsSync(join(root, 'npm-ran'));
  rmSync(join(root, 'npm-ran'), { force: true });
  return ran;
}

test('the first run installs, the second one does not', () => {
  expect([installs(), installs()]).toEqual([true, false]);
});

test('after an `npm ci` of a person nothing is installed', () => {
  noteInstalled({ 'node_modules/node': WANTED['node_modules/node'] });
  expect(installs()).toBe(false);
});

test.each([
  ['that lacks a package', {}],
  ['of another version', { 'node_modules/node': { version: '24.0.0', integrity: 'sha512-node' } }],
  ['of another content', { 'node_modules/node': { version: '24.1.0', integrity: 'sha512-other' } }],
])('an installation %s is not enough', (_, installed) => {
  noteInstalled(installed);
  expect(installs()).toBe(true);
});

test('an installation without Node, as `npm ci --ignore-scripts` leaves it, is not enough', () => {
  noteInstalled({ 'node_modules/node': WANTED['node_modules/node'] });
  rmSync(node());
  expect(installs()).toBe(true);
});

test('a note of npm without the package that it names, as --package-lock-only leaves it, is not enough', () => {
  noteInstalled({ 'node_modules/node': WANTED['node_modules/node'] });
  place('24.0.0');
  expect(installs()).toBe(true);
});

test('a new lock file asks for a new installation', () => {
  installs();
  lock({ ...WANTED, 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-zod' } });
  expect(installs()).toBe(true);
});

test('variables of a file go before those of the environment, letter by letter', () => {
  noteInstalled({ 'node_modules/node': WANTED['node_modules/node'] });
  writeFileSync(join(root, 'some.env'), `NODE_EXTRA_CA_CERTS=/a b/it's.pem\nQUERY=a=b\n\n`);
  writeFileSync(
    join(root, 'tell.mjs'),
    `const { NODE_EXTRA_CA_CERTS, QUERY } = process.env; process.stdout.write(NODE_EXTRA_CA_CERTS + ' ' + QUERY)`,
  );
  const parameters = [join(root, 'scripts/with-node.mjs'), '--env', join(root, 'some.env'), 'tell.mjs'];
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: '/etc/company.pem' };
  expect(spawnSync(process.execPath, parameters, { encoding: 'utf8', env }).stdout).toBe("/a b/it's.pem a=b");
});
