import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { PLAYWRIGHT_INSTALL } from '../../../scripts/browser/playwright-source.ts';

test('Playwright takes the command, and says what it would install', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [...PLAYWRIGHT_INSTALL, '--dry-run']);
  expect(stdout).toContain('chromium_headless_shell-');
});
