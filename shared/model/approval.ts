import type { Caller } from './caller.ts';
import type { Action } from './plan.ts';

/** One question to people: may this action be carried out on this state? */
export interface Approval {
  /**
   * Follows from the action and the state that asks for it: when either changes, it is another
   * question.
   */
  readonly id: string;
  readonly action: Action;
  /** ISO 8601, as are the others. */
  readonly askedAt: string;
  /** After this it cannot be answered, and is requested again. */
  readonly expiresAt: string;
  readonly answer?: {
    readonly given: 'approved' | 'declined';
    readonly at: string;
    readonly by: Caller;
    /** Set until it is on record who gave it; until then it does not count. */
    readonly unrecorded?: true;
  };
}
