import type { PipelineResponse } from '@azure/core-rest-pipeline';
import type { Clock } from '../lib/clock.ts';
import { withoutSecrets } from '../lib/secrets.ts';
import type { Failure, FailureClass } from '../model/failure.ts';
import { MAX_QUOTED_CHARACTERS } from '../model/limits.ts';
import { type ErrorBody, parseJson, readErrorBody } from './error-body.ts';
import { CLASS_BY_CODE, classByStatus } from './failure-classes.ts';
import { retryAfterSeconds } from './retry-after.ts';
import { isRecord } from './shapes.ts';
import { NoAnswer } from './wire.ts';

/** ARM answered with an error. */
export function failureOfAnswer({ status, headers, bodyAsText }: PipelineResponse, clock: Clock): Failure {
  const body = readErrorBody(parseJson(bodyAsText ?? ''));
  const seconds = retryAfterSeconds(headers, clock);
  return {
    class: classOf(body, classByStatus(status)),
    code: body.code ?? `Http${status}`,
    message: messageForPeople(body.message ?? `Azure answered with status ${status}.`),
    status,
    ...(seconds !== undefined && { retryAfterSeconds: seconds }),
  };
}

/** A long operation ended without success; `body` has its outcome. */
export function failureOfOperation(status: string, body: unknown): Failure {
  const error = readErrorBody(isRecord(body) && isRecord(body.error) ? body.error : undefined);
  const canceled = status.toLowerCase().startsWith('cancel');
  return {
    class: classOf(error, canceled ? 'conflict' : 'permanent'),
    code: error.code ?? (canceled ? 'OperationCanceled' : 'OperationFailed'),
    message: messageForPeople(error.message ?? `The operation ended ${status}.`),
  };
}

/**
 * Nothing came back, or there was no token to send anything with; `undefined` for errors that are
 * no trouble of Azure's.
 */
export function failureOfThrown(error: unknown): Failure | undefined {
  if (error instanceof NoAnswer) {
    const { code, retryAfterSeconds } = error;
    return {
      class: CLASS_WITHOUT_ANSWER[code],
      code,
      message: messageForPeople(error.message),
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    };
  }
  if (error instanceof Error && TOKEN_ERRORS.has(error.name)) {
    const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 0;
    return {
      class: status >= 400 && status < 404 ? 'forbidden' : 'transient',
      code: 'NoToken',
      message: messageForPeople(`Backstay's identity got no token: ${error.message}`),
    };
  }
  return undefined;
}

/** A successful answer of the wrong form. A write has happened, so a retry does no harm. */
export function unreadableAnswer(status: number, error: unknown): Failure {
  return {
    class: 'transient',
    code: 'UnreadableAnswer',
    message: messageForPeople(
      `Azure's answer could not be read: ${error instanceof Error ? error.message : 'no reason'}`,
    ),
    status,
  };
}

/**
 * Bounded, on one line, without secrets, and without characters that a terminal obeys or that
 * change the order of others.
 */
export function messageForPeople(message: string): string {
  const clean = withoutSecrets(message.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')).trim();
  return clean.length > MAX_QUOTED_CHARACTERS ? `${clean.slice(0, MAX_QUOTED_CHARACTERS - 1)}…` : clean;
}

const CLASS_WITHOUT_ANSWER: { readonly [C in NoAnswer['code']]: FailureClass } = {
  ConnectionFailed: 'transient',
  TimedOut: 'transient',
  AnswerTooLarge: 'transient',
  StepOver: 'transient',
  QuotaSpared: 'throttled',
  ForeignAddress: 'permanent',
};

/** Names under which @azure/identity throws. */
const TOKEN_ERRORS: ReadonlySet<string> = new Set([
  'AuthenticationError',
  'AggregateAuthenticationError',
  'AuthenticationRequiredError',
  'CredentialUnavailableError',
]);

const CLASSES = new Map(Object.entries(CLASS_BY_CODE).map(([code, its]) => [code.toLowerCase(), its]));

/** The code decides; where it is unknown, the inner codes; else the status. */
function classOf({ code, innerCodes }: ErrorBody, otherwise: FailureClass): FailureClass {
  const known = [code, ...innerCodes].map((each) => CLASSES.get(each?.toLowerCase() ?? ''));
  return known.find((its) => its !== undefined) ?? otherwise;
}
