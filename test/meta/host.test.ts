import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MOST_TRIES } from '../../shared/give-up.ts';

test('what people are told of tries is what the host is set to', () => {
  const { extensions } = JSON.parse(readFileSync('host.json', 'utf8')) as {
    extensions: { queues: { maxDequeueCount: number } };
  };
  expect(extensions.queues.maxDequeueCount).toBe(MOST_TRIES);
});
