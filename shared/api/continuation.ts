import { isContinuation } from '../storage/continuation.ts';
import { Refusal } from './problem.ts';

/** @throws Refusal for a continuation that no earlier page gave out. */
export function requireContinuation(continuation: string | undefined): void {
  if (continuation === undefined || isContinuation(continuation)) return;
  const detail = 'is not from an earlier page';
  throw new Refusal('invalid-request', `query/continuation: ${detail}`, {
    places: [{ in: 'query', pointer: '/continuation', detail }],
  });
}
