import * as z from 'zod';
import { MAX_RESULTS_IN_ANSWER, MAX_RESULTS_ON_PAGE } from '../../model/limits.ts';
import { subscriptionScope } from '../../model/resource-id.ts';
import type { ScanResult } from '../../model/scan.ts';
import { targetIdOf } from '../../model/target-id.ts';
import { protectionOf } from '../../plan/shown-protection.ts';
import type { ScanPart, ScanState } from '../../ports/scan-store.ts';
import { toLine } from '../../scan/formats/ndjson.ts';
import type { NotScanned, ScanReport } from '../../scan/report.ts';
import type { Shell } from '../../steps/in-shell.ts';
import type { ApiCalls } from '../calls.ts';
import { requireContinuation } from '../continuation.ts';
import { EXAMPLE_CLUSTER, EXAMPLE_SUBSCRIPTION } from '../examples.ts';
import { formatFor, MEDIA_TYPES } from '../formats.ts';
import { Refusal } from '../problem.ts';
import { type Answer, defineRoute } from '../route.ts';
import { scanAnswer, scanBegun, scanLine, scanProgress } from '../schemas/answers.ts';
import { type Format, formatQuery, scanRequest, scanResultsQuery } from '../schemas/requests.ts';
import { refuseOutside, targetMeant } from '../scope.ts';

/** When to ask again how far a scan is, in seconds: each answer counts the results so far. */
const MIN_SECONDS_TO_ASK = 2;
const MAX_SECONDS_TO_ASK = 30;
const CLUSTERS_PER_SECOND_TO_ASK = 250;
const LOCATION = { location: 'Where to read the progress.', 'retry-after': 'When to ask, in seconds.' };

/** One cluster is scanned at once; a scan of many is queued. */
export const scan = defineRoute({
  method: 'POST',
  path: 'scan',
  right: 'Backstay.Scan',
  summary: 'Scan one cluster or many; writes nothing to Azure',
  cost: 10,
  query: formatQuery,
  body: scanRequest,
  examples: {
    oneCluster: { clusterId: EXAMPLE_CLUSTER },
    aSubscription: { subscriptionId: EXAMPLE_SUBSCRIPTION },
    aProfile: { profile: 'standard' },
  },
  answers: [
    { status: 200, description: 'One cluster: the result.', as: 'results', schema: scanAnswer },
    { status: 202, description: 'Many: started.', as: 'json', schema: scanBegun, headers: LOCATION },
  ],
  problems: ['outside-profiles', 'not-acceptable'],
  async handle({ body, query, request }, calls) {
    // Before anything is read: a caller that cannot take the answer costs Azure no request.
    const format = formatFor(request, query.format);
    const { clusterId, subscriptionId, profile, vaultId } = body;
    if (clusterId !== undefined) {
      const result = await calls.scanCluster(await targetMeant({ clusterId, vaultId, profile }, calls));
      const report = { startedAt: result.scannedAt, results: [result] };
      return formatted({ format, shell: query.shell }, resultOf(result), report, calls);
    }
    refuseOutside({ subscriptionId, profile }, calls.profiles);
    const { id } = await calls.beginScan({
      ...(subscriptionId !== undefined && { subscriptionId }),
      ...(profile !== undefined && { profile }),
    });
    return { status: 202, json: { id }, headers: comeBack(id, 0, query) };
  },
});

const scanId = z.strictObject({ id: z.string().regex(/^[\w-]{1,64}$/, 'must be the id of a scan') });

/** 202 while it runs, always in JSON; then the results in any format, unless they are too many. */
export const scans = defineRoute({
  method: 'GET',
  path: 'scans/{id}',
  right: 'Backstay.Scan',
  summary: 'The progress of a scan of many, and its results',
  cost: 1,
  params: scanId,
  query: formatQuery,
  answers: [
    {
      status: 200,
      description: `It has ended. JSON has the results of up to ${MAX_RESULTS_IN_ANSWER} clusters, and \`resultsAt\` for more.`,
      as: 'results',
      schema: scanProgress,
    },
    { status: 202, description: 'It runs.', as: 'json', schema: scanProgress, headers: LOCATION },
  ],
  problems: ['not-found', 'not-acceptable', 'too-many-results'],
  async handle({ params, query, request }, calls) {
    const format = formatFor(request, query.format);
    const found = await scanNamed(params.id, calls);
    const progress = progressOf(found);
    if (progress.state === 'running')
      return { status: 202, json: progress, headers: comeBack(found.id, found.total, query) };
    if (found.total > MAX_RESULTS_IN_ANSWER) {
      if (format === 'json') return { status: 200, json: progress };
      const detail = `The scan has the results of ${found.total} clusters, one answer holds ${MAX_RESULTS_IN_ANSWER}. Read them at ${resultsAt(found.id)}.`;
      throw new Refusal('too-many-results', detail);
    }
    const parts = await allParts(found.id, calls);
    const results = parts.flatMap((part) => (part.kind === 'result' ? resultOf(part.result) : []));
    const failures = parts.flatMap((part) => (part.kind === 'failure' ? { target: part.target, why: part.why } : []));
    const shown = { format, shell: query.shell };
    return formatted(shown, { ...progress, results, failures }, reportOf(found, parts), calls);
  },
});

