import { MAX_QUOTED_CHARACTERS } from '../model/limits.ts';
import { PROTECTION_STATES, type ProtectionState } from '../model/protection.ts';
import type { Condition, TargetState, Verdict } from '../model/state.ts';
import { targetKey } from '../model/target.ts';
import { changeNote } from '../ports/notes.ts';
import type { Ports } from '../reconcile/ports.ts';
import { measure } from '../telemetry/at-work.ts';
import { FLEET_HISTORY_NOTE, withFleetDay } from './fleet-history.ts';

/**
 * How many of the findings of a target stand in its line, and how long their texts may be: a line
 * of the log has its limits.
 */
const MAX_FINDINGS = 20;

const NOT_READY: readonly Verdict[] = ['Remediating', 'NeedsPerson', 'Failed', 'Unknown'];

/**
 * Counts the targets by their verdicts and by their protection, and logs which are not ready and
 * why: the workbook shows it.
 */
export async function measureFleet({
  targets,
  log,
  notes,
  clock,
}: Pick<Ports, 'targets' | 'log' | 'notes' | 'clock'>): Promise<void> {
  const counts: Record<Verdict, number> = {
    Ready: 0,
    Remediating: 0,
    NeedsPerson: 0,
    Failed: 0,
    Unknown: 0,
    OptedOut: 0,
    Gone: 0,
  };
  const onUnreadable = (why: string) => log.error('State left out', { why });
  let acceptedCount = 0;
  const protections = new Map<ProtectionState, number>(PROTECTION_STATES.map((state) => [state, 0]));
  for await (const { verdict, protection = 'notKnown', accepted } of targets.allSummaries(onUnreadable)) {
    counts[verdict]++;
    acceptedCount += accepted?.count ?? 0;
    // Nothing is read of those.
    if (verdict === 'Gone' || verdict === 'OptedOut') continue;
    protections.set(protection, (protections.get(protection) ?? 0) + 1);
  }
  // Only these are read as a whole: their findings stand in the line.
  for await (const state of targets.list({ verdicts: NOT_READY, onUnreadable() {} })) {
    log.info('Not ready', lineOf(state));
  }
  for (const [verdict, count] of Object.entries(counts))
    measure('backstay.targets', count, { 'backstay.verdict': verdict });
  measure('backstay.findings.accepted', acceptedCount, {});
  for (const [state, count] of protections)
    measure('backstay.protection', count, { 'backstay.protection.state': state });
  const today = {
    day: clock.now().toISOString().slice(0, 10),
    targets: [...protections.values()].reduce((sum, count) => sum + count, 0),
    ready: counts.Ready,
    protected: protections.get('protected') ?? 0,
  };
  await changeNote<void>(notes, FLEET_HISTORY_NOTE, (value) => ({
    write: withFleetDay(value, today),
    answer: undefined,
  }));
  log.info('Counted', { counts, protection: Object.fromEntries(protections), accepted: acceptedCount });
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
      .map(({ ruleId, reason, message }) => ({ ruleId, reason, message: message.slice(0, MAX_QUOTED_CHARACTERS) })),
  };
}

/** What is blocked waits for another finding, which is in the list itself. */
function isInTheWay({ outcome, accepted }: Condition): boolean {
  if (accepted !== undefined) return false;
  return outcome !== 'satisfied' && outcome !== 'notApplicable' && outcome !== 'blocked';
}
