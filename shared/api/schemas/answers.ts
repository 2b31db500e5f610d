import * as z from 'zod';
import { MAX_RESULTS_IN_ANSWER } from '../../model/limits.ts';
import { PROBLEMS } from '../problem.ts';
import {
  accepted,
  action,
  approval,
  caller,
  condition,
  finding,
  plan,
  protection,
  result,
  summary,
  target,
} from './parts.ts';
import { basis, planId, targetId, time, verdict } from './words.ts';

/** The answers of the API. */

export const scanAnswer = z
  .object({
    target,
    targetId,
    scannedAt: time,
    verdict,
    reason: z.string(),
    findings: z.array(finding).readonly(),
    protection,
    plan: plan.describe(
      'The changes that would run now in mode "enforce"; changes that the profile does not allow are left out with their reason.',
    ),
    planId,
  })
  .readonly()
  .meta({ id: 'ScanResult' });

/** A line of NDJSON. */
export const scanLine = z.union([
  scanAnswer,
  z
    .object({ clusterId: z.string(), code: z.string(), problem: z.string() })
    .readonly()
    .describe('A cluster that could not be checked, or a subscription whose clusters could not be listed.')
    .meta({ id: 'NotScanned' }),
]);

export const scanProgress = z
  .object({
    id: z.string(),
    state: z.enum(['running', 'done']),
    startedAt: time,
    done: z.int(),
    total: z.int().describe('Clusters so far; all of them once `listed` is true.'),
    listed: z.boolean().describe('The clusters of all subscriptions are listed.'),
    results: z
      .array(scanAnswer)
      .readonly()
      .optional()
      .describe(`Once it is done, for up to ${MAX_RESULTS_IN_ANSWER} clusters.`),
    resultsAt: z.string().optional().describe('Once it is done: where all results are, page by page.'),
    failures: z
      .array(z.object({ target, why: z.string() }).readonly())
      .readonly()
      .describe('With `results`: clusters that could not be scanned.'),
    unlisted: z
      .array(z.object({ subscriptionId: z.string(), why: z.string() }).readonly())
      .readonly()
      .describe('Subscriptions whose clusters could not be listed.'),
  })
  .readonly()
  .meta({ id: 'ScanProgress' });

export const scanBegun = z.object({ id: z.string() }).readonly().meta({ id: 'ScanBegun' });

export const remediateAnswer = z
  .object({ target, targetId, planId, results: z.array(result).readonly() })
  .readonly()
  .describe('The result of each action. The app follows those that are "running".')
  .meta({ id: 'Remediation' });

export const undoAnswer = z
  .object({
    target,
    targetId,
    planId,
    actions: z.array(action).readonly().describe('In the order in which they run.'),
    kept: z
      .array(z.object({ sequence: z.int(), what: z.string(), because: z.string() }).readonly())
      .readonly()
      .describe('The changes that are not undone, and why.'),
    results: z.array(result).readonly().optional().describe('With planId: the result of each.'),
  })
  .readonly()
  .meta({ id: 'Undoing' });

export const resumeAnswer = z
  .object({ target, targetId, onHold: z.literal(false) })
  .readonly()
  .meta({ id: 'Resumed' });

export const checkAnswer = z
  .object({
    target,
    targetId,
    requestedAt: time.describe('The result rests on answers of Azure from after this time.'),
  })
  .readonly()
  .meta({ id: 'CheckRequested' });

export const approvalAnswer = z.object({ target, targetId, approval }).readonly().meta({ id: 'ApprovalAnswered' });

export const acceptanceAnswer = z
  .object({ target, targetId, accepted: accepted.describe('It counts once it is on the audit log, within a minute.') })
  .readonly()
  .meta({ id: 'FindingAccepted' });

export const acceptanceEndAnswer = z
  .object({ target, targetId, ended: z.string().describe('Id of the acceptance.') })
  .readonly()
  .meta({ id: 'AcceptanceEnded' });

export const targetsPage = z
  .object({
    targets: z.array(summary).readonly(),
    continuation: z.string().optional().describe('Where the next page begins; none after the last.'),
  })
  .readonly()
  .meta({ id: 'TargetsPage' });

export const targetDetail = z
  .object({
    id: targetId,
    target,
    verdict,
    reason: z.string(),
    since: time,
    lookedAt: time.optional(),
    nextLookAt: time.optional(),
    onHoldSince: time.optional(),
    protection,
    conditions: z.array(condition).readonly(),
    approvals: z.array(approval).readonly(),
    acceptable: z
      .array(z.object({ ruleId: z.string(), basis }).readonly())
      .readonly()
      .describe('Findings that a person can accept, each with the basis that names it as it is.'),
  })
  .readonly()
  .meta({ id: 'TargetDetail' });

export const auditPage = z
  .object({
    target,
    targetId,
    total: z.int().describe('Entries of the whole audit log of the target.'),
    entries: z
      .array(
        z
          .object({
            sequence: z.int(),
            at: z.string(),
            writer: z.string(),
            title: z.string(),
            details: z.array(z.string()).readonly(),
            type: z.string(),
            caller: caller.optional().describe('The person or pipeline that made the request, if any.'),
            hash: z.string(),
            previousHash: z.string(),
          })
          .readonly(),
      )
      .readonly(),
    unreadable: z
      .int()
      .describe('Rows of this page that hold no entry: they were altered. /api/audit/verify says more.'),
    next: z.int().optional().describe('`after` of the next page; none after the last.'),
  })
  .readonly()
  .meta({ id: 'AuditPage' });

export const verifyAnswer = z
  .object({
    ok: z.boolean(),
    verifiedAt: time,
    anchors: z.object({ ok: z.boolean(), broken: z.array(z.string()).readonly() }).readonly(),
    chains: z.int(),
    entries: z.int(),
    sinceAnchor: z.int().describe('Entries that no anchor vouches for yet.'),
    broken: z
      .array(z.object({ target, sequence: z.int(), problem: z.string(), message: z.string() }).readonly())
      .readonly(),
    complete: z
      .boolean()
      .describe('False when the time of one call did not reach for all chains: use `npm run audit`.'),
  })
  .readonly()
  .meta({ id: 'Verification' });

export const healthAnswer = z
  .object({
    live: z.literal(true),
    ready: z.boolean(),
    checks: z
      .array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() }).readonly())
      .readonly()
      .optional()
      .describe('For callers with Backstay.Read.'),
  })
  .readonly()
  .meta({ id: 'Health' });

export const problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    errors: z
      .array(z.object({ in: z.enum(['body', 'query', 'path', 'header']), pointer: z.string(), detail: z.string() }))
      .optional(),
  })
  .describe(`Problem details of RFC 9457. \`type\` ends in one of ${Object.keys(PROBLEMS).join(', ')}.`)
  .meta({ id: 'Problem' });