/** The results of a scan of any size: a line for each cluster. */
export const scanResults = defineRoute({
  method: 'GET',
  path: 'scans/{id}/results',
  right: 'Backstay.Scan',
  summary: 'The results of a scan of many that has ended, page by page, one JSON object a line',
  cost: 1,
  params: scanId,
  query: scanResultsQuery,
  answers: [
    {
      status: 200,
      description: 'One page, which may be empty. The header `Link` has the next one, if there is one.',
      as: 'lines',
      schema: scanLine,
    },
    { status: 202, description: 'It runs.', as: 'json', schema: scanProgress, headers: LOCATION },
  ],
  problems: ['not-found'],
  async handle({ params, query }, calls) {
    requireContinuation(query.continuation);
    const found = await scanNamed(params.id, calls);
    const progress = progressOf(found);
    if (progress.state === 'running')
      return { status: 202, json: progress, headers: comeBack(found.id, found.total, {}) };
    const { parts, continuation } = await calls.scanParts(found.id, query.limit, query.continuation);
    // Those of subscriptions that could not be listed come first.
    const unlisted = query.continuation === undefined ? unlistedIn(found) : [];
    const lines = [...unlisted, ...parts.map(notScannedOr)].map(toLine);
    const next = `<${resultsAt(found.id)}?${new URLSearchParams({ limit: String(query.limit), continuation: continuation ?? '' })}>; rel="next"`;
    return {
      status: 200,
      text: lines.join(''),
      mediaType: MEDIA_TYPES.ndjson,
      ...(continuation !== undefined && { headers: { link: next } }),
    };
  },
});

async function scanNamed(id: string, calls: Pick<ApiCalls, 'scanOf'>): Promise<ScanState> {
  const found = await calls.scanOf(id);
  if (found === undefined) throw new Refusal('not-found', 'There is no scan with this id, or it has expired.');
  return found;
}

async function allParts(id: string, calls: Pick<ApiCalls, 'scanParts'>): Promise<readonly ScanPart[]> {
  const parts: ScanPart[] = [];
  let continuation: string | undefined;
  do {
    const page = await calls.scanParts(id, MAX_RESULTS_ON_PAGE, continuation);
    parts.push(...page.parts);
    continuation = page.continuation;
  } while (continuation !== undefined && parts.length <= MAX_RESULTS_IN_ANSWER);
  return parts;
}

function resultsAt(id: string): string {
  return `/api/scans/${encodeURIComponent(id)}/results`;
}

/** A result as the API returns it. */
function resultOf(result: ScanResult): z.infer<typeof scanAnswer> {
  const { target, scannedAt, verdict, reason, findings, plan, planId } = result;
  const protection = protectionOf(findings);
  return { target, targetId: targetIdOf(target), scannedAt, verdict, reason, findings, protection, plan, planId };
}

/** Without the results. */
function progressOf({ id, startedAt, done, total, isListed, unlisted }: ScanState): z.infer<typeof scanProgress> {
  const ended = isListed && done >= total;
  return {
    ...{ id, startedAt, done, total },
    state: ended ? 'done' : 'running',
    listed: isListed,
    ...(ended && { resultsAt: resultsAt(id) }),
    failures: [],
    unlisted,
  };
}

/** Clusters without a result are in every format: a pipeline must not take them for ready. */
function reportOf(found: ScanState, parts: readonly ScanPart[]): ScanReport {
  return { startedAt: found.startedAt, results: [...unlistedIn(found), ...parts.map(notScannedOr)] };
}

function notScannedOr(part: ScanPart): ScanResult | NotScanned {
  return part.kind === 'result'
    ? part.result
    : { clusterId: part.target.clusterId, code: 'ScanDeadLettered', problem: part.why };
}

/** The clusters of a subscription that could not be listed: none of them has a result. */
function unlistedIn({ unlisted }: ScanState): readonly NotScanned[] {
  return unlisted.map(({ subscriptionId, why }) => ({
    clusterId: subscriptionScope(subscriptionId),
    code: 'ClustersNotListed',
    problem: why,
  }));
}

async function formatted(
  { format, shell }: { readonly format: Format; readonly shell: Shell | undefined },
  json: object,
  report: ScanReport,
  calls: Pick<ApiCalls, 'format'>,
): Promise<Answer> {
  if (format === 'json') return { status: 200, json };
  return { status: 200, text: await calls.format(format, report, shell), mediaType: MEDIA_TYPES[format] };
}

function comeBack(
  id: string,
  total: number,
  { format, shell }: z.infer<typeof formatQuery>,
): Readonly<Record<string, string>> {
  const asked = new URLSearchParams({ ...(format !== undefined && { format }), ...(shell !== undefined && { shell }) });
  const query = asked.size === 0 ? '' : `?${asked}`;
  const seconds = Math.min(MAX_SECONDS_TO_ASK, MIN_SECONDS_TO_ASK + Math.floor(total / CLUSTERS_PER_SECOND_TO_ASK));
  return { location: `/api/scans/${encodeURIComponent(id)}${query}`, 'retry-after': String(seconds) };
}
