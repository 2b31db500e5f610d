import { expect, test } from 'vitest';
import { parseWakeMessage, traceparentIn } from '../../../shared/state/queue.ts';
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

test.each<[string, unknown]>([
  ['another field', { ...OLD, verdict: 'Ready' }],
  ['another version', { ...OLD, v: 2 }],
  ['no object', PARENT],
])('with %s it is none of ours, whatever its traceparent says', (_, message) => {
  expect(parseWakeMessage(message)).toBeUndefined();
  expect(traceparentIn(message)).toBeUndefined();
});
