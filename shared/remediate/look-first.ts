import type { ActionResult, ObservedState } from '../model/action.ts';
import { isCut } from '../model/evidence.ts';
import type { Absent } from '../model/fact.ts';
import { type Failure, saysNotThere } from '../model/failure.ts';
import type { Evidence } from '../model/finding.ts';
import type { ArmResult, Observed } from '../ports/arm.ts';

/**
 * The code of a write that was not sent because the state is no longer the one that it was planned
 * on.
 */
export const CHANGED_SINCE_PLANNED = 'ChangedSincePlanned';

/** A state in which nothing is to be written. */
export type NotToWrite = Exclude<ObservedState, { readonly state: 'absent' }>;

/** The write may be sent over this: nothing is there, or it is as the plan saw it. */
export interface Free<O> {
  readonly state: 'free';
  readonly over: O;
}

export function free<O>(over: O): Free<O> {
  return { state: 'free', over };
}

/**
 * Judges what was read right before, and writes only where that is `free`. Everything else is the
 * result, and nothing is sent.
 */
export async function lookFirst<T, O>(
  read: ArmResult<T>,
  judge: (value: T) => Free<O> | NotToWrite,
  write: (over: Observed<O>) => Promise<ActionResult>,
): Promise<ActionResult> {
  if (!read.ok) return { status: 'failed', failure: notRead(read.failure), trace: read.trace };
  const { trace } = read;
  const seen = judge(read.value);
  switch (seen.state) {
    case 'done':
      return { status: 'alreadyDone', after: seen.after, trace };
    case 'running':
      return { status: 'running', operationUrl: undefined, retryAfterSeconds: undefined, trace };
    case 'failed':
    case 'unreadable':
      return { status: 'failed', failure: seen.failure, trace };
    case 'free':
      return write({ ok: true, value: seen.over, trace });
  }
}

/** As read, or `absent` where Azure says that the resource is not found. */
export function orAbsent<T>(read: ArmResult<T>): ArmResult<T | Absent> {
  return !read.ok && saysNotThere(read.failure) ? { ok: true, value: 'absent', trace: read.trace } : read;
}

/**
 * Not sent: the state is not the one that the plan, or a person's approval, was made on. The target
 * is assessed again.
 */
export function changedSincePlanned(what: string): NotToWrite {
  return {
    state: 'failed',
    failure: { class: 'conflict', code: CHANGED_SINCE_PLANNED, message: `Not written: ${what}` },
  };
}

/**
 * The first part of the state that differs from what the plan was made on, in words; `undefined`
 * where all is the same. Parts that the plan does not have, or has only in part, are not compared.
 */
export function whatDiffers(planned: Evidence | undefined, now: Evidence): string | undefined {
  const differing = Object.entries(now).find(([name, value]) => {
    const then = planned?.[name];
    return then !== undefined && !isCut(planned, name) && inWords(then) !== inWords(value);
  });
  if (differing === undefined) return undefined;
  const [name, value] = differing;
  return `${name} is now ${inWords(value) || 'empty'}, and was ${inWords(planned?.[name] ?? null) || 'empty'} when this was planned.`;
}

/** The order of a list and letter case make no difference. */
function inWords(value: Evidence[string]): string {
  return (Array.isArray(value) ? [...value].sort().join(', ') : String(value)).toLowerCase();
}

/** The read before the write failed. Its own code could be taken for that of the write. */
function notRead({ class: its, code, message, retryAfterSeconds }: Failure): Failure {
  return {
    class: its,
    code: 'NotReadBeforeWrite',
    message: `Not written: the present state could not be read first. ${code}: ${message}`,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}
