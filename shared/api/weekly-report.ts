import type { AnchorEnd } from '../audit/anchor-store.ts';
import type { VerificationNote } from '../audit/verification-run.ts';
import { secondsLater } from '../lib/iso-time.ts';
import { mapConcurrent } from '../lib/map-concurrent.ts';
import type { Action } from '../model/plan.ts';
import type { RecordEntry } from '../model/record.ts';
import type { TargetSummary } from '../model/summary.ts';
import type { Target } from '../model/target.ts';
import { targetIdOf } from '../model/target-id.ts';
import type { FleetDay, WeeklyAcceptance, WeeklyChange, WeeklyReport } from '../model/weekly-report.ts';
import { harmless } from '../wording/audit-history.ts';
import { describeVerification } from '../wording/describe-verification.ts';
import type { ApiCalls } from './calls.ts';

/** The sources of the weekly report. */
export interface WeeklyPorts extends Pick<ApiCalls, 'target' | 'chain' | 'now'> {
  allSummaries(): AsyncIterable<TargetSummary>;
  history(): Promise<readonly FleetDay[]>;
  verification(): Promise<VerificationNote>;
  anchorEnd(): Promise<AnchorEnd>;
}

const WEEK_SECONDS = 7 * 86_400;
const TREND_SECONDS = 28 * 86_400;
/**
 * The most clusters whose row, or audit log, one report reads: more would take longer than a call
 * may.
 */
const MAX_CLUSTERS = 200;
const MAX_AT_ONCE = 16;

export async function weeklyReport(ports: WeeklyPorts): Promise<WeeklyReport> {
  const until = ports.now().toISOString();
  const from = secondsLater(until, -WEEK_SECONDS);
  const day = until.slice(0, 10);
  const counts = { targets: 0, ready: 0, protected: 0 };
  const accepting: Target[] = [];
  const written: TargetSummary[] = [];
  for await (const summary of ports.allSummaries()) {
    const { target, verdict, protection, accepted, wroteAt } = summary;
    if (wroteAt !== undefined && wroteAt >= from) written.push(summary);
    if (verdict === 'Gone' || verdict === 'OptedOut') continue;
    counts.targets++;
    if (verdict === 'Ready') counts.ready++;
    if (protection === 'protected') counts.protected++;
    if (accepted !== undefined) accepting.push(target);
  }
  const newest = written.sort((one, other) => (other.wroteAt ?? '').localeCompare(one.wroteAt ?? ''));
  const [accepted, changes, history, verification, anchorEnd] = await Promise.all([
    mapConcurrent(accepting.slice(0, MAX_CLUSTERS), MAX_AT_ONCE, (target) => acceptancesOf(target, ports)),
    mapConcurrent(newest.slice(0, MAX_CLUSTERS), MAX_AT_ONCE, ({ target }) => changesOf(target, from, ports)),
    ports.history(),
    ports.verification(),
    ports.anchorEnd(),
  ]);
  const { hash, number, root } = anchorEnd.before;
  const first = secondsLater(until, -TREND_SECONDS).slice(0, 10);
  return {
    ...{ from, until, today: { day, ...counts } },
    trend: history.filter((each) => each.day >= first && each.day < day),
    accepted: accepted.flat().sort((one, other) => one.accepted.until.localeCompare(other.accepted.until)),
    changes: changes.flat().sort((one, other) => other.at.localeCompare(one.at)),
    clustersLeftOut: Math.max(0, accepting.length - MAX_CLUSTERS) + Math.max(0, newest.length - MAX_CLUSTERS),
    audit: describeVerification(verification),
    anchor: root === undefined || number === undefined ? undefined : { number, root, hash },
  };
}

async function acceptancesOf(target: Target, ports: WeeklyPorts): Promise<readonly WeeklyAcceptance[]> {
  const state = await ports.target(targetIdOf(target));
  return (state?.conditions ?? []).flatMap(({ ruleId, accepted }) =>
    accepted === undefined ? [] : [{ target, ruleId, accepted }],
  );
}

async function changesOf(target: Target, from: string, ports: WeeklyPorts): Promise<readonly WeeklyChange[]> {
  const entries = (await ports.chain(target))?.entries ?? [];
  return changesIn(target, entries, from);
}

/** The changes to Azure that ended since then, without those that were there already. */
function changesIn(
  target: Target,
  entries: readonly (RecordEntry | undefined)[],
  from: string,
): readonly WeeklyChange[] {
  const intents = new Map<string, Action>();
  const changes: WeeklyChange[] = [];
  for (const entry of entries) {
    if (entry === undefined) continue;
    const { at, sequence, body } = entry;
    if (body.type === 'actionIntended') intents.set(body.action.key, body.action);
    if (body.type !== 'actionSucceeded' && body.type !== 'actionFailed') continue;
    if (at < from || (body.type === 'actionSucceeded' && body.how === 'alreadyDone')) continue;
    const intent = intents.get(body.actionKey);
    const ended = intent?.undoes === undefined ? 'done' : 'undone';
    const outcome = body.type === 'actionFailed' ? 'failed' : ended;
    changes.push({ target, at, sequence, text: harmless(intent?.text ?? body.actionKey), outcome });
  }
  return changes;
}
