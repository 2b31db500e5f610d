import { beforeEach, expect, test } from 'vitest';
import { createTimerWatch } from '../../../shared/jobs/timer-watch.ts';
import { secondsAfter } from '../../../shared/lib/clock.ts';
import type { Notes } from '../../../shared/ports/notes.ts';
import { memoryNotes } from '../../support/memory-rows.ts';

let now: Date;
let requested: number;
let reads: number;
let notes: Notes;
const logged: unknown[] = [];
const log = { info() {}, warn() {}, error: (...line: readonly unknown[]) => void logged.push(line) };

beforeEach(() => {
  now = new Date('2026-01-01T12:00:00Z');
  requested = 0;
  reads = 0;
  logged.length = 0;
  const memory = memoryNotes();
  notes = {
    ...memory,
    read(name) {
      reads++;
      return memory.read(name);
    },
  };
});

/** One instance of the app. */
const instance = () =>
  createTimerWatch(notes, { now: () => now }, async () => {
    requested++;
  });
const later = (minutes: number) => {
  now = secondsAfter(now, minutes * 60);
};

test('while the timer runs, no sweep is requested', async () => {
  const [timer, other] = [instance(), instance()];
  for (let run = 0; run < 6; run++) {
    await timer.swept();
    later(10);
    await other.check(log);
  }
  expect([requested, logged]).toEqual([0, []]);
});

test('a timer that has run none for 20 minutes: a sweep is requested, and the log says since when', async () => {
  await instance().swept();
  later(19);
  await instance().check(log);
  expect(requested).toBe(0);
  later(1);
  await instance().check(log);
  expect(requested).toBe(1);
  expect(logged).toEqual([['Timers stopped', { lastSweep: '2026-01-01T12:00:00.000Z' }]]);
});

test('many wakes on many instances request one sweep every 20 minutes', async () => {
  await instance().swept();
  const instances = [instance(), instance(), instance()];
  for (let minute = 0; minute < 60; minute++) {
    later(1);
    await Promise.all(instances.map((each) => each.check(log)));
  }
  expect(requested).toBe(3);
});

test('an app that has never swept is given 20 minutes', async () => {
  const one = instance();
  await one.check(log);
  later(19);
  await one.check(log);
  expect(requested).toBe(0);
  later(1);
  await one.check(log);
  expect(requested).toBe(1);
});

test('a note of another form counts as none', async () => {
  await notes.write('sweeps', { at: 'yesterday' }, undefined);
  await instance().check(log);
  expect(requested).toBe(0);
});

test('an instance that knows of a sweep reads nothing', async () => {
  const one = instance();
  await one.swept();
  const before = reads;
  for (let minute = 0; minute < 19; minute++) {
    later(1);
    await one.check(log);
  }
  expect(reads).toBe(before);
});
