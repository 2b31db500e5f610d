import { withAcceptances, withMeanwhile } from '../acceptances/held.ts';
import { withAnswers, withApprovals } from '../approvals/used-approvals.ts';
import { backOff, MAX_OPTIMISTIC_TRIES } from '../lib/backoff.ts';
import { secondsAfter } from '../lib/clock.ts';
import type { Acceptance } from '../model/acceptance.ts';
import type { Approval } from '../model/approval.ts';
import { EARLY_MESSAGE_SECONDS } from '../model/limits.ts';
import type { TargetSchedule, WaitingNews } from '../model/schedule.ts';
import type { TargetState } from '../model/state.ts';
import type { TargetSummary } from '../model/summary.ts';
import { type Target, targetKey } from '../model/target.ts';
import { isOverdue } from '../plan/schedule.ts';
import type { ListFilter, Stored, SummaryPage, SummaryQuery, TargetRows } from '../ports/target-rows.ts';

export type Claim =
  | { readonly claimed: true; readonly stored: Stored }
  | {
      readonly claimed: false;
      /**
       * Someone else is at work and will see what came meanwhile; it is not due; or it is not
       * found.
       */
      readonly reason: 'busy' | 'notDue' | 'unknownTarget';
    };

/** One row for each target: what was last seen of it, and whether there is anything to do. */
export interface TargetStore {
  get(target: Target): Promise<Stored | undefined>;
  list(filter?: ListFilter): AsyncIterable<TargetState>;
  /** One line of each target, page by page: for lists of thousands. */
  summaries(query: SummaryQuery): Promise<SummaryPage>;
  /**
   * One line of every target. `onUnreadable` hears of rows that cannot be read, which are then left
   * out.
   */
  allSummaries(onUnreadable: (why: string) => void): AsyncIterable<TargetSummary>;
  /** Targets that are overdue at this time, ISO 8601. `onUnreadable` as above, also in the next. */
  dueBefore(late: string, onUnreadable: (why: string) => void): AsyncIterable<TargetSchedule>;
  /** The news that waits for a digest. */
  news(onUnreadable: (why: string) => void): AsyncIterable<WaitingNews>;
  /** By the id of `targetIdOf`; `undefined` when the target is not found. */
  byId(targetId: string): Promise<TargetState | undefined>;

  /** Notes that something happened to a target, new ones included. */
  markDirty(target: Target, now: Date, event?: Happening): Promise<Marked>;

  /**
   * Changes the approval requests, also while a step holds the target: the holder's release keeps
   * them. `change` may be asked more than once; it answers `undefined` to leave all as it is. A
   * change makes the target due.
   */
  changeApprovals(
    target: Target,
    now: Date,
    change: (approvals: readonly Approval[]) => readonly Approval[] | undefined,
  ): Promise<void>;

  /** The same for findings that people accept; a target that is not there stays so. */
  changeAcceptances(
    target: Target,
    now: Date,
    change: (acceptances: readonly Acceptance[]) => readonly Acceptance[] | undefined,
  ): Promise<void>;

  /**
   * Takes the target for one step, if it is due and no step holds it. `owner` is the id of the
   * queue message: the same owner may claim again at once, because a message comes a second time
   * only when its first run is dead. A message that was sent for this very `wakeAt` (`dueAt`) is in
   * time: the clock of the queue has waited, and that of this host may differ.
   */
  claim(target: Target, owner: string, now: Date, leaseSeconds: number, dueAt?: string): Promise<Claim>;

  /**
   * Notes at once the changes that a step is about to undo, so that they are known even if the step
   * dies; the target stays claimed. `false` when someone else has taken the target over.
   */
  keepHold(stored: Stored, hold: Hold): Promise<boolean>;

  /**
   * Writes the results of the step, and releases the target. Events noted meanwhile are kept, and
   * make the target due now. `undefined` when someone else has taken the target over: then nothing
   * is written.
   */
  release(stored: Stored, next: TargetState, now: Date): Promise<TargetState | undefined>;
}

