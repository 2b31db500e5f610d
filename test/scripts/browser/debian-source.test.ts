import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { debianSource } from '../../../scripts/browser/debian-source.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backstay-apt-'));
  vi.stubEnv('PATH', [folder, process.env.PATH].join(delimiter));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** A command of this machine that only writes down how it was called. */
function pretend(command: string, then = ''): void {
  const lines = ['#!/bin/sh', `echo "${command} $* ($DEBIAN_FRONTEND)" >> "${folder}/calls"`, then];
  writeFileSync(join(folder, command), lines.join('\n'), { mode: 0o755 });
}
const calls = () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
const as = (uid: number) => vi.spyOn(process, 'getuid').mockReturnValue(uid);

const UPDATE = 'apt-get update -qq (noninteractive)';
const INSTALL = 'apt-get install -qq --yes --no-install-recommends chromium (noninteractive)';

test('root updates the lists and installs chromium', async () => {
  as(0);
  pretend('apt-get');
  expect(await debianSource.install()).toEqual({ executablePath: '/usr/bin/chromium' });
  expect(calls()).toEqual([UPDATE, INSTALL]);
});

test('anyone else goes by sudo, which may ask for nothing', async () => {
  as(1000);
  pretend('apt-get');
  pretend('sudo', 'shift 2\nexec "$@"');
  await debianSource.install();
  const sudo = calls().filter((call) => call.startsWith('sudo'));
  expect(sudo).toHaveLength(2);
  for (const call of sudo) expect(call).toMatch(/^sudo --non-interactive --preserve-env=DEBIAN_FRONTEND apt-get /);
  expect(calls().filter((call) => call.startsWith('apt-get'))).toEqual([UPDATE, INSTALL]);
});

test('where sudo asks for a password, nothing is installed, and the reason is given', async () => {
  as(1000);
  pretend('apt-get');
  pretend('sudo', 'echo "sudo: a password is required" >&2; exit 1');
  await expect(debianSource.install()).rejects.toThrow(/^sudo: a password is required$/);
  expect(calls()).toHaveLength(1);
});
