import { isReviewDue, withoutEnded } from '../acceptances/active.ts';
import { changeFor } from '../changes/index.ts';
import { secondsBetween } from '../lib/iso-time.ts';
import type { OpenAction, StillOpen } from '../model/action.ts';
import { MAX_STEPS_PER_HOUR } from '../model/limits.ts';
import type { Profile } from '../model/profile.ts';
import { partsOf } from '../model/resource-id.ts';
import type { AcceptancesPart, StatusPart, TargetState, Verdict } from '../model/state.ts';
import { type Target, targetKey } from '../model/target.ts';
import { targetIdOf } from '../model/target-id.ts';
import { closeIssue } from '../notify/close-issue.ts';
import { type StoreEventsPorts, storeEvents } from '../notify/store-events.ts';
import { tellAcceptances } from '../notify/tell-acceptances.ts';
import { type TellPorts, tellPeople } from '../notify/tell-people.ts';
import type { TargetMoment } from '../plan/conditions.ts';
import { withDeadlines } from '../plan/deadlines.ts';
import { isDriftDue, type Look, nextLook } from '../plan/due.ts';
import { nextWake } from '../plan/next-wake.ts';
import type { Durations } from '../plan/poll-times.ts';
import { spreadOf } from '../plan/spread.ts';
import { verdictOf } from '../plan/verdict.ts';
import type { Stored } from '../ports/target-rows.ts';
import { workOf } from '../remediate/work-of.ts';
import { basisFor, graphNoteIn, graphNoteOf, isUnchangedSince } from '../storage/graph-note.ts';
import type { Story } from '../storage/message.ts';
import { readDurations } from '../storage/operation-durations.ts';
import { measure } from '../telemetry/at-work.ts';
import { undoTimes } from '../undo/undoing.ts';
import type { Ports } from './ports.ts';

/** Nothing is closed on one answer: after a 404 Backstay reads again. */
export const SEEMS_GONE = 'ClusterNotFound';
/** How often, in seconds, to assess a target that waits for people. */
const UNREADY_SECONDS = 3600;

/** A retry of a failed read within this time, in seconds, belongs to the same event. */
const SAME_STORY_SECONDS = 15 * 60;
/** A trace that takes longer than Azure ever takes is split: it has no room for days. */
const MAX_STORY_SECONDS = 3 * 3600;

/** The state of a step from round to round. */
export interface Step {
  readonly state: TargetState;
  /** Open actions. */
  readonly open: readonly StillOpen[];
  /** The target is gone or not ours: there is nothing more to do. */
  readonly over: boolean;
  /** How long operations took lately, where the step has read it. */
  readonly durations?: Durations;
}

/** The ports that the end of a step needs: the stores, and the receivers of notifications. */
export type EndPorts = TellPorts &
  StoreEventsPorts &
  Pick<Ports, 'trail' | 'targets' | 'queue' | 'log' | 'pollSeconds' | 'driftSeconds'>;

/**
 * The end of every step: the verdict is recorded, notifications are stored, and the target is
 * released with the time of its next run.
 */
export async function endStep(claimed: Stored, step: Step, ports: EndPorts): Promise<void> {
  await recordVerdict(claimed.state, step.state, ports);
  await closeIssue(claimed.state, step.state, ports);
  const told = await storeEvents(await tellAcceptances(await tellPeople(step.state, ports), ports), ports);
  const released = await ports.targets.release(claimed, await withWake(told, step, ports), ports.clock.now());

  if (released !== undefined) measureTimeToReady(claimed.state, released, ports);
  reportSteps(step.state, ports);
  const wakeAt = released?.wakeAt;
  if (wakeAt === undefined) return;
  const seconds = secondsUntil(wakeAt, ports);
  await ports.queue.send(told.target, seconds, auditHistory(told, seconds, now(ports)), wakeAt);
}

function reportSteps({ target, steps }: TargetState, { log }: Pick<Ports, 'log'>): void {
  if (steps === undefined) return;
  measure('backstay.target.steps', steps.count, { 'backstay.profile': target.profile });
  // Once an hour for each target, at the step that exceeds the limit.
  if (steps.count === MAX_STEPS_PER_HOUR + 1)
    log.warn('Target does not come to rest', { target: targetKey(target), steps });
}

function measureTimeToReady(
  { unreadySince }: TargetState,
  { target, verdict }: TargetState,
  ports: Pick<Ports, 'clock'>,
): void {
  if (verdict !== 'Ready' || unreadySince === undefined) return;
  measure('backstay.time_to_ready', secondsBetween(unreadySince, now(ports)), { 'backstay.profile': target.profile });
}

/**
 * A wake that only comes so as to see whether all is still well, or whether a person has acted, is
 * not what an event led to.
 */
function auditHistory({ verdict, unreadySince }: TargetState, seconds: number, at: string): Story {
  if (unreadySince !== undefined && secondsBetween(unreadySince, at) > MAX_STORY_SECONDS) return 'new';
  return verdict === 'Remediating' || (verdict === 'Unknown' && seconds <= SAME_STORY_SECONDS) ? 'goesOn' : 'new';
}

