import { PROTECTION_STATES, type ProtectionState } from '../../model/protection.ts';
import type { Verdict } from '../../model/state.ts';
import type { Target } from '../../model/target.ts';
import { PROTECTION_WORDS, spaced } from '../../wording/page-words.ts';
import { aboutVerdict, VERDICT_ORDER } from '../../wording/verdict-order.ts';
import { andMore, type CardMessage, count, heading, headline, item, nameOf, note } from './elements.ts';
import { type CardContext, reportLinks } from './links.ts';
import { messageOf } from './message.ts';

/** The fleet on one day. */
export interface DailyDigest {
  /** `2026-01-31`, UTC. */
  readonly day: string;
  readonly counts: { readonly [V in Verdict]?: number };
  /** Of the same clusters. */
  readonly protection: { readonly [S in ProtectionState]?: number };
  /** Clusters whose backup instance is in error. */
  readonly failing: readonly Target[];
  readonly failingCount: number;
  /** Clusters whose last restore drill Azure Backup refused. */
  readonly refusedRestores: readonly Target[];
  readonly refusedRestoreCount: number;
  /** Whose verdict has changed since the digest before, newest first. */
  readonly changed: readonly Change[];
  readonly changedCount: number;
  /** Targets that need action, longest first. */
  readonly waiting: readonly Change[];
  readonly waitingCount: number;
  /** Clusters with accepted findings, the first to end before the others. */
  readonly accepted: readonly AcceptedFindings[];
  readonly acceptedCount: number;
}

/** A target, its verdict, and since when. */
export interface Change {
  readonly target: Target;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly since: string;
}

export interface AcceptedFindings {
  readonly target: Target;
  readonly count: number;
  /** When the first acceptance ends. */
  readonly until: string;
}

const MAX_CHANGES = 10;
const MAX_WAITING = 10;
const MAX_FAILING = 10;

/**
 * One card a day: how the fleet stands, what has changed, and who has waited longest for people.
 */
export function dailyDigestCard(digest: DailyDigest, context: CardContext): CardMessage {
  const { day, counts, protection, failing, failingCount, changed, changedCount, waiting, waitingCount } = digest;
  const { accepted, acceptedCount } = digest;
  const title = `Backup readiness on ${day}`;
  const changes = changed.slice(0, MAX_CHANGES);
  const oldest = waiting.slice(0, MAX_WAITING);
  const ending = accepted.slice(0, MAX_WAITING);
  return messageOf({
    summary: title,
    links: reportLinks(context),
    body: [
      headline(title, 'Default'),
      ...VERDICT_ORDER.flatMap((verdict) => {
        const many = counts[verdict] ?? 0;
        return many === 0 ? [] : [count(many, aboutVerdict(verdict))];
      }),
      ...(Object.values(counts).some((many) => many > 0) ? [] : [note('No cluster is selected.')]),
      ...protectionPart(protection),
      ...clustersUnder('Backup instances in error', failing, failingCount),
      ...clustersUnder('Restores that Azure Backup refuses', digest.refusedRestores, digest.refusedRestoreCount),
      heading('Changed since the last digest'),
      ...(changes.length === 0 ? [note('Nothing.')] : changes.map(lineOf)),
      ...andMore(changedCount - changes.length, 'clusters'),
      ...(oldest.length === 0 ? [] : [heading('Action required, longest first'), ...oldest.map(waitingLine)]),
      ...andMore(waitingCount - oldest.length, 'clusters'),
      ...(ending.length === 0 ? [] : [heading('Accepted findings, next to end first'), ...ending.map(acceptedLine)]),
      ...andMore(acceptedCount - ending.length, 'clusters'),
    ],
  });
}

function clustersUnder(title: string, targets: readonly Target[], all: number) {
  if (targets.length === 0) return [];
  const first = targets.slice(0, MAX_FAILING);
  return [
    heading(title),
    ...first.map((target) => item(`${nameOf(target)} (${target.profile})`)),
    ...andMore(all - first.length, 'clusters'),
  ];
}

function protectionPart(protection: DailyDigest['protection']) {
  const there = PROTECTION_STATES.filter((state) => (protection[state] ?? 0) > 0);
  // Before the first assessment nothing is known, and nothing is said.
  if (there.every((state) => state === 'notKnown')) return [];
  const words = (state: ProtectionState) => PROTECTION_WORDS[state].short.toLowerCase();
  return [heading('Protection'), ...there.map((state) => count(protection[state] ?? 0, words(state)))];
}

function lineOf({ target, verdict, reason }: Change) {
  return item(
    `${nameOf(target)} (${target.profile}): ${aboutVerdict(verdict)}${verdict === 'Ready' ? '' : `, ${spaced(reason)}`}`,
  );
}

function waitingLine({ target, reason, since }: Change) {
  return item(`${nameOf(target)} (${target.profile}): ${spaced(reason)}, since ${since.slice(0, 10)}`);
}

function acceptedLine({ target, count: many, until }: AcceptedFindings) {
  const findings = many === 1 ? '1 finding' : `${many} findings, the first`;
  return item(`${nameOf(target)} (${target.profile}): ${findings} until ${until.slice(0, 10)}`);
}
