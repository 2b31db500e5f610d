import type { PipelineResponse } from '@azure/core-rest-pipeline';
import type { Clock } from '../lib/clock.ts';
import type { Failure } from '../model/failure.ts';
import type { ArmResult } from '../ports/arm.ts';
import { failureOfAnswer, failureOfThrown, unreadableAnswer } from './failures.ts';
import { watched } from './wire.ts';

/**
 * Thrown by those who read answers when something is missing without which the answer means
 * nothing.
 */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

/**
 * Sends one call of an SDK client and reads its answer, of which `raw` is the last page as it came.
 * Every answer of Azure becomes a result; a throw is a bug of ours.
 */
export type Ask = <A, T>(
  send: () => Promise<A>,
  read: (answer: A, raw: PipelineResponse) => T,
) => Promise<ArmResult<T>>;

export function asker(clock: Clock): Ask {
  return async (send, read) => {
    const { result, last } = await watched(send);
    const trace = last?.trace ?? { call: 'not sent', at: clock.now().toISOString() };
    const failed = (failure: Failure) => ({ ok: false, failure, trace }) as const;

    const raw = last?.answer;
    if (raw !== undefined && raw.status >= 300) return failed(failureOfAnswer(raw, clock));
    try {
      if (result.status === 'rejected') throw result.reason;
      if (raw === undefined) throw new Error('An SDK call was answered without a request.');
      return { ok: true, value: read(result.value, raw), trace };
    } catch (error) {
      const failure = failureOfThrown(error);
      if (failure !== undefined) return failed(failure);
      // The SDK takes for granted what the specification requires, and throws where an answer
      // leaves it out.
      const unreadable = error instanceof UnreadableAnswer || result.status === 'rejected';
      if (raw === undefined || !unreadable) throw error;
      return failed(unreadableAnswer(raw.status, error));
    }
  };
}
