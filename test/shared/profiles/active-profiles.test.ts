import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PROFILES } from '../../../local/demo/world.ts';
import type { Notes } from '../../../shared/ports/notes.ts';
import { createActiveProfiles } from '../../../shared/profiles/active-profiles.ts';
import { memoryNotes } from '../../support/memory-rows.ts';

const GOOD = JSON.stringify(PROFILES);
const RENAMED = GOOD.replace('"standard"', '"renamed"');
const WRONG = GOOD.replace('"vault":"/subscriptions', '"vault":"/subs');

let folder: string;
let path: string;
let notes: Notes;
let now: Date;
const clock = { now: () => now };
const write = (text: string) => writeFileSync(path, text);
const laterBy = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000);
};
const namesOf = async (inForce: ReturnType<typeof createActiveProfiles>) =>
  (await inForce()).profiles.map(({ name }) => name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backstay-profiles-'));
  path = join(folder, 'profiles.json');
  notes = memoryNotes();
  now = new Date('2026-01-01T00:00:00Z');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a good change is active within a minute', async () => {
  write(GOOD);
  const inForce = createActiveProfiles(path, notes, clock);
  expect(await namesOf(inForce)).toEqual(['standard']);
  write(RENAMED);
  laterBy(59);
  expect(await namesOf(inForce)).toEqual(['standard']);
  laterBy(2);
  expect(await namesOf(inForce)).toEqual(['renamed']);
});

test('a wrong change leaves the last good one active, says why and since when, and ends when it is corrected', async () => {
  write(GOOD);
  const inForce = createActiveProfiles(path, notes, clock);
  await inForce();
  write(WRONG);
  laterBy(61);
  const seen = await inForce();
  expect(seen.profiles.map(({ name }) => name)).toEqual(['standard']);
  expect(seen.refused?.since).toBe('2026-01-01T00:01:01.000Z');
  expect(seen.refused?.why).toMatch(
    /profiles\.json is not valid:\s+- line \d+, column \d+, profiles\[0\]\.vault: must be an id of the form/,
  );
  laterBy(61);
  expect((await inForce()).refused?.since).toBe('2026-01-01T00:01:01.000Z');
  write(RENAMED);
  laterBy(61);
  expect(await inForce()).toMatchObject({ profiles: [{ name: 'renamed' }], refused: undefined });
});

test('an instance that starts with a wrong file goes by what another one found good', async () => {
  write(GOOD);
  await createActiveProfiles(path, notes, clock)();
  write(WRONG);
  const seen = await createActiveProfiles(path, notes, clock)();
  expect(seen.profiles.map(({ name }) => name)).toEqual(['standard']);
  expect(seen.refused?.why).toContain('must be an id of the form');
});

test('a file that is gone counts as a wrong one', async () => {
  write(GOOD);
  const inForce = createActiveProfiles(path, notes, clock);
  await inForce();
  rmSync(path);
  laterBy(61);
  expect((await inForce()).refused?.why).toContain('cannot be read');
});

test.each([
  ['nothing was ever good', undefined],
  ['what was good once is no longer', { text: WRONG }],
  ['what was kept is none of ours', { other: 1 }],
])('a wrong file stops the start where %s', async (_, kept) => {
  if (kept !== undefined) await notes.write('profilesLastGood', kept, undefined);
  write(WRONG);
  await expect(createActiveProfiles(path, notes, clock)()).rejects.toThrow('profiles[0].vault: must be an id');
});

test('storage that keeps nothing does not stop what is good', async () => {
  write(GOOD);
  const away = { read: () => Promise.reject(new Error('away')), write: () => Promise.reject(new Error('away')) };
  expect(await namesOf(createActiveProfiles(path, away, clock))).toEqual(['standard']);
});

test('what could not be kept is kept later', async () => {
  write(GOOD);
  let isAway = true;
  const unsteady: Notes = {
    read: (name) => (isAway ? Promise.reject(new Error('away')) : notes.read(name)),
    write: (name, value, over) => notes.write(name, value, over),
  };
  const inForce = createActiveProfiles(path, unsteady, clock);
  await inForce();
  isAway = false;
  laterBy(61);
  await inForce();
  expect((await notes.read('profilesLastGood'))?.value).toEqual({ text: GOOD });
});

test('of two versions side by side the one that stays has the last word', async () => {
  write(RENAMED);
  const newer = createActiveProfiles(path, notes, clock);
  await newer();
  const olderPath = join(folder, 'older.json');
  writeFileSync(olderPath, GOOD);
  await createActiveProfiles(olderPath, notes, clock)();
  laterBy(61);
  await newer();
  expect((await notes.read('profilesLastGood'))?.value).toEqual({ text: RENAMED });
});

test('a wrong file is reported as such also while the storage is away', async () => {
  write(WRONG);
  const away = { read: () => Promise.reject(new Error('away')), write: () => Promise.reject(new Error('away')) };
  await expect(createActiveProfiles(path, away, clock)()).rejects.toThrow('profiles[0].vault: must be an id');
});

test('storage that never answers delays no call', async () => {
  write(GOOD);
  const hanging = { ...notes, read: () => new Promise<never>(() => undefined) };
  expect(await namesOf(createActiveProfiles(path, hanging, clock))).toEqual(['standard']);
});
