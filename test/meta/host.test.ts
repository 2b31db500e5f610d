import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  CALL_TIMEOUT_MS,
  DELIVERY_LEASE_SECONDS,
  FUNCTION_TIMEOUT_SECONDS,
  LAST_BEGIN_SECONDS,
  MAX_JOB_SECONDS,
  MAX_STEP_SECONDS,
  MAX_TRIES,
  MESSAGE_LEASE_SECONDS,
  RECEIVER_TIMEOUT_MS,
  REQUEST_TIMEOUT_MS,
  RETRY_DELAY_SECONDS,
  STEP_SECONDS,
  SWEEP_SECONDS,
  TARGET_LEASE_SECONDS,
} from '../../shared/model/limits.ts';

interface Host {
  readonly functionTimeout: string;
  readonly extensions: { readonly queues: { readonly maxDequeueCount: number; readonly visibilityTimeout: string } };
}

const host = JSON.parse(readFileSync('host.json', 'utf8')) as Host;
const secondsIn = (text: string) => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);

test('the limits are those of the host', () => {
  const { maxDequeueCount, visibilityTimeout } = host.extensions.queues;
  expect(maxDequeueCount).toBe(MAX_TRIES);
  expect(secondsIn(visibilityTimeout)).toBe(RETRY_DELAY_SECONDS);
  expect(secondsIn(host.functionTimeout)).toBe(FUNCTION_TIMEOUT_SECONDS);
  const [, minutes] = /schedule: '\d+ \*\/(\d+) \* \* \* \*'/.exec(readFileSync('functions/sweep.ts', 'utf8')) ?? [];
  expect(Number(minutes) * 60).toBe(SWEEP_SECONDS);
});

test('each time budget ends before the one around it', () => {
  // A request that began last is cut at the end of the step, after at least half of its time.
  expect(LAST_BEGIN_SECONDS * 1000 + CALL_TIMEOUT_MS / 2).toBeLessThan(STEP_SECONDS * 1000);
  expect(REQUEST_TIMEOUT_MS).toBeLessThan(CALL_TIMEOUT_MS);
  expect(STEP_SECONDS).toBeLessThan(MAX_STEP_SECONDS);
  // Also when the host's clock is off, no second instance takes a target whose step is still at
  // work.
  expect(MAX_STEP_SECONDS * 2).toBeLessThan(TARGET_LEASE_SECONDS);
  expect(RECEIVER_TIMEOUT_MS * 2).toBeLessThan(DELIVERY_LEASE_SECONDS * 1000);
  expect(MAX_JOB_SECONDS + MAX_STEP_SECONDS).toBeLessThan(FUNCTION_TIMEOUT_SECONDS);
  expect(FUNCTION_TIMEOUT_SECONDS).toBeLessThan(MESSAGE_LEASE_SECONDS);
});

test('the host leaves out nothing of what must be kept: requests, exceptions, logs and events', () => {
  const { logging } = JSON.parse(readFileSync('host.json', 'utf8')) as {
    logging: { applicationInsights: { samplingSettings: { excludedTypes: string } } };
  };
  const { excludedTypes } = logging.applicationInsights.samplingSettings;
  expect(excludedTypes.split(';').sort()).toEqual(['Event', 'Exception', 'Request', 'Trace']);
});

// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/ScriptHostBuilderExtensions.cs reads `logging` as .NET does: a level below the
// name of a provider counts for that provider alone, and a category may have one wildcard.
test('the host sends no line of a function to Application Insights, which has it from Backstay', () => {
  const { logging } = JSON.parse(readFileSync('host.json', 'utf8')) as {
    logging: { logLevel: Record<string, string>; applicationInsights: { logLevel: Record<string, string> } };
  };
  expect(logging.applicationInsights.logLevel).toEqual({ 'Function.*.User': 'None' });
  // The log stream has it.
  expect(logging.logLevel.Function).toBe('Information');
});
