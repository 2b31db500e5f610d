import { describe, expect, test } from 'vitest';
import { CLASS_BY_CODE, classByStatus } from '../../../shared/azure/failure-classes.ts';
import { failureOfAnswer } from '../../../shared/azure/failures.ts';
import { systemClock } from '../../../shared/lib/clock.ts';
import type { FailureClass } from '../../../shared/model/failure.ts';
import { answer } from '../../support/azure/answer.ts';

/** Code, the status that Azure sends it with, and what to do about it. */
const ROWS: readonly (readonly [code: string, status: number, its: FailureClass])[] = [
  ['PrincipalNotFound', 400, 'notYet'],
  ['MissingSubscriptionRegistration', 409, 'notYet'],
  ['SubscriptionNotRegistered', 400, 'notYet'],
  ['TooManyRequests', 429, 'throttled'],
  ['OperationsThrottled', 503, 'throttled'],
  ['SubscriptionRequestsThrottled', 429, 'throttled'],
  ['CloudDosTimeboudLimitReached', 400, 'throttled'],
  ['OperationNotAllowed', 400, 'conflict'],
  ['EtagMismatch', 412, 'conflict'],
  ['Conflict', 400, 'conflict'],
  ['ExtensionPatchFailed', 409, 'conflict'],
  ['UpdateFailed', 400, 'conflict'],
  ['RetryableErrorDueToAnotherOperation', 429, 'conflict'],
  ['OperationPreempted', 409, 'conflict'],
  ['Canceled', 200, 'conflict'],
  ['OperationCanceled', 200, 'conflict'],
  ['AuthorizationFailed', 403, 'forbidden'],
  ['LinkedAuthorizationFailed', 403, 'forbidden'],
  ['RequestDisallowedByPolicy', 403, 'forbidden'],
  ['ReadOnlyDisabledSubscription', 409, 'forbidden'],
  ['ScopeLocked', 409, 'forbidden'],
  ['RoleAssignmentLimitExceeded', 400, 'forbidden'],
  ['ResourceNotFound', 404, 'gone'],
  ['ResourceGroupNotFound', 404, 'gone'],
  ['SubscriptionNotFound', 404, 'gone'],
  ['ParentResourceNotFound', 404, 'gone'],
  ['NotFound', 404, 'gone'],
  ['UserErrorGenericResourceNotFound', 404, 'gone'],
  ['ResourceGroupBeingDeleted', 409, 'gone'],
  ['RoleAssignmentUpdateNotPermitted', 400, 'permanent'],
  ['NoRegisteredProviderFound', 409, 'permanent'],
  ['InvalidResourceType', 404, 'permanent'],
  ['InternalServerError', 400, 'transient'],
  ['InternalError', 400, 'transient'],
  ['InternalOperationError', 400, 'transient'],
  ['ServiceUnavailable', 503, 'transient'],
  ['GatewayTimeout', 504, 'transient'],
  ['OperationTimedOut', 409, 'transient'],
  ['RequestTimeout', 408, 'transient'],
  ['KubernetesPerformanceError', 400, 'transient'],
  ['KubernetesOperationError', 400, 'transient'],
  ['ExpiredAuthenticationToken', 401, 'transient'],
];

describe('the table of error codes', () => {
  test.each(ROWS)('%s, sent with %i, is %s', (code, status, its) => {
    const failure = failureOfAnswer(answer(status, { error: { code, message: 'text' } }), systemClock);
    expect(failure).toMatchObject({ class: its, code, status });
  });

  test('has no row that is not tested here', () => {
    expect(Object.keys(CLASS_BY_CODE).sort()).toEqual(ROWS.map(([code]) => code).sort());
  });

  test('does not care for the case of a code', () => {
    expect(failureOfAnswer(answer(409, { error: { code: 'scopelocked' } }), systemClock).class).toBe('forbidden');
  });

  test('is never asked about the message', () => {
    const lying = {
      error: { code: 'SomethingNew', message: 'ScopeLocked: RoleAssignmentExists, AuthorizationFailed' },
    };
    expect(failureOfAnswer(answer(400, lying), systemClock).class).toBe('permanent');
  });
});

test.each<readonly [number, FailureClass]>([
  [302, 'permanent'],
  [400, 'permanent'],
  [401, 'forbidden'],
  [403, 'forbidden'],
  [404, 'gone'],
  [405, 'permanent'],
  [406, 'permanent'],
  [408, 'transient'],
  [409, 'conflict'],
  [410, 'gone'],
  [412, 'conflict'],
  [422, 'permanent'],
  [423, 'conflict'],
  [429, 'throttled'],
  [500, 'transient'],
  [501, 'permanent'],
  [502, 'transient'],
  [503, 'transient'],
  [504, 'transient'],
  [505, 'permanent'],
])('a code that is not known goes by its status: %i is %s', (status, its) => {
  expect(classByStatus(status)).toBe(its);
  expect(failureOfAnswer(answer(status, { error: { code: 'BrandNew' } }), systemClock).class).toBe(its);
});
