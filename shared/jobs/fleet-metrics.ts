import type { Condition, TargetState, Verdict } from '../model/state.ts';
import { targetKey } from '../model/target.ts';
import type { Ports } from '../reconcile/ports.ts';
import { measure } from '../telemetry/at-work.ts';

/** How many of the findings of a target stand in its line, and how long their texts may be: a line of the log has its limits. */
const MAX_FINDINGS = 20;
const MAX_MESSAGE = 500;

/** Counts the targets by their verdicts, and tells in the log which are not ready and why: what a workbook shows of the fleet. */
export async function measureFleet({ targets, log }: Pick<Ports, 'targets' | 'log'>): Promise<void> {
  const counts: Record<Verdict, number> = {
    Ready: 0,
    Remediating: 0,
    NeedsPerson: 0,
    Failed: 0,
    Unknown: 0,
    OptedOut: 0,
    Gone: 0,
  };
  for await (const state of targets.list({ onUnreadable: (why) => log.error('State left out', { why }) })) {
    counts[state.verdict]++;
    if (isNotReady(state.verdict)) log.info('Not ready', lineOf(state));
  }
  for (const [verdict, count] of Object.entries(counts)) measure('backstay.targets', count, { verdict });
  log.info('Counted', { counts });
}

function isNotReady(verdict: Verdict): boolean {
  return verdict !== 'Ready' && verdict !== 'OptedOut' && verdict !== 'Gone';
}

function lineOf({ target, verdict, verdictReason, verdictSince, conditions }: TargetState) {
  return {
    target: targetKey(target),
    cluster: target.clusterId,
    profile: target.profile,
    verdict,
    reason: verdictReason,
    since: verdictSince,
    findings: conditions
      .filter(isInTheWay)
      .slice(0, MAX_FINDINGS)
      .map(({ ruleId, reason, message }) => ({ ruleId, reason, message: message.slice(0, MAX_MESSAGE) })),
  };
}

/** What is blocked waits for another finding, which is in the list itself. */
function isInTheWay({ outcome }: Condition): boolean {
  return outcome !== 'satisfied' && outcome !== 'notApplicable' && outcome !== 'blocked';
}
