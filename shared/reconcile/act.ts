import { withAccepted } from '../acceptances/active.ts';
import { withAcceptances } from '../acceptances/held.ts';
import { reviewAcceptances } from '../acceptances/review.ts';
import { withApprovals, withoutUsed } from '../approvals/used-approvals.ts';
import { answerTo, stillAsked, wantedApprovals } from '../approvals/wanted-approvals.ts';
import { type AssessPorts, type Found, type Over, readCluster, whyOver } from '../assess/assess.ts';
import { preflight } from '../assess/preflight.ts';
import type { ActionOutcome, OpenAction } from '../model/action.ts';
import type { Cluster } from '../model/azure.ts';
import type { Fact } from '../model/fact.ts';
import type { Failure } from '../model/failure.ts';
import type { Finding } from '../model/finding.ts';
import type { Action, SkippedAction } from '../model/plan.ts';
import type { Profile } from '../model/profile.ts';
import type { TargetState } from '../model/state.ts';
import {
  attemptsStillWanted,
  findingOf,
  isFresh,
  withAttempts,
  withFindings,
  withOpen,
  withResults,
  withSkipped,
} from '../plan/conditions.ts';
import { hasSynced, withValidation } from '../plan/confirmation.ts';
import { withDone } from '../plan/done.ts';
import { withAcceptedCauses } from '../plan/explained-refusals.ts';
import { withInspection } from '../plan/inspection.ts';
import { makePlan } from '../plan/make-plan.ts';
import { withOwnWrites, withWroteAt } from '../plan/own-writes.ts';
import { type Durations, isPollDue } from '../plan/poll-times.ts';
import { withRestoreDrill } from '../plan/restore-drill.ts';
import { confirmCarriedOut } from '../remediate/confirm-carried-out.ts';
import { CHANGED_SINCE_PLANNED } from '../remediate/look-first.ts';
import { resolveOpen } from '../remediate/resolve-open.ts';
import { clusterRunning } from '../rules/cluster/cluster-running.ts';
import { evaluateRules } from '../rules/evaluate-rules.ts';
import { noteDurations } from '../storage/operation-durations.ts';
import { withUndone } from '../undo/undoing.ts';
import type { Ports } from './ports.ts';
import { isBusy, momentOf, now, type Step } from './step.ts';

export type PollPorts = Pick<Ports, 'arm' | 'trail' | 'notes' | 'clock' | 'pollSeconds'>;

/**
 * Actions of earlier steps: a cheap poll whether they have ended, of those that may have by how
 * long they took lately.
 */
export async function pollOpen(state: TargetState, ports: PollPorts, durations?: Durations): Promise<Step> {
  const isDue = (open: OpenAction) => isPollDue(open, durations ?? {}, now(ports));
  const { ended: all, open: stillOpen, took } = await resolveOpen(state.target, ports, isDue);
  await noteDurations(ports.notes, took);
  // An undo satisfies no finding, nor does it keep one waiting.
  const ended = all.filter(({ action }) => action.undoes === undefined);
  const open = stillOpen.filter(({ action }) => action.undoes === undefined);
  const attempts = withAttempts(state.attempts, ended, momentOf(state.target, ports));
  const conditions = withOpen(withResults(state.conditions, ended, attempts, now(ports)), open);
  const polled = withApprovals({ ...state, conditions, attempts }, withoutUsed(state.approvals ?? [], ended));
  const inspected = withDone(withSeen(polled, ended, now(ports)), ended, now(ports));
  // The findings are from before an undo that has ended.
  const isUndone = all.length > ended.length;
  const noted = withWroteAt({ ...inspected, ...((isUndone || hasSynced(ended)) && { dirty: true }) }, all, now(ports));
  const undone = withUndone(noted, all, momentOf(state.target, ports));
  return { state: undone, open: stillOpen, over: false, ...(durations && { durations }) };
}

/**
 * With the reader of the assessment that the findings come from: what is read before a write is as
 * fresh as they are.
 */
export type ActPorts = PollPorts & Pick<Ports, 'rules' | 'profiles' | 'runActions'> & Pick<AssessPorts, 'reader'>;

export interface Acted {
  readonly step: Step;
  /** Set where the cluster is not the target's any more: nothing was written. */
  readonly over?: Over;
}

/**
 * findings → plan → actions: all that is possible now. Approvals are requested. Before each wave of
 * writes the cluster is read: its tags and its state decide whether there are any, as the event
 * about them can be late, or lost. `again` are findings of an earlier round whose remedies are
 * tried again.
 */
