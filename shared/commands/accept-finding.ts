import { basisOf, ruleNamed, whyNotAcceptable } from '../acceptances/basis.ts';
import { acceptanceBy, isWithinLimit } from '../acceptances/review.ts';
import { type Acceptance, MAX_ACCEPTANCE_DAYS } from '../model/acceptance.ts';
import type { Caller } from '../model/caller.ts';
import type { AcceptableFinding, AcceptanceWithdrawn, AcceptOrder, FindingAccepted } from '../model/command.ts';
import type { TargetState } from '../model/state.ts';
import type { Target } from '../model/target.ts';
import { findingOf } from '../plan/conditions.ts';
import { profileFor } from '../profiles/resolve-profile.ts';
import type { Ports } from '../reconcile/ports.ts';

type AcceptPorts = Pick<Ports, 'targets' | 'queue' | 'clock' | 'profiles' | 'rules'>;

/** A row must not grow without bounds. */
const MAX_HELD = 100;

/**
 * Notes a person's acceptance of the finding that they saw, and has the target assessed. A newer
 * one replaces that person's older one.
 */
export async function acceptFinding(order: AcceptOrder, ports: AcceptPorts): Promise<FindingAccepted> {
  const { target, ruleId, basis, caller, ...wish } = order;
  const now = ports.clock.now();
  const state = (await ports.targets.get(target))?.state;
  const written = ports.profiles.find(({ name }) => name === target.profile);
  const condition = state?.conditions.find((each) => each.ruleId === ruleId);
  if (written === undefined || condition === undefined) return { kind: 'unknown' };

  const finding = findingOf(condition);
  const context = {
    target,
    profile: profileFor(target.clusterId, written),
    rules: ports.rules,
    now: now.toISOString(),
  };
  const why = whyNotAcceptable(finding, ruleNamed(ports.rules, ruleId));
  if (why !== undefined) return { kind: 'refused', why };
  if (basisOf(finding, context) !== basis) {
    return { kind: 'refused', why: `The finding ${ruleId} has changed since it was shown: check it and decide again.` };
  }
  if (!isWithinLimit(order.until, context.now)) {
    return {
      kind: 'refused',
      why: `The last day must be today or later, and at most ${MAX_ACCEPTANCE_DAYS} days ahead.`,
    };
  }

  const acceptance = acceptanceBy(caller, finding, wish, context);
  let isFull = false;
  await ports.targets.changeAcceptances(target, now, (held) => {
    isFull = held.length >= MAX_HELD;
    if (isFull) return undefined;
    const replaced = held.map((each) => (isReplaced(each, acceptance) ? { ...each, withdrawnBy: caller } : each));
    return [...replaced.filter(({ id }) => id !== acceptance.id), acceptance];
  });
  if (isFull) return { kind: 'refused', why: `The target has ${MAX_HELD} acceptances: end some of them first.` };
  await ports.queue.send(target, 0);
  return { kind: 'accepted', acceptance };
}

/** Ends a person's acceptance. Those of the profile file end in the file. */
export async function withdrawAcceptance(
  { target, id, caller }: { readonly target: Target; readonly id: string; readonly caller: Caller },
  ports: Pick<AcceptPorts, 'targets' | 'queue' | 'clock'>,
): Promise<AcceptanceWithdrawn> {
  let answer: AcceptanceWithdrawn = { kind: 'unknown' };
  await ports.targets.changeAcceptances(target, ports.clock.now(), (held) => {
    const found = held.find((each) => each.id === id && each.ended === undefined);
    answer = found === undefined ? { kind: 'unknown' } : answerFor(found);
    if (answer.kind !== 'withdrawn' || found?.withdrawnBy !== undefined) return undefined;
    return held.map((each) => (each === found ? { ...each, withdrawnBy: caller } : each));
  });
  if (answer.kind === 'withdrawn') await ports.queue.send(target, 0);
  return answer;
}

/** The findings of a target that a person can accept as they are now. */
export function acceptableFindings(
  { target, conditions }: Pick<TargetState, 'target' | 'conditions'>,
  { profiles, rules }: Pick<AcceptPorts, 'profiles' | 'rules'>,
): readonly AcceptableFinding[] {
  const written = profiles.find(({ name }) => name === target.profile);
  if (written === undefined) return [];
  const subject = { target, profile: profileFor(target.clusterId, written) };
  return conditions
    .filter((condition) => whyNotAcceptable(condition, ruleNamed(rules, condition.ruleId)) === undefined)
    .map((condition) => ({ ruleId: condition.ruleId, basis: basisOf(condition, subject) }));
}

function answerFor({ by, ruleId }: Acceptance): AcceptanceWithdrawn {
  return by.kind === 'profile'
    ? { kind: 'refused', why: `The profile file accepts ${ruleId}: remove the entry there.` }
    : { kind: 'withdrawn' };
}

function isReplaced(held: Acceptance, { ruleId, id }: Acceptance): boolean {
  return held.ruleId === ruleId && held.id !== id && held.by.kind !== 'profile' && held.withdrawnBy === undefined;
}
