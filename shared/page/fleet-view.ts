import { secondsBetween } from '../lib/iso-time.ts';
import { PROTECTION_STATES, type ProtectionState } from '../model/protection.ts';
import { partsOf } from '../model/resource-id.ts';
import type { Verdict } from '../model/state.ts';
import type { TargetSummary } from '../model/summary.ts';
import {
  ACTORS,
  type Actor,
  actorOn,
  describeReason,
  PROTECTION_WORDS,
  VERDICT_WORDS,
  whoActs,
} from '../wording/page-words.ts';
import { VERDICT_ORDER } from '../wording/verdict-order.ts';
import type { RuleBook } from './target-view.ts';

/** The content of the fleet page, ready to be rendered. */
export interface FleetView {
  /** ISO 8601. */
  readonly now: string;
  /** The function key in the page's address, where there is one. */
  readonly code: string | undefined;
  readonly filter: FleetFilter;
  /** Of the whole fleet, without the filter. */
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly total: number;
  readonly profiles: readonly string[];
  /** Teams that answer for accepted findings. */
  readonly teams: readonly string[];
  /** Rules with open findings. */
  readonly openRules: readonly string[];
  readonly rules: RuleBook;
  /** How many the filter lets through. */
  readonly found: number;
  readonly rows: readonly FleetRow[];
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  /** There are more targets than one page can go through. */
  readonly incomplete: boolean;
  /** Sentences on the verification of the audit log, and on subscriptions that are not covered. */
  readonly audit: readonly string[];
}

export interface FleetFilter {
  readonly text: string;
  readonly verdict: Verdict | undefined;
  readonly protection: ProtectionState | undefined;
  readonly profile: string | undefined;
  readonly actor: Actor | undefined;
  /** The team that answers for accepted findings. */
  readonly team: string | undefined;
  /** The verdict has been so for at least this many days. */
  readonly days: number | undefined;
  readonly rule: string | undefined;
}

/** Ages of a verdict to filter by, in days. */
export const AGES = [1, 3, 7, 30];

export interface FleetRow {
  readonly summary: TargetSummary;
  readonly name: string;
  readonly resourceGroup: string;
  readonly subscriptionId: string;
  /** None of a cluster that is gone or opted out. */
  readonly protection: ProtectionState | undefined;
}

export const ROWS_PER_PAGE = 200;
const MAX_SEARCH = 200;
const DAY_SECONDS = 86_400;
/** Begins the filter by the team that answers for accepted findings. */
export const TEAM = 'team:';

export interface FleetInput {
  readonly summaries: readonly TargetSummary[];
  readonly incomplete: boolean;
  readonly query: Readonly<Record<string, string>>;
  readonly rules: RuleBook;
  readonly now: string;
  readonly code: string | undefined;
  readonly audit: readonly string[];
}

/**
 * Counts, filters, sorts and cuts. The query is anyone's, and what is no filter in it filters
 * nothing.
 */
export function fleetView({ summaries, incomplete, query, rules, now, code, audit }: FleetInput): FleetView {
  const filter = filterOf(query);
  const rows = summaries.map(rowOf);
  const found = rows.filter((row) => passes(row, filter, now)).sort(byConcern);
  const pages = Math.max(1, Math.ceil(found.length / ROWS_PER_PAGE));
  const page = Math.min(pages, /^[1-9]\d{0,5}$/.test(query.page ?? '') ? Number(query.page) : 1);
  const count = (verdict: Verdict) => summaries.filter((summary) => summary.verdict === verdict).length;
  return {
    ...{ now, code, filter, incomplete, page, pages, audit, rules },
    counts: Object.fromEntries(VERDICT_ORDER.map((verdict) => [verdict, count(verdict)])) as Record<Verdict, number>,
    total: summaries.length,
    profiles: distinct(summaries.map(({ target }) => target.profile)),
    teams: distinct(summaries.flatMap(({ accepted }) => accepted?.owners ?? [])),
    openRules: distinct(summaries.flatMap(({ openRules = [] }) => openRules)),
    found: found.length,
    rows: found.slice((page - 1) * ROWS_PER_PAGE, page * ROWS_PER_PAGE),
  };
}

function distinct(words: readonly string[]): readonly string[] {
  return [...new Set(words)].sort();
}

function filterOf({
  q = '',
  verdict,
  protection,
  profile,
  owner = '',
  age,
  rule = '',
}: Readonly<Record<string, string>>): FleetFilter {
  return {
    text: q.trim().slice(0, MAX_SEARCH),
    verdict: VERDICT_ORDER.find((each) => each === verdict),
    protection: PROTECTION_STATES.find((each) => each === protection),
    profile: profile === '' ? undefined : profile,
    actor: ACTORS.find((each) => each === owner),
    team: owner.startsWith(TEAM) ? owner.slice(TEAM.length, TEAM.length + MAX_SEARCH) : undefined,
    days: AGES.find((each) => String(each) === age),
    rule: /^BKS-\d{3}$/.test(rule) ? rule : undefined,
  };
}

function rowOf(summary: TargetSummary): FleetRow {
  const { name, resourceGroup = '', subscriptionId } = partsOf(summary.target.clusterId);
  const { verdict, protection = 'notKnown' } = summary;
  const isRead = verdict !== 'Gone' && verdict !== 'OptedOut';
  return { summary, name, resourceGroup, subscriptionId, protection: isRead ? protection : undefined };
}

/**
 * All words of the search, each anywhere in what the row shows: the script of the page does the
 * same.
 */
function passes(row: FleetRow, filter: FleetFilter, now: string): boolean {
  const { text, verdict, protection, profile, actor, team, days, rule } = filter;
  const { summary } = row;
  if (actor !== undefined && actorOn(summary) !== actor) return false;
  if (team !== undefined && summary.accepted?.owners?.includes(team) !== true) return false;
  if (days !== undefined && secondsBetween(summary.since, now) < days * DAY_SECONDS) return false;
  if (rule !== undefined && summary.openRules?.some((each) => each === rule) !== true) return false;
  if (verdict !== undefined && summary.verdict !== verdict) return false;
  if (protection !== undefined && row.protection !== protection) return false;
  if (profile !== undefined && summary.target.profile !== profile) return false;
  if (text === '') return true;
  const shown = wordsOf(row);
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => shown.includes(word));
}

/** The text that a search covers. */
function wordsOf({ summary, name, resourceGroup, subscriptionId, protection }: FleetRow): string {
  const { verdict, target } = summary;
  const why = describeReason(summary);
  const shown = [name, resourceGroup, subscriptionId, target.profile, VERDICT_WORDS[verdict].short, why];
  const words = protection === undefined ? [] : [PROTECTION_WORDS[protection].short];
  return [...shown, ...words, whoActs(summary)].join(' ').toLowerCase();
}

/** Worst first, and of the same verdict what has been so longest. */
function byConcern(one: FleetRow, other: FleetRow): number {
  const place = ({ summary }: FleetRow) => VERDICT_ORDER.indexOf(summary.verdict);
  const since = (row: FleetRow) => row.summary.since;
  return place(one) - place(other) || compare(since(one), since(other)) || compare(one.name, other.name);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
