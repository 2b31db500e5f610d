import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fillOnce } from '../../../scripts/browser/fill-once.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'backstay-fill-'));
});
afterEach(() => rmSync(parent, { recursive: true }));

test('two that fill at the same time leave one complete folder, and no drafts', async () => {
  const folder = join(parent, 'deep', 'browser');
  const gate = Promise.withResolvers<void>();
  let begun = 0;
  const fill = async (draft: string) => {
    if (++begun === 2) gate.resolve();
    await gate.promise;
    await writeFile(join(draft, 'a'), 'a');
    await writeFile(join(draft, 'b'), 'b');
  };
  await Promise.all([fillOnce(folder, fill), fillOnce(folder, fill)]);
  expect(begun).toBe(2);
  expect(readdirSync(join(parent, 'deep'))).toEqual(['browser']);
  expect(readdirSync(folder)).toEqual(['a', 'b']);
});

test('a full folder is not filled again', async () => {
  const folder = join(parent, 'browser');
  await fillOnce(folder, (draft) => writeFile(join(draft, 'file'), 'first'));
  await fillOnce(folder, () => Promise.reject(new Error('filled again')));
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('first');
});

test('a fill that fails leaves nothing behind, and the next one begins afresh', async () => {
  const folder = join(parent, 'browser');
  const half = async (draft: string) => {
    await writeFile(join(draft, 'file'), 'half');
    throw new Error('no space left');
  };
  await expect(fillOnce(folder, half)).rejects.toThrow('no space left');
  expect(readdirSync(parent)).toEqual([]);
  await fillOnce(folder, (draft) => writeFile(join(draft, 'file'), 'whole'));
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('whole');
});
