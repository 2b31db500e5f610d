import type { z } from 'zod';
import type { ScanResult } from '../../model/scan.ts';
import { targetIdOf } from '../../model/target-id.ts';
import type { NotScanned, ScanReport } from '../../scan/report.ts';
import type { Answer, Handler } from '../call.ts';
import type { ApiCalls, ScanProgress } from '../calls.ts';
import { formatFor, MEDIA_TYPES } from '../formats.ts';
import { Refusal } from '../problem.ts';
import type { scanAnswer, scanProgress } from '../schemas/answers.ts';
import type { Format } from '../schemas/requests.ts';
import { refuseOutside, targetMeant } from '../scope.ts';

/** When to ask again how far a scan is, in seconds. */
const ASK_AGAIN = '2';

/** One cluster is looked at at once; many are only begun. */
export function scanHandler(
  calls: Pick<ApiCalls, 'profiles' | 'scanCluster' | 'beginScan' | 'format'>,
): Handler<'scan'> {
  return async ({ body, query, request }) => {
    // Before anything is read: who cannot take the answer does not cost Azure a look.
    const format = formatFor(request, query.format);
    const { clusterId, subscriptionId, profile, vaultId } = body;
    if (clusterId !== undefined) {
      const result = await calls.scanCluster(targetMeant({ clusterId, vaultId, profile }, calls.profiles));
      return formatted(format, resultOf(result), { startedAt: result.scannedAt, results: [result] }, calls);
    }
    refuseOutside({ subscriptionId, profile }, calls.profiles);
    const begun = await calls.beginScan({
      ...(subscriptionId !== undefined && { subscriptionId }),
      ...(profile !== undefined && { profile }),
    });
    return { status: 202, json: { id: begun.id, total: begun.total }, headers: comeBack(begun.id, query.format) };
  };
}

/** 202 while it runs, in JSON whatever was asked for; then the results in any format. */
export function scansHandler(calls: Pick<ApiCalls, 'scanOf' | 'format'>): Handler<'scans'> {
  return async ({ params, query, request }) => {
    const format = formatFor(request, query.format);
    const scan = await calls.scanOf(params.id);
    if (scan === undefined) throw new Refusal('not-found', 'There is no such scan, or it was forgotten.');
    const json = progressOf(scan);
    if (json.state === 'running') return { status: 202, json, headers: comeBack(scan.id, query.format) };
    return formatted(format, json, reportOf(scan), calls);
  };
}

/** A result as the API tells it. */
export function resultOf(result: ScanResult): z.infer<typeof scanAnswer> {
  const { target, scannedAt, verdict, reason, findings, plan, planId } = result;
  return { target, targetId: targetIdOf(target), scannedAt, verdict, reason, findings, plan, planId };
}

function progressOf({ id, startedAt, done, total, results, failures }: ScanProgress): z.infer<typeof scanProgress> {
  const ended = done >= total;
  const state = ended ? 'done' : 'running';
  return { id, state, startedAt, done, total, ...(ended && { results: results.map(resultOf) }), failures };
}

/** What was given up is told in every format: a pipeline must not take it for a cluster that is ready. */
function reportOf({ startedAt, results, failures }: ScanProgress): ScanReport {
  const notScanned = failures.map(({ target, why }): NotScanned => {
    return { clusterId: target.clusterId, code: 'GivenUp', problem: why };
  });
  return { startedAt, results: [...results, ...notScanned] };
}

async function formatted(
  format: Format,
  json: object,
  report: ScanReport,
  calls: Pick<ApiCalls, 'format'>,
): Promise<Answer> {
  if (format === 'json') return { status: 200, json };
  return { status: 200, text: await calls.format(format, report), mediaType: MEDIA_TYPES[format] };
}

function comeBack(id: string, format: Format | undefined): Readonly<Record<string, string>> {
  const query = format === undefined ? '' : `?format=${format}`;
  return { location: `/api/scans/${encodeURIComponent(id)}${query}`, 'retry-after': ASK_AGAIN };
}
