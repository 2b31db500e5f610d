import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installedBrowsers } from '../../../scripts/browser/installed-browsers.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backstay-browsers-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function place(path: string, mode = 0o755): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
  chmodSync(file, mode);
  return file;
}

/** Chrome, Edge and the build of Playwright: where they are, Playwright knows on each platform. */
const KNOWN_TO_PLAYWRIGHT = [{ channel: 'chrome' }, { channel: 'msedge' }, {}];

test('on Linux, every browser that is a command: Chromium first, and each only once', () => {
  const edge = place('a/microsoft-edge');
  const chromium = place('b/chromium');
  place('c/chromium');
  place('a/google-chrome', 0o644);
  const PATH = ['', 'a', 'b', 'c'].map((name) => name && join(folder, name)).join(':');
  expect(installedBrowsers('linux', { PATH })).toEqual([
    { executablePath: chromium },
    { executablePath: edge },
    ...KNOWN_TO_PLAYWRIGHT,
  ]);
});

test('on Linux without one on the path, those that Playwright finds', () => {
  expect(installedBrowsers('linux', { PATH: folder })).toEqual(KNOWN_TO_PLAYWRIGHT);
  expect(installedBrowsers('linux', {})).toEqual(KNOWN_TO_PLAYWRIGHT);
});

test.each<[NodeJS.Platform, string, string]>([
  ['darwin', 'HOME', 'Applications/Chromium.app/Contents/MacOS/Chromium'],
  ['win32', 'LOCALAPPDATA', 'Chromium/Application/chrome.exe'],
])('on %s, the Chromium below %s', (platform, variable, path) => {
  expect(installedBrowsers(platform, { [variable]: folder })).toEqual(KNOWN_TO_PLAYWRIGHT);
  const executablePath = place(path);
  expect(installedBrowsers(platform, { [variable]: folder })).toEqual([{ executablePath }, ...KNOWN_TO_PLAYWRIGHT]);
});
