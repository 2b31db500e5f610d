import * as z from 'zod';
import type { ScanResult } from '../../model/scan.ts';
import { targetIdOf } from '../../model/target-id.ts';
import { protectionOf } from '../../plan/shown-protection.ts';
import type { ScanState } from '../../ports/scan-store.ts';
import type { NotScanned, ScanReport } from '../../scan/report.ts';
import type { Shell } from '../../steps/in-shell.ts';
import type { ApiCalls } from '../calls.ts';
import { EXAMPLE_CLUSTER, EXAMPLE_SUBSCRIPTION } from '../examples.ts';
import { formatFor, MEDIA_TYPES } from '../formats.ts';
import { Refusal } from '../problem.ts';
import { type Answer, defineRoute } from '../route.ts';
import { scanAnswer, scanBegun, scanProgress } from '../schemas/answers.ts';
import { type Format, formatQuery, scanRequest } from '../schemas/requests.ts';
import { refuseOutside, targetMeant } from '../scope.ts';

/** When to ask again how far a scan is, in seconds. */
const ASK_AGAIN = '2';
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
  problems: ['outside-profiles', 'not-acceptable', 'unreadable'],
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
    const { id, total } = await calls.beginScan({
      ...(subscriptionId !== undefined && { subscriptionId }),
      ...(profile !== undefined && { profile }),
    });
    return { status: 202, json: { id, total }, headers: comeBack(id, query) };
  },
});

/** 202 while it runs, always in JSON; then the results in any format. */
export const scans = defineRoute({
  method: 'GET',
  path: 'scans/{id}',
  right: 'Backstay.Scan',
  summary: 'The progress of a scan of many, and its results',
  cost: 1,
  params: z.strictObject({ id: z.string().regex(/^[\w-]{1,64}$/, 'must be the id of a scan') }),
  query: formatQuery,
  answers: [
    { status: 200, description: 'It has ended: all results.', as: 'results', schema: scanProgress },
    { status: 202, description: 'It runs.', as: 'json', schema: scanProgress, headers: LOCATION },
  ],
  problems: ['not-found', 'not-acceptable'],
  async handle({ params, query, request }, calls) {
    const format = formatFor(request, query.format);
    const found = await calls.scanOf(params.id);
    if (found === undefined) throw new Refusal('not-found', 'There is no scan with this id, or it has expired.');
    const json = progressOf(found);
    if (json.state === 'running') return { status: 202, json, headers: comeBack(found.id, query) };
    return formatted({ format, shell: query.shell }, json, reportOf(found), calls);
  },
});

/** A result as the API returns it. */
function resultOf(result: ScanResult): z.infer<typeof scanAnswer> {
  const { target, scannedAt, verdict, reason, findings, plan, planId } = result;
  const protection = protectionOf(findings);
  return { target, targetId: targetIdOf(target), scannedAt, verdict, reason, findings, protection, plan, planId };
}

function progressOf({ id, startedAt, done, total, results, failures }: ScanState): z.infer<typeof scanProgress> {
  const ended = done >= total;
  const state = ended ? 'done' : 'running';
  return { id, state, startedAt, done, total, ...(ended && { results: results.map(resultOf) }), failures };
}

/** Clusters without a result are in every format: a pipeline must not take them for ready. */
function reportOf({ startedAt, results, failures }: ScanState): ScanReport {
  const notScanned = failures.map(({ target, why }): NotScanned => {
    return { clusterId: target.clusterId, code: 'ScanDeadLettered', problem: why };
  });
  return { startedAt, results: [...results, ...notScanned] };
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

function comeBack(id: string, { format, shell }: z.infer<typeof formatQuery>): Readonly<Record<string, string>> {
  const asked = new URLSearchParams({ ...(format !== undefined && { format }), ...(shell !== undefined && { shell }) });
  const query = asked.size === 0 ? '' : `?${asked}`;
  return { location: `/api/scans/${encodeURIComponent(id)}${query}`, 'retry-after': ASK_AGAIN };
}
