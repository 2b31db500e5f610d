import type { OutcomeName } from '../model/finding.ts';
import { parseResourceId, partsOf, type ResourceId } from '../model/resource-id.ts';
import type { Condition, TargetState } from '../model/state.ts';
import type { TargetSummary } from '../model/summary.ts';
import { decidingOf } from './deciding.ts';
import { protectionOf } from './shown-protection.ts';
import { needsPerson } from './verdict.ts';

/** Reasons are one word; one that is longer than this was not written by us. */
const MAX_REASON = 200;

/** A state on one line. */
export function summaryOf(state: TargetState): TargetSummary {
  const { target, verdict, verdictReason, verdictSince, fullLookAt, conditions, approvals = [], onHoldSince } = state;
  const counts: { [O in OutcomeName]?: number } = {};
  for (const { outcome } of conditions) counts[outcome] = (counts[outcome] ?? 0) + 1;
  const networkIds = networksIn(conditions);
  const approvalsWanted = approvals.filter(({ answer }) => answer === undefined).length;
  const protection = protectionOf(conditions);
  const accepted = conditions.flatMap((condition) => condition.accepted ?? []);
  const [firstEnd] = accepted.map(({ until }) => until).sort();
  const owners = [...new Set(accepted.map(({ owner }) => owner))].sort();
  const deciding = decidingOf(state);
  const openRules = conditions.filter(isOpen).map(({ ruleId }) => ruleId);
  return {
    target,
    verdict,
    reason: verdictReason.slice(0, MAX_REASON),
    since: verdictSince,
    ...(fullLookAt !== undefined && { lookedAt: fullLookAt }),
    counts,
    forPeople: conditions.filter(needsPerson).length + approvalsWanted,
    approvalsWanted,
    onHold: onHoldSince !== undefined,
    ...(networkIds.length > 0 && { networkIds }),
    protection: protection.state,
    ...(protection.restoreDrill && { restoreDrill: protection.restoreDrill.state }),
    ...(firstEnd !== undefined && { accepted: { count: accepted.length, until: firstEnd, owners } }),
    ...(deciding !== undefined && { ruleId: deciding.ruleId }),
    ...(openRules.length > 0 && { openRules }),
    ...(state.wroteAt !== undefined && { wroteAt: state.wroteAt }),
  };
}

function isOpen({ outcome }: Condition): boolean {
  return outcome !== 'satisfied' && outcome !== 'notApplicable' && outcome !== 'blocked';
}

const NETWORK_TYPES = ['microsoft.network/networksecuritygroups', 'microsoft.network/routetables'];

/** As the calls name them that the findings rest on. */
function networksIn(conditions: readonly Condition[]): readonly ResourceId[] {
  const calls = new Set(conditions.flatMap(({ sources }) => sources.map(({ call }) => call)));
  const ids = [...calls].map((call) => parseResourceId(call.replace(/^GET /, '')));
  return ids.filter((id) => id !== undefined && NETWORK_TYPES.includes(partsOf(id).type)) as ResourceId[];
}
