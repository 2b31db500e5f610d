import { expect, test } from 'vitest';
import { createPolling } from '../../../../local/host/queue/polling.ts';

const waits = (count: number, longestMs: number, speed: number, random = () => 0.5) => {
  const polling = createPolling(longestMs, speed, random);
  return Array.from({ length: count }, () => Math.round(polling.next(false)));
};

test('an empty queue is polled less and less often, up to the longest interval', () => {
  expect(waits(8, 2_000, 1)).toEqual([100, 200, 300, 500, 900, 1_700, 2_000, 2_000]);
});

test('the growth is random by a fifth', () => {
  expect(waits(3, 60_000, 1, () => 0)[2]).toBe(260);
  expect(waits(3, 60_000, 1, () => 1)[2]).toBe(340);
});

test('a message brings the interval back to the shortest', () => {
  const polling = createPolling(60_000, 1, () => 0.5);
  for (let polls = 0; polls < 5; polls += 1) polling.next(false);
  expect(polling.next(true)).toBe(100);
  expect(polling.next(false)).toBe(200);
});

test('the speed divides the intervals, but spares the machine', () => {
  expect(waits(4, 2_000, 2)).toEqual([50, 100, 150, 250]);
  expect(waits(6, 6_000, 100)).toEqual([20, 40, 60, 100, 180, 200]);
  expect(waits(4, 100, 100)).toEqual([20, 40, 60, 100]);
});
