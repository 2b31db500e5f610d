import { expect, test } from 'vitest';
import { traceparentIn } from '../../../shared/storage/message.ts';
import { parseWakeMessage } from '../../../shared/storage/queue.ts';
import { TARGET } from '../../support/record.ts';

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const OLD = { v: 1, ...TARGET };

test('a message from before there were traces names its target', () => {
  expect(parseWakeMessage(OLD)).toEqual(TARGET);
  expect(traceparentIn(OLD)).toBeUndefined();
});

test.each<[string, unknown]>([
  ['a traceparent', PARENT],
  ['text that is none', "00-' | drop table"],
  ['a number', 7],
  ['an object', { __proto__: null, traceId: 'x' }],
  ['null', null],
])('with %s a message names the same target', (_, traceparent) => {
  expect(parseWakeMessage({ ...OLD, traceparent })).toEqual(TARGET);
});

test('what a newer version adds to a message is left alone: both run side by side for a while', () => {
  const newer = { ...OLD, traceparent: PARENT, verdict: 'Ready', urgency: 7 };
  expect(parseWakeMessage(newer)).toEqual(TARGET);
  expect(traceparentIn(newer)).toBe(PARENT);
});

test.each<[string, unknown]>([
  ['another version', { ...OLD, v: 2 }],
  ['no object', PARENT],
])('with %s it is none of ours, with any traceparent', (_, message) => {
  expect(parseWakeMessage(message)).toBeUndefined();
  expect(traceparentIn(message)).toBeUndefined();
});
