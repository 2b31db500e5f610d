import type { Failure } from '../../shared/model/failure.ts';
import type { Arm, ArmResult, Observed } from '../../shared/ports/arm.ts';

const trace = { call: 'GET /asked', at: '2026-01-01T00:00:00.000Z' };

export function answered<T>(value: T): ArmResult<T> {
  return { ok: true, value, trace };
}

/** An answer that a write is sent over. */
export function observed<T>(value: T): Observed<T> {
  return { ok: true, value, trace };
}

export const NOTHING_THERE = observed('absent' as const);

export function refused(failure: Partial<Failure>): ArmResult<never> {
  return { ok: false, failure: { class: 'permanent', code: 'Code', message: 'text', ...failure }, trace };
}

export const GONE = refused({ class: 'gone', code: 'ResourceNotFound', status: 404 });
export const FORBIDDEN = refused({ class: 'forbidden', code: 'AuthorizationFailed', status: 403 });
export const CONFLICT = refused({ class: 'conflict', code: 'OperationNotAllowed', status: 409 });

export interface ArmStub {
  readonly arm: Arm;
  /** Names of the calls, in the order in which they came. */
  readonly calls: readonly string[];
}

/**
 * A port that answers only what it is given, and counts; a call that a test does not expect fails
 * it.
 */
export function armThat(
  answers: { readonly [K in keyof Arm]?: ArmResult<unknown> | (() => ArmResult<unknown>) },
): ArmStub {
  const calls: string[] = [];
  const arm = new Proxy({} as Arm, {
    get: (_, name: string) => async () => {
      calls.push(name);
      const answer = answers[name as keyof Arm];
      if (answer === undefined) throw new Error(`${name} was not expected to be called.`);
      return typeof answer === 'function' ? answer() : answer;
    },
  });
  return { arm, calls };
}
