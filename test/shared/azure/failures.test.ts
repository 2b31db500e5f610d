import { describe, expect, test } from 'vitest';
import {
  failureOfAnswer,
  failureOfOperation,
  failureOfThrown,
  messageForPeople,
} from '../../../shared/azure/failures.ts';
import { NoAnswer } from '../../../shared/azure/wire.ts';
import type { Clock } from '../../../shared/lib/clock.ts';
import { atLeastOne } from '../../support/at-least-one.ts';
import { answer } from '../../support/azure/answer.ts';

const clock: Clock = { now: () => new Date('2026-01-01T00:00:00Z') };

describe('an error body', () => {
  const cases: readonly (readonly [string, number, unknown, object])[] = [
    [
      'nested in `error`, as ARM and most providers send it',
      403,
      { error: { code: 'AuthorizationFailed', message: 'no right' } },
      { class: 'forbidden', code: 'AuthorizationFailed', message: 'no right', status: 403 },
    ],
    [
      'flat, as AKS sends it',
      404,
      { code: 'NotFound', details: [{ code: 'Unspecified' }], message: 'no binding', subcode: 'GetBinding_NotFound' },
      { class: 'gone', code: 'NotFound', message: 'no binding', status: 404 },
    ],
    [
      'of a long operation',
      200,
      { status: 'Failed', error: { code: 'ExtensionOperationFailed', message: 'helm' } },
      { class: 'permanent', code: 'ExtensionOperationFailed', message: 'helm', status: 200 },
    ],
    ['that is empty', 406, '', { class: 'permanent', code: 'Http406', status: 406 }],
    ['in HTML', 502, '<html>Bad gateway</html>', { class: 'transient', code: 'Http502', status: 502 }],
    ['that is null', 404, null, { class: 'gone', code: 'Http404' }],
    ['that is a list', 400, [1, 2], { class: 'permanent', code: 'Http400' }],
    ['with a text for `error`', 401, { error: 'invalid_token' }, { class: 'forbidden', code: 'Http401' }],
    ['with null for `error`', 409, { error: null }, { class: 'conflict', code: 'Http409' }],
    ['with a number for a code', 400, { error: { code: 17, message: {} } }, { class: 'permanent', code: 'Http400' }],
    ['with a sentence for a code', 400, { error: { code: 'Go away <b>now</b>' } }, { code: 'Http400' }],
    [
      'whose known code lies within',
      400,
      { error: { code: 'InvalidTemplateDeployment', details: [null, 'x', { code: 'RequestDisallowedByPolicy' }] } },
      { class: 'forbidden', code: 'InvalidTemplateDeployment' },
    ],
    [
      'of Resource Graph, whose outer message says nothing',
      400,
      {
        error: {
          code: 'BadRequest',
          message: 'Please provide below info when asking for support: timestamp = 2026-01-01T00:00:00Z.',
          details: [
            {
              code: 'InvalidQuery',
              message: 'Query is invalid.',
              details: [{ code: 'ParserFailure', message: 'At line 1.' }],
            },
          ],
        },
      },
      { code: 'BadRequest', message: 'At line 1. Query is invalid.' },
    ],
    [
      'whose inner detail names the cause before the outer message',
      400,
      { error: { code: 'Failed', message: 'It failed.', innererror: { code: 'X', message: 'The cause.' } } },
      { code: 'Failed', message: 'The cause. It failed.' },
    ],
    [
      'without a word of use',
      400,
      { error: { code: 'BadRequest', message: 'Please provide below info when asking for support: x' } },
      { message: 'Please provide below info when asking for support: x' },
    ],
    [
      'whose known code is the inner error',
      500,
      { error: { code: 'Wrapped', innererror: { code: 'PrincipalNotFound' } } },
      { class: 'notYet', code: 'Wrapped' },
    ],
    [
      'whose message holds the answer of another service',
      400,
      {
        error: {
          code: 'ExtensionOperationFailed',
          message: 'Request failed. Error code: Conflict. {"error":{"code":"EtagMismatch","message":"changed"}}',
        },
      },
      { class: 'conflict', code: 'ExtensionOperationFailed' },
    ],
    [
      'whose message holds such an answer as text of text',
      400,
      { error: { code: 'Wrapped', message: 'failed: {\\"code\\": \\"TooManyRequests\\"}' } },
      { class: 'throttled', code: 'Wrapped' },
    ],
    [
      'whose own code is known, with any inner error',
      409,
      { error: { code: 'ScopeLocked', details: [{ code: 'TooManyRequests' }] } },
      { class: 'forbidden', code: 'ScopeLocked' },
    ],
  ];
  test.each(atLeastOne(cases))('%s is read', (_, status, body, expected) => {
    expect(failureOfAnswer(answer(status, body), clock)).toMatchObject(expected);
  });
});

