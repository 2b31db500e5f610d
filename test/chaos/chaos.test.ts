/**
 * A bounded part of `npm run chaos`: every odd course of events, a crash around every write and
 * record, and at every fortieth point.
 */
import { beforeAll, expect, test } from 'vitest';
import { type CleanRun, cleanRun } from './crashes.ts';
import { allPoints, runPoint } from './points.ts';
import { SCENARIOS } from './scenarios.ts';

const EVERY = 40;
const AROUND = /, (arm\.(put|register)\w+|chain\.extend)$/;

let clean: CleanRun;
beforeAll(async () => {
  clean = await cleanRun();
});

test('the clean run touches what it is said to touch', () => {
  expect(clean.touches.length).toBeGreaterThan(200);
  expect(clean.picture.grants).toHaveLength(7);
});

// No limit for all points together: each has its own.
test('after any fault the end is as after a clean run, or a person knows why not', { timeout: 0 }, async () => {
  const points = allPoints(clean);
  const chosen = points.filter(
    ({ name }, index) => index < SCENARIOS.length || index % EVERY === 0 || AROUND.test(name),
  );
  const broken: object[] = [];
  for (const point of chosen) {
    const result = await runPoint(point, clean);
    if (result.outcome === 'broken') broken.push(result);
  }
  expect(broken).toEqual([]);
});
