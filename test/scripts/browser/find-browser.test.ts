import { expect, test } from 'vitest';
import { type BrowserSearch, findBrowser } from '../../../scripts/browser/find-browser.ts';
import type { BrowserChoice } from '../../../scripts/browser/installed-browsers.ts';

const at = (executablePath: string): BrowserChoice => ({ executablePath });

/**
 * A machine on which the browsers `starting` start, with sources that bring `/first` and `/second`.
 */
function machine(starting: readonly BrowserChoice[], changes: Partial<BrowserSearch> = {}) {
  const installed: string[] = [];
  const said: string[] = [];
  const source = (path: string, isAvailable = true) => ({
    name: `the browser at ${path}`,
    isAvailable: () => isAvailable,
    async install() {
      installed.push(path);
      if (path === '/refused') throw new Error('E404 not found\nand a long log');
      return at(path);
    },
  });
  const search: BrowserSearch = {
    named: undefined,
    installed: [at('/old'), { channel: 'chrome' }],
    sources: [source('/elsewhere', false), source('/refused'), source('/first'), source('/second')],
    async whyNot(choice) {
      const starts = starting.some((other) => JSON.stringify(other) === JSON.stringify(choice));
      return starts ? undefined : 'libnss3.so is missing';
    },
    say: (line) => void said.push(line),
    ...changes,
  };
  return { search, installed, said };
}

test('the browser of CHROMIUM_PATH comes first', async () => {
  const { search } = machine([at('/mine'), at('/old')], { named: '/mine' });
  expect(await findBrowser(search)).toEqual(at('/mine'));
});

test('a CHROMIUM_PATH that starts nothing is an error, not a reason to take another browser', async () => {
  const { search, installed } = machine([at('/old'), at('/first')], { named: '/mine' });
  await expect(findBrowser(search)).rejects.toThrow(
    'CHROMIUM_PATH is /mine, and no browser starts from it: libnss3.so is missing',
  );
  expect(installed).toEqual([]);
});

test('of the installed browsers the first that starts is taken, and nothing is installed', async () => {
  const { search, installed, said } = machine([{ channel: 'chrome' }, at('/first')]);
  expect(await findBrowser(search)).toEqual({ channel: 'chrome' });
  expect(installed).toEqual([]);
  expect(said).toEqual([]);
});

test('without one, the sources are tried in turn, each with a line that says what and why', async () => {
  const { search, installed, said } = machine([at('/second')]);
  expect(await findBrowser(search)).toEqual(at('/second'));
  expect(installed).toEqual(['/refused', '/first', '/second']);
  expect(said).toEqual([
    'Installing the browser at /refused, once: this machine has no Chromium, Chrome or Edge that starts.',
    'It could not be installed: E404 not found',
    'Installing the browser at /first, once: this machine has no Chromium, Chrome or Edge that starts.',
    'It does not start: libnss3.so is missing',
    'Installing the browser at /second, once: this machine has no Chromium, Chrome or Edge that starts.',
  ]);
});

test('where none can be had, one sentence names the three ways out', async () => {
  const { search } = machine([]);
  const error = await findBrowser(search).catch((thrown: Error) => thrown);
  expect(error).toBeInstanceOf(Error);
  const { message } = error as Error;
  expect(message.split(/[.!?]\s/)).toHaveLength(1);
  expect(message).toMatch(/set CHROMIUM_PATH .* install one of them .* registry that has @sparticuz\/chromium/i);
});