test.each([
  [{ 'retry-after': '17' }, 17],
  [{ 'retry-after': 'Thu, 01 Jan 2026 00:01:00 GMT' }, 60],
  [{ 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }, 0],
  [{ 'retry-after-ms': '1500', 'retry-after': '99' }, 2],
  [{ 'x-ms-retry-after-ms': '900' }, 1],
  [{ 'retry-after': '999999' }, 3600],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '-5' }, undefined],
  [{}, undefined],
])('throttling with %o is to be obeyed for %s seconds', (headers, seconds) => {
  const failure = failureOfAnswer(answer(429, { error: { code: 'TooManyRequests' } }, headers), clock);
  expect(failure.class).toBe('throttled');
  expect(failure.retryAfterSeconds).toBe(seconds);
});

describe('the end of a long operation', () => {
  test.each([
    ['Failed', { error: { code: 'InternalServerError', message: 'm' } }, 'transient', 'InternalServerError'],
    ['Failed', { status: 'Failed', error: { code: 'NobodyKnows' } }, 'permanent', 'NobodyKnows'],
    ['Failed', { status: 'Failed', error: {} }, 'permanent', 'OperationFailed'],
    ['Failed', { status: 'Failed', error: null, code: 'NotTheError' }, 'permanent', 'OperationFailed'],
    ['Failed', undefined, 'permanent', 'OperationFailed'],
    ['Canceled', { status: 'Canceled' }, 'conflict', 'OperationCanceled'],
  ])('%s with %o is %s', (status, body, its, code) => {
    expect(failureOfOperation(status, body)).toMatchObject({ class: its, code });
  });
});

describe('an error below ARM', () => {
  const credentialError = (name: string, statusCode?: number) => Object.assign(new Error('no'), { name, statusCode });
  test.each([
    [new NoAnswer('ConnectionFailed', 'reset'), 'transient', 'ConnectionFailed'],
    [new NoAnswer('TimedOut', 'late'), 'transient', 'TimedOut'],
    [new NoAnswer('ForeignAddress', 'elsewhere'), 'permanent', 'ForeignAddress'],
    [credentialError('CredentialUnavailableError'), 'transient', 'NoToken'],
    [credentialError('AuthenticationError', 400), 'forbidden', 'NoToken'],
    [credentialError('AuthenticationError', 503), 'transient', 'NoToken'],
  ])('%s is %s', (error, its, code) => {
    expect(failureOfThrown(error)).toMatchObject({ class: its, code });
  });

  test('that is a bug of ours is no failure', () => {
    expect(failureOfThrown(new TypeError('x is not a function'))).toBeUndefined();
    expect(failureOfThrown('text')).toBeUndefined();
  });
});

describe('a message for people', () => {
  test('is one line of at most 500 characters', () => {
    const message = messageForPeople(`a\r\n\tb ${'x'.repeat(5_000)}`);
    expect(message).toHaveLength(500);
    expect(message).toMatch(/^a b x+…$/);
  });

  test('holds nothing that a terminal obeys or that reorders letters', () => {
    expect(messageForPeople('a\u001b[2Kb\u202ec\u0000d')).toBe('a [2Kb c d');
  });

  test.each([
    'eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJhIn0.c2lnbmF0dXJl',
    'Bearer 0123456789abcdef0123456789',
    'https://host/path?sig=0123456789abcdef0123456789&x=1',
    'password: 0123456789abcdef0123456789',
  ])('holds nothing that gives access: %s', (secret) => {
    const message = messageForPeople(`failed with ${secret} in it`);
    expect(message).not.toContain('0123456789abcdef');
    expect(message).not.toContain('eyJ');
    expect(message).toContain('in it');
  });
});