/** The state with the word that its conditions amount to. */
export function withVerdict<S extends StatusPart & AcceptancesPart>(state: S, ports: Pick<Ports, 'clock'>): S {
  const held = withoutEnded(state.conditions, state.acceptances ?? [], now(ports));
  const conditions = withDeadlines(held, now(ports));
  const { verdict, reason } = verdictOf(conditions);
  return changeVerdict({ ...state, conditions }, verdict, reason, ports);
}

export function changeVerdict<S extends StatusPart>(
  state: S,
  verdict: Verdict,
  reason: string,
  ports: Pick<Ports, 'clock'>,
): S {
  const since = verdict === state.verdict ? state.verdictSince : now(ports);
  const { unreadySince: before, ...rest } = state;
  // Rows from before this was kept have no such time while they are not ready, and get none: it
  // would be a wrong one.
  const unreadySince = before ?? (isAtRest(state.verdict) ? now(ports) : undefined);
  const unready = !isAtRest(verdict) && unreadySince !== undefined && { unreadySince };
  return { ...rest, ...unready, verdict, verdictReason: reason, verdictSince: since } as S;
}

/** It is ready, or opted out. */
function isAtRest(verdict: Verdict): boolean {
  return verdict === 'Ready' || verdict === 'OptedOut' || verdict === 'Gone';
}

/** Of what is open, only that which holds the cluster's write lane makes AKS say so. */
export function isBusy(open: readonly OpenAction[]): boolean {
  return open.some(({ action: { remedy } }) => changeFor(remedy).lane(remedy) !== undefined);
}

/** How much to assess next. */
export function lookFor(
  { state, open }: Step,
  ports: Pick<Ports, 'clock' | 'driftSeconds'>,
  isUnchanged = false,
): Look {
  const dirty = state.dirty || isReviewDue(state.acceptances ?? [], now(ports));
  return nextLook(state, { now: now(ports), driftSeconds: driftOf(state, ports), dirty, open, isUnchanged });
}

/**
 * Whether Resource Graph shows the target as it was at its last full assessment. The note is read
 * only when drift is due.
 */
export async function isUnchangedInGraph(
  state: TargetState,
  profile: Profile,
  ports: Pick<Ports, 'clock' | 'driftSeconds' | 'notes' | 'rules'>,
): Promise<boolean> {
  const { target, verdict, dirty, freshSince, acceptances = [] } = state;
  const at = now(ports);
  const isDue = isDriftDue(state, { now: at, driftSeconds: driftOf(state, ports) });
  // Acceptances are reviewed by full assessments.
  if (verdict !== 'Ready' || dirty || acceptances.length > 0 || freshSince === undefined || !isDue) return false;
  const note = graphNoteIn((await ports.notes.read(graphNoteOf(partsOf(target.clusterId).subscriptionId)))?.value);
  if (note === undefined) return false;
  const basis = basisFor(profile, ports.rules);
  return isUnchangedSince(note, { targetId: targetIdOf(target), basis, freshSince, now: at });
}

export function momentOf(target: Target, ports: Pick<Ports, 'clock' | 'pollSeconds'>): TargetMoment {
  return { now: now(ports), pollSeconds: ports.pollSeconds, spread: spreadOf(targetKey(target)) };
}

/** ISO 8601. */
export function now({ clock }: Pick<Ports, 'clock'>): string {
  return clock.now().toISOString();
}

async function withWake(state: TargetState, step: Step, ports: EndPorts): Promise<TargetState> {
  const { wakeAt: _, ...rest } = state;
  const { open } = step;
  const undoing = state.undoing ?? [];
  if (state.verdict === 'Gone' && undoing.length === 0 && open.length === 0) return rest;
  const { pollSeconds } = ports;
  const driftSeconds = driftOf(state, ports);
  const unfinished = state.verdictReason === SEEMS_GONE || (!step.over && lookFor(step, ports).extent !== 'none');
  const undoAt = undoTimes(undoing, open, now(ports), (action) => workOf(action).lane);
  const durations = open.length === 0 ? {} : (step.durations ?? (await readDurations(ports.notes)));
  const context = { now: now(ports), pollSeconds, driftSeconds, open, durations, unfinished, undoAt };
  return { ...rest, wakeAt: nextWake(state, context) };
}

async function recordVerdict(before: TargetState, after: TargetState, { trail }: Pick<Ports, 'trail'>): Promise<void> {
  if (before.verdict === after.verdict && before.verdictReason === after.verdictReason) return;
  const { verdict: from } = before;
  await trail.append(after.target, [{ type: 'verdictChanged', from, to: after.verdict, reason: after.verdictReason }]);
}

/**
 * For each target a little earlier or later than the setting says: assessments spread over the day.
 * Where people are at work no event reports their changes, so assessments are more frequent.
 */
function driftOf({ target, verdict }: TargetState, { driftSeconds }: Pick<Ports, 'driftSeconds'>): number {
  const forPeople = verdict === 'NeedsPerson' || verdict === 'Failed' || verdict === 'Unknown';
  const seconds = forPeople ? Math.min(driftSeconds, UNREADY_SECONDS) : driftSeconds;
  // Whole seconds: a time in a row has no more than milliseconds, and a step at that very time has
  // to find it due.
  return Math.ceil(seconds * (0.9 + spreadOf(targetKey(target)) / 5));
}

function secondsUntil(time: string, { clock }: Pick<Ports, 'clock'>): number {
  return Math.max(0, Math.ceil((Date.parse(time) - clock.now().getTime()) / 1000));
}