export type Hold = Required<Pick<TargetState, 'onHoldSince' | 'undoing'>>;

/** An event, by its id and by the request that made the change. */
export interface Happening {
  readonly eventId: string;
  readonly correlationId?: string;
}

/**
 * `seenBefore`: this very event was noted already. `ownWrite`: it is about a write of Backstay to
 * this target.
 */
export type Marked = 'marked' | 'seenBefore' | 'ownWrite';

const EVENTS_KEPT = 20;
/** Of one page. */
const MAX_SUMMARIES = 1000;

type Decision<T> = { readonly write: TargetState; answer(etag: string): T } | { readonly done: T };

/**
 * Every change is made to the row as it was read, or not at all; the second writer reads again and
 * decides again.
 */
export function createTargetStore(rows: TargetRows): TargetStore {
  async function change<T>(target: Target, decide: (stored: Stored | undefined) => Decision<T>): Promise<T> {
    for (let tries = 1; tries <= MAX_OPTIMISTIC_TRIES; tries++) {
      const stored = await rows.read(target);
      const decision = decide(stored);
      if ('done' in decision) return decision.done;
      const etag = await rows.write(decision.write, stored?.etag);
      if (etag !== undefined) return decision.answer(etag);
      await backOff(tries);
    }
    throw new Error(`The state of ${targetKey(target)} is being written by too many at once.`);
  }

  return {
    get: (target) => rows.read(target),
    async *list(filter = {}) {
      yield* rows.list(filter);
    },
    summaries: (query) => rows.summaries(query),
    async *allSummaries(onUnreadable) {
      let continuation: string | undefined;
      do {
        const page = await rows.summaries({ limit: MAX_SUMMARIES, continuation, onUnreadable });
        yield* page.summaries;
        continuation = page.continuation;
      } while (continuation !== undefined);
    },
    async *dueBefore(late, onUnreadable) {
      for await (const schedule of rows.dueBefore(late, onUnreadable)) if (isOverdue(schedule, late)) yield schedule;
    },
    async *news(onUnreadable) {
      yield* rows.news(onUnreadable);
    },
    byId: (targetId) => rows.byId(targetId),

    markDirty: (target, now, event) =>
      change<Marked>(target, (stored) => {
        const state = stored?.state ?? newState(target, now);
        if (event === undefined) return { write: withDirt(state, undefined, now), answer: () => 'marked' };
        const { eventId } = event;
        const correlationId = event.correlationId?.toLowerCase();
        if (state.seenEvents.includes(eventId)) return { done: 'seenBefore' };
        if (correlationId !== undefined && state.ownWrites?.includes(correlationId)) return { done: 'ownWrite' };
        const seenEvents = [...state.seenEvents, eventId].slice(-EVENTS_KEPT);
        return { write: { ...withDirt(state, correlationId, now), seenEvents }, answer: () => 'marked' };
      }),

    changeApprovals: (target, now, next) =>
      change<void>(target, (stored) => {
        const approvals = next(stored?.state.approvals ?? []);
        if (stored === undefined || approvals === undefined) return { done: undefined };
        return { write: withApprovals(withDirt(stored.state, undefined, now), approvals), answer: () => undefined };
      }),

    changeAcceptances: (target, now, next) =>
      change<void>(target, (stored) => {
        const acceptances = next(stored?.state.acceptances ?? []);
        if (stored === undefined || acceptances === undefined) return { done: undefined };
        return { write: withAcceptances(withDirt(stored.state, undefined, now), acceptances), answer: () => undefined };
      }),

    claim: (target, owner, now, leaseSeconds, dueAt) =>
      change<Claim>(target, (stored) => {
        if (stored === undefined) return { done: { claimed: false, reason: 'unknownTarget' } };
        const { state } = stored;
        if (isHeldByAnother(state, owner, now)) return { done: { claimed: false, reason: 'busy' } };
        const isInTime = dueAt !== undefined && dueAt === state.wakeAt;
        if (!isInTime && !isDue(state, now)) return { done: { claimed: false, reason: 'notDue' } };
        const until = secondsAfter(now, leaseSeconds).toISOString();
        const taken = { ...state, flight: { owner, until }, dirtyFor: [], steps: countStep(state, now) };
        return { write: taken, answer: (etag) => ({ claimed: true, stored: { state: taken, etag } }) };
      }),

    keepHold: ({ state }, hold) =>
      change<boolean>(state.target, (newer) =>
        newer === undefined || newer.state.flight?.owner !== state.flight?.owner
          ? { done: false }
          : { write: { ...newer.state, ...hold }, answer: () => true },
      ),

    async release(stored, next, now) {
      const { flight: _, dirtyFor: __, ...given } = next;
      if ((await rows.write(given, stored.etag)) !== undefined) return given;
      const owner = stored.state.flight?.owner;
      return change<TargetState | undefined>(stored.state.target, (newer) => {
        if (newer === undefined || newer.state.flight?.owner !== owner) return { done: undefined };
        const { seenEvents, askedAt } = newer.state;
        const isNews = !isOurOwnDoing(newer.state, given);
        const answered = withAnswers(given.approvals ?? [], newer.state.approvals ?? []);
        const acceptances = withMeanwhile(
          stored.state.acceptances ?? [],
          given.acceptances ?? [],
          newer.state.acceptances ?? [],
        );
        const kept = {
          ...withAcceptances(withApprovals(given, answered), acceptances),
          seenEvents,
          dirty: given.dirty || isNews,
          ...(askedAt !== undefined && { askedAt }),
          // A step that left work over has said itself when to go on.
          ...(isNews && { wakeAt: now.toISOString() }),
        };
        return { write: kept, answer: () => kept };
      });
    },
  };
}

