import type { Trail } from '../../shared/audit/trail.ts';
import type { Clock } from '../../shared/lib/clock.ts';
import type { TargetState } from '../../shared/model/state.ts';
import { targetKey } from '../../shared/model/target.ts';
import type { TargetStore } from '../../shared/storage/target-store.ts';

/** One step of a target that was claimed and released. */
export interface Wake {
  readonly target: string;
  /** Milliseconds, by the true time of the world. */
  readonly at: number;
  /** An event, a person, or a step that died asked for it: it is immediate and not counted. */
  readonly asked: boolean;
  /** An operation was running when the step began. */
  readonly polled: boolean;
  /** It ended with a full assessment. */
  readonly full: boolean;
  /** Something was different afterwards. */
  readonly changed: boolean;
}

/** Wakes beyond polls after the last change before a target has to be at rest. */
const MAX_WAKES_AFTER_CHANGE = 20;
const MAX_WAKES_PER_POLL_INTERVAL = 2;
/**
 * At rest nothing but full assessments, and these no closer together than the longest pace, less
 * its spread.
 */
const MIN_SECONDS_AT_REST = 270;

/** Writes down every step of every target that goes through `watch`. */
export function createWakeWatch(trueClock: Clock) {
  const wakes: Wake[] = [];
  return {
    wakes,
    watch(store: TargetStore, open: Trail['open']): TargetStore {
      const begun = new Map<
        string,
        { readonly before: TargetState; readonly asked: boolean; readonly polled: boolean }
      >();
      return {
        ...store,
        async claim(target, ...rest) {
          const before = (await store.get(target))?.state;
          const claim = await store.claim(target, ...rest);
          if (claim.claimed && before !== undefined) {
            const asked = claim.stored.state.dirty || before.flight !== undefined;
            begun.set(targetKey(target), { before, asked, polled: (await open(target)).length > 0 });
          }
          return claim;
        },
        async release(stored, next, now) {
          const key = targetKey(next.target);
          const { before, asked, polled } = begun.get(key) ?? { before: stored.state, asked: true, polled: false };
          const full = next.fullLookAt !== before.fullLookAt;
          const changed = pictureOf(before) !== pictureOf(next);
          wakes.push({ target: key, at: trueClock.now().getTime(), asked, polled, full, changed });
          return store.release(stored, next, now);
        },
      };
    },
  };
}

/** What is wrong with how often targets woke, in words; nothing when every target came to rest. */
export function restProblems(wakes: readonly Wake[], pollSeconds: number): readonly string[] {
  return [...Map.groupBy(wakes, ({ target }) => target)].flatMap(([target, its]) => [
    ...tooClose(
      target,
      its.filter(({ asked }) => !asked),
      pollSeconds,
    ),
    ...restless(target, its),
  ]);
}

function tooClose(target: string, wakes: readonly Wake[], pollSeconds: number): readonly string[] {
  const first = wakes.find(({ at }, index) => {
    const next = wakes[index + MAX_WAKES_PER_POLL_INTERVAL];
    return next !== undefined && next.at - at < pollSeconds * 1000;
  });
  return first === undefined
    ? []
    : [`${target} woke more than ${MAX_WAKES_PER_POLL_INTERVAL} times in ${pollSeconds} s, from ${timeOf(first)} on`];
}

function restless(target: string, wakes: readonly Wake[]): readonly string[] {
  let quiet: readonly Wake[] = [];
  for (const wake of wakes) {
    if (wake.asked || wake.changed) quiet = [];
    if (wake.asked || wake.changed || wake.polled) continue;
    const last = quiet.at(-1);
    quiet = [...quiet, wake];
    if (last === undefined || quiet.length <= MAX_WAKES_AFTER_CHANGE) continue;
    const seconds = (wake.at - last.at) / 1000;
    if (wake.full && seconds >= MIN_SECONDS_AT_REST) continue;
    return [`${target} does not come to rest: wake ${quiet.length} without a change, at ${timeOf(wake)}`];
  }
  return [];
}

function timeOf({ at }: Wake): string {
  return new Date(at).toISOString();
}

/** The state that a step can change, without the times that every step moves. */
function pictureOf(state: TargetState): string {
  const { verdict, verdictReason, conditions, told, news, undoing, approvals, onHoldSince } = state;
  const findings = conditions.map(({ ruleId, outcome, reason, progress }) => [
    ruleId,
    outcome,
    reason,
    progress?.state,
  ]);
  const undos = undoing?.map(({ action }) => action.key);
  return JSON.stringify([verdict, verdictReason, findings, told?.digest, news?.digest, undos, approvals, onHoldSince]);
}