export async function act(
  step: Step,
  { findings: judged, cluster: seen }: Pick<Found, 'findings' | 'cluster'>,
  again: readonly Finding[],
  profile: Profile,
  ports: ActPorts,
): Promise<Acted> {
  const { state, open } = step;
  const { target, attempts } = state;
  const onHold = state.onHoldSince !== undefined;
  const { trail } = ports;
  const found = await confirmCarriedOut([...judged, ...again], attempts, ports.arm);
  const judgedNow = found.filter((finding) => !again.includes(finding));
  const accepting = { target, profile, rules: ports.rules, now: now(ports) };
  const review = reviewAcceptances(state.acceptances ?? [], { ...accepting, findings: judgedNow });
  const marked = (all: readonly Finding[]) => withAccepted(all, review.acceptances, accepting);
  const confirmed = marked(found);

  const findings = withNewer(marked(state.conditions.map(findingOf)), confirmed);
  // On hold no approval is requested, and earlier ones do not count after it.
  const asking = onHold ? { ...profile, mode: 'observe' as const } : profile;
  const context = { target, profile: asking, findings, open, now: now(ports) };
  const before = stillAsked(state.approvals ?? [], context);
  const answer = (action: Action) => answerTo(action, before.approvals, context);
  const others = marked(state.conditions.filter((condition) => isFresh(condition, now(ports))).map(findingOf));
  const present = { profile, open, attempts, now: now(ports), onHold, answerTo: answer };
  const plan = makePlan(confirmed, { ...present, others });
  const asked = wantedApprovals(plan.skipped, before.approvals, context);
  const records = [...review.records, ...before.records, ...asked.records];
  if (records.length > 0) await trail.append(target, records);

  const waiting = { ...step, state: withAcceptances(withApprovals(state, asked.approvals), review.acceptances) };
  // What is only tried again was not judged: it stays as old as it is.
  const fresh = withAcceptedCauses(marked(judgedNow), findings);
  if (plan.actions.length === 0) return carryOut(waiting, fresh, plan, profile, ports);
  const cluster = seen ?? (await readCluster(target, profile, ports.reader));
  const over = cluster === undefined ? undefined : whyOver(target, cluster, ports.profiles);
  if (over !== undefined) return { step: waiting, over };
  if (cluster?.state === 'unknown')
    return carryOut(waiting, fresh, { ...plan, unread: cluster.failure }, profile, ports);
  const isJudged = confirmed.some(({ ruleId }) => ruleId === clusterRunning.id);
  const running = isJudged || cluster === undefined ? [] : judgeRunning(cluster, open, profile, ports);
  if (running.length === 0) return carryOut(waiting, fresh, plan, profile, ports);
  const planNow = makePlan(confirmed, { ...present, others: withNewer(others, running) });
  return carryOut(waiting, withNewer(fresh, running), planNow, profile, ports);
}

/**
 * The cluster may be at work for others by now, or on its way out: then what stands on a running
 * cluster waits.
 */
function judgeRunning(
  cluster: Fact<Cluster>,
  open: readonly OpenAction[],
  profile: Profile,
  ports: Pick<Ports, 'rules'>,
): readonly Finding[] {
  if (!ports.rules.includes(clusterRunning)) return [];
  const running = evaluateRules([clusterRunning], { cluster }, profile);
  // Backstay's own write makes AKS say so.
  return isBusy(open) ? running.filter(({ reason }) => reason !== 'InProgress') : running;
}

/** What is to be done now, and what is left out. */
interface Chosen {
  readonly actions: readonly Action[];
  readonly skipped: readonly SkippedAction[];
  /** Why the cluster could not be read: then nothing is written, and all of it is tried again. */
  readonly unread?: Failure | undefined;
}

interface CarriedOut {
  readonly step: Step;
  readonly results: readonly ActionOutcome[];
}

/**
 * Carries out the actions of a plan for which Backstay holds the rights, and notes what came of
 * them.
 */
export async function carryOut(
  { state, open }: Step,
  found: readonly Finding[],
  plan: Chosen,
  profile: Profile,
  ports: ActPorts,
): Promise<CarriedOut> {
  const { target, attempts: before } = state;
  const { unread } = plan;
  const cleared =
    unread === undefined
      ? await preflight(target, profile, plan.actions, ports)
      : { actions: [], findings: [], refused: plan.actions.map((action) => notSent(action, unread)) };

  const findings = withNewer(found, cleared.findings);
  await recordFindings(state, findings, ports);
  const conditions = withFindings(state.conditions, findings, momentOf(target, ports));
  const results = [...cleared.refused, ...(await ports.runActions(target, cleared.actions, ports))];

  const attempts = withAttempts(before, results, momentOf(target, ports));
  const after = withResults(withSkipped(conditions, plan.skipped, before), results, attempts, now(ports));
  // The state was another than planned: everything is read again before anything else is tried.
  const surprised = results.some(
    ({ result }) => result.status === 'failed' && result.failure.code === CHANGED_SINCE_PLANNED,
  );
  const acted = withApprovals(
    {
      ...withWroteAt(withOwnWrites(state, results), results, now(ports)),
      ...(surprised && { dirty: true }),
      conditions: after,
      attempts: attemptsStillWanted(attempts, after, now(ports)),
    },
    withoutUsed(state.approvals ?? [], results),
  );
  const step = {
    state: withDone(withSeen(acted, results, now(ports)), results, now(ports)),
    open: cleared.actions.length === 0 ? open : await ports.trail.open(target),
    over: false,
  };
  return { step, results };
}

/** Keeps the results of an inspection, a validation and a restore drill. */
function withSeen(state: TargetState, outcomes: readonly ActionOutcome[], at: string): TargetState {
  return withRestoreDrill(withValidation(withInspection(state, outcomes, at), outcomes, at), outcomes, at);
}

function notSent(action: Action, failure: Failure): ActionOutcome {
  return { action, result: { status: 'failed', failure } };
}

/** A rule that was judged again counts as it was judged last. */
function withNewer(findings: readonly Finding[], newer: readonly Finding[]): readonly Finding[] {
  return [...findings.filter(({ ruleId }) => newer.every((each) => each.ruleId !== ruleId)), ...newer];
}

async function recordFindings(
  state: TargetState,
  findings: readonly Finding[],
  { trail }: Pick<Ports, 'trail'>,
): Promise<void> {
  const changes = findings.flatMap(({ ruleId, outcome, reason, message }) => {
    const before = state.conditions.find((condition) => condition.ruleId === ruleId);
    const same = before?.outcome === outcome && before.reason === reason;
    return same ? [] : [{ ruleId, from: before?.outcome ?? ('unseen' as const), to: outcome, reason, message }];
  });
  if (changes.length > 0) await trail.append(state.target, [{ type: 'findingsChanged', changes }]);
}