/**
 * An event that comes while a step is at work may be about a write of that step; only the step
 * knows.
 */
function withDirt({ dirtyFor, ...state }: TargetState, correlationId: string | undefined, now: Date): TargetState {
  const asked = { ...state, dirty: true, askedAt: now.toISOString() };
  // More than a step can have written: some of them are not its own, and the row must not grow with
  // them.
  const others = dirtyFor === undefined || dirtyFor.length >= EVENTS_KEPT;
  return correlationId === undefined || others ? asked : { ...asked, dirtyFor: [...dirtyFor, correlationId] };
}

function isOurOwnDoing({ dirtyFor }: TargetState, { ownWrites = [] }: TargetState): boolean {
  return dirtyFor?.every((correlationId) => ownWrites.includes(correlationId)) ?? false;
}

const HOUR_MS = 3_600_000;

function countStep({ steps }: TargetState, now: Date): Required<TargetState>['steps'] {
  const since = new Date(now.getTime() - (now.getTime() % HOUR_MS)).toISOString();
  return { since, count: steps?.since === since ? steps.count + 1 : 1 };
}

function isHeldByAnother({ flight }: TargetState, owner: string, now: Date): boolean {
  return flight !== undefined && flight.owner !== owner && flight.until > now.toISOString();
}

/** Something happened, its time has come, or an earlier step on it never ended. */
function isDue({ dirty, wakeAt, flight }: TargetState, now: Date): boolean {
  if (dirty || flight !== undefined) return true;
  return wakeAt !== undefined && wakeAt <= secondsAfter(now, EARLY_MESSAGE_SECONDS).toISOString();
}

function newState(target: Target, now: Date): TargetState {
  return {
    schemaVersion: 1,
    target,
    verdict: 'Unknown',
    verdictReason: 'AssessmentPending',
    verdictSince: now.toISOString(),
    unreadySince: now.toISOString(),
    conditions: [],
    attempts: {},
    dirty: false,
    seenEvents: [],
    eventsUntil: 0,
  };
}
