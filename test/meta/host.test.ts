import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MAX_TRIES } from '../../shared/jobs/dead-letter.ts';

test('what people are told of tries is what the host is set to', () => {
  const { extensions } = JSON.parse(readFileSync('host.json', 'utf8')) as {
    extensions: { queues: { maxDequeueCount: number } };
  };
  expect(extensions.queues.maxDequeueCount).toBe(MAX_TRIES);
});

test('the host leaves out nothing of what must be kept: requests, exceptions, logs and events', () => {
  const { logging } = JSON.parse(readFileSync('host.json', 'utf8')) as {
    logging: { applicationInsights: { samplingSettings: { excludedTypes: string } } };
  };
  const { excludedTypes } = logging.applicationInsights.samplingSettings;
  expect(excludedTypes.split(';').sort()).toEqual(['Event', 'Exception', 'Request', 'Trace']);
});
