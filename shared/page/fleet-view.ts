import { PROTECTION_STATES, type ProtectionState } from '../model/protection.ts';
import { partsOf } from '../model/resource-id.ts';
import type { Verdict } from '../model/state.ts';
import type { TargetSummary } from '../model/summary.ts';
import { PROTECTION_WORDS, spaced, VERDICT_WORDS, whoActs } from '../wording/page-words.ts';
import { VERDICT_ORDER } from '../wording/verdict-order.ts';

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
}

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

export interface FleetInput {
  readonly summaries: readonly TargetSummary[];
  readonly incomplete: boolean;
  readonly query: Readonly<Record<string, string>>;
  readonly now: string;
  readonly code: string | undefined;
  readonly audit: readonly string[];
}

/**
 * Counts, filters, sorts and cuts. The query is anyone's, and what is no filter in it filters
 * nothing.
 */
export function fleetView({ summaries, incomplete, query, now, code, audit }: FleetInput): FleetView {
  const filter = filterOf(query);
  const rows = summaries.map(rowOf);
  const found = rows.filter((row) => passes(row, filter)).sort(byConcern);
  const pages = Math.max(1, Math.ceil(found.length / ROWS_PER_PAGE));
  const page = Math.min(pages, /^[1-9]\d{0,5}$/.test(query.page ?? '') ? Number(query.page) : 1);
  const count = (verdict: Verdict) => summaries.filter((summary) => summary.verdict === verdict).length;
  return {
    ...{ now, code, filter, incomplete, page, pages, audit },
    counts: Object.fromEntries(VERDICT_ORDER.map((verdict) => [verdict, count(verdict)])) as Record<Verdict, number>,
    total: summaries.length,
    profiles: [...new Set(summaries.map(({ target }) => target.profile))].sort(),
    found: found.length,
    rows: found.slice((page - 1) * ROWS_PER_PAGE, page * ROWS_PER_PAGE),
  };
}

function filterOf({ q = '', verdict, protection, profile }: Readonly<Record<string, string>>): FleetFilter {
  return {
    text: q.trim().slice(0, MAX_SEARCH),
    verdict: VERDICT_ORDER.find((each) => each === verdict),
    protection: PROTECTION_STATES.find((each) => each === protection),
    profile: profile === '' ? undefined : profile,
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
function passes(row: FleetRow, { text, verdict, protection, profile }: FleetFilter): boolean {
  const { summary } = row;
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
  const { verdict, reason, target } = summary;
  const shown = [name, resourceGroup, subscriptionId, target.profile, VERDICT_WORDS[verdict].short, spaced(reason)];
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
