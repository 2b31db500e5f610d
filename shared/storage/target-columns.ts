import { odata, type TableClient } from '@azure/data-tables';
import type { ClusterId } from '../model/resource-id.ts';
import type { TargetSchedule, WaitingNews } from '../model/schedule.ts';
import type { TargetState, Verdict } from '../model/state.ts';
import type { Target } from '../model/target.ts';
import { scheduleOf, waitingNewsOf } from '../plan/schedule.ts';
import { summaryOf } from '../plan/summary.ts';
import { SUMMARY, summaryColumn, summaryIn } from './summary-pages.ts';

/**
 * A state is about 36 KiB of JSON. Lists of thousands read these columns instead, and Table storage
 * filters by them. The JSON is the truth: columns are computed from it at each write, here and
 * nowhere else.
 */
export function columnsOf(state: TargetState): Record<string, string | number | boolean> {
  const { target, schemaVersion } = state;
  const { verdict, dirty, wakeAt = '', flightUntil = '', isBeingUndone } = scheduleOf(state);
  return {
    ...target,
    schemaVersion,
    verdict,
    dirty,
    wakeAt,
    flightUntil,
    isBeingUndone,
    newsAt: waitingNewsOf(state)?.at ?? '',
    ...summaryColumn(summaryOf(state)),
  };
}

type Row = Readonly<Record<string, unknown>> & { readonly partitionKey?: string; readonly rowKey?: string };

/**
 * Reads the whole state of a row that lacks columns, as older versions wrote them; `undefined`
 * where that cannot be read.
 */
export type ReadWhole = (row: Row) => Promise<TargetState | undefined>;

const KEYS = ['PartitionKey', 'RowKey', 'schemaVersion', 'clusterId', 'profile'];
const SCHEDULE = ['verdict', 'dirty', 'wakeAt', 'flightUntil', 'isBeingUndone'];
const NEWS = ['newsAt', SUMMARY];

/**
 * The rows that may be overdue at that time. Older versions wrote `dirty` and `wakeAt` too, and a
 * dead step leaves one of them due: so the filter finds old rows by columns that they have.
 */
export async function* schedules(
  table: TableClient,
  late: string,
  schemaVersion: number,
  whole: ReadWhole,
): AsyncIterable<TargetSchedule> {
  const filter = [
    'dirty eq true',
    odata`(wakeAt gt '' and wakeAt lt ${late})`,
    odata`(flightUntil gt '' and flightUntil lt ${late})`,
    `schemaVersion ne ${schemaVersion}`,
  ].join(' or ');
  for await (const row of table.listEntities<Row>({ queryOptions: { filter, select: [...KEYS, ...SCHEDULE] } })) {
    const known = row.schemaVersion === schemaVersion ? scheduleIn(row) : undefined;
    if (known !== undefined) yield known;
    else {
      const state = await whole(row);
      if (state !== undefined) yield scheduleOf(state);
    }
  }
}

/** All news that waits. Without a filter, which would miss rows from before the column. */
export async function* waitingNews(
  table: TableClient,
  schemaVersion: number,
  whole: ReadWhole,
): AsyncIterable<WaitingNews> {
  for await (const row of table.listEntities<Row>({ queryOptions: { select: [...KEYS, ...NEWS] } })) {
    const isKnown = row.schemaVersion === schemaVersion && typeof row.newsAt === 'string';
    if (isKnown && row.newsAt === '') continue;
    const news = (isKnown ? newsIn(row) : undefined) ?? (await newsOfWhole(row, whole));
    if (news !== undefined) yield news;
  }
}

function newsIn(row: Row): WaitingNews | undefined {
  const summary = summaryIn(row);
  if (summary === undefined) return undefined;
  const { target, verdict, reason } = summary;
  return { target, verdict, reason, at: String(row.newsAt) };
}

async function newsOfWhole(row: Row, whole: ReadWhole): Promise<WaitingNews | undefined> {
  const state = await whole(row);
  return state && waitingNewsOf(state);
}

function scheduleIn(row: Row): TargetSchedule | undefined {
  const { clusterId, profile, verdict, dirty, wakeAt, flightUntil, isBeingUndone } = row;
  const isWhole =
    [clusterId, profile, verdict, wakeAt, flightUntil].every((value) => typeof value === 'string') &&
    [dirty, isBeingUndone].every((value) => typeof value === 'boolean');
  if (!isWhole) return undefined;
  return {
    target: { clusterId: clusterId as ClusterId, profile: profile as string } satisfies Target,
    verdict: verdict as Verdict,
    dirty: dirty === true,
    ...(wakeAt !== '' && { wakeAt: wakeAt as string }),
    ...(flightUntil !== '' && { flightUntil: flightUntil as string }),
    isBeingUndone: isBeingUndone === true,
  };
}
