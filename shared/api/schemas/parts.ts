import * as z from 'zod';
import { FAILURE_CLASSES } from '../../model/failure.ts';
import { SKIP_REASONS } from '../../model/plan.ts';
import { PROTECTION_STATES } from '../../model/protection.ts';
import type { Remedy } from '../../model/remedy.ts';
import { outcome, targetId, time, verdict } from './words.ts';

/**
 * The parts that answers are made of, as the model has them. They are only ever written, so that
 * ids are plain text here.
 */

export const target = z.object({ clusterId: z.string(), profile: z.string() }).readonly().meta({ id: 'Target' });

const source = z.object({ call: z.string(), at: time }).readonly().meta({ id: 'Source' });
const failure = z
  .object({
    class: z.enum(FAILURE_CLASSES),
    code: z.string(),
    message: z.string(),
    status: z.int().optional(),
    retryAfterSeconds: z.number().optional(),
  })
  .readonly()
  .meta({ id: 'Failure' });
export const evidence = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string()).readonly()]))
  .meta({ id: 'Evidence' });

/**
 * Each kind of remedy has fields of its own, described by docs/permissions.md and the rule that
 * asks for it.
 */
const remedy: z.ZodType<Remedy> = z.looseObject({ kind: z.string() }) as z.ZodType<unknown> as z.ZodType<Remedy>;

export const action = z
  .object({
    key: z.string().describe('Follows from the content alone.'),
    ruleIds: z.array(z.string()).readonly(),
    remedy,
    text: z.string().describe('The change, in one line.'),
    risk: z.enum(['harmless', 'changesResource', 'grantsAccess']),
    permissions: z.array(z.object({ action: z.string(), scope: z.string() }).readonly()).readonly(),
    undoes: z
      .object({ sequence: z.int(), before: evidence.optional(), vaultId: z.string().optional() })
      .readonly()
      .optional()
      .describe('The audit log entry that is undone, the state before it, and the vault that may still need it.'),
  })
  .readonly()
  .meta({ id: 'Action' });

const skipReason = z.enum(SKIP_REASONS).meta({ id: 'SkipReason' });

const unmet = z.array(z.string()).readonly().optional().describe('The rules that have to be satisfied first.');

export const plan = z
  .object({
    actions: z.array(action).readonly(),
    skipped: z.array(z.object({ action, reason: skipReason, unmet }).readonly()).readonly(),
    hash: z.string(),
  })
  .readonly()
  .meta({ id: 'Plan' });

export const caller = z
  .union([
    z.object({ kind: z.enum(['user', 'application']), objectId: z.string(), tenantId: z.string() }).readonly(),
    z.object({ kind: z.literal('functionKey') }).readonly(),
  ])
  .meta({ id: 'Caller' });

const acceptedBy = z.union([
  caller,
  z
    .object({ kind: z.literal('profile'), entry: z.string() })
    .readonly()
    .describe('The profile file accepts it.'),
]);

export const accepted = z
  .object({
    id: z.string(),
    reason: z.string(),
    owner: z.string().describe('The team that answers for it.'),
    until: time,
    acceptedAt: time,
    by: acceptedBy,
  })
  .readonly()
  .describe('An operator accepts the finding as it is: it does not keep the cluster from being Ready.')
  .meta({ id: 'Accepted' });

const findingFields = {
  ruleId: z.string(),
  severity: z.enum(['required', 'recommended']),
  outcome,
  reason: z.string().describe('One word that programs may compare.'),
  message: z.string(),
  evidence,
  sources: z.array(source).readonly(),
  remedy: remedy.optional().describe('With "missing": what Backstay would do.'),
  steps: z.array(z.string()).readonly().optional().describe('With "manual" and "unknown": what a person does.'),
  by: z.array(z.string()).readonly().optional().describe('With "blocked": the rules that come first.'),
  unread: z
    .array(z.object({ need: z.string(), failure }).readonly())
    .readonly()
    .optional(),
  accepted: accepted.optional(),
};

export const finding = z.object(findingFields).readonly().meta({ id: 'Finding' });

const progress = z
  .discriminatedUnion('state', [
    z
      .object({
        state: z.literal('running'),
        actionKey: z.string(),
        since: time,
        unseen: failure.optional().describe('Why its state could not be read.'),
        failing: z
          .object({ since: time, failure })
          .readonly()
          .optional()
          .describe('It is a retry: how it failed before, and since when.'),
      })
      .readonly(),
    z.object({ state: z.literal('done'), actionKey: z.string(), at: time }).readonly(),
    z.object({ state: z.literal('retrying'), actionKey: z.string(), failure, since: time, retryAt: time }).readonly(),
    z.object({ state: z.literal('skipped'), actionKey: z.string(), reason: skipReason, unmet }).readonly(),
  ])
  .meta({ id: 'Progress' });

export const condition = z
  .object({
    ...findingFields,
    since: time,
    judgedAt: time.optional(),
    progress: progress.optional(),
    recheckAt: time.optional(),
    overdue: z.literal(true).optional(),
  })
  .readonly()
  .meta({ id: 'Condition' });

const protectionState = z
  .enum(PROTECTION_STATES)
  .describe('Whether backups are taken; `elsewhere` is by a vault that the profile does not name.')
  .meta({ id: 'ProtectionState' });

export const protection = z
  .object({
    state: protectionState,
    backupInstance: z.string().optional(),
    vault: z.string().optional(),
    policy: z.string().optional(),
    azureState: z.string().optional().describe('The state of the instance, as Azure Backup names it.'),
    latestRecoveryPoint: z.string().optional().describe('Time of the last backup that ended well.'),
    restoreDrill: z
      .object({
        state: z.enum(['confirmed', 'refused']),
        at: time,
        recoveryPoint: z.string(),
        target: z.string().describe('The cluster that it would be restored to.'),
        code: z.string().optional(),
      })
      .readonly()
      .optional()
      .describe('The last validation of a restore by Azure Backup.'),
    error: z
      .object({ code: z.string(), cause: z.string(), rules: z.array(z.string()).readonly() })
      .readonly()
      .optional()
      .describe('Why no backups are taken, and the rules that explain it.'),
  })
  .readonly()
  .meta({ id: 'Protection' });

export const approval = z
  .object({
    id: z.string(),
    action,
    askedAt: time,
    expiresAt: time,
    answer: z
      .object({ given: z.enum(['approved', 'declined']), at: time, by: caller })
      .readonly()
      .optional(),
  })
  .readonly()
  .meta({ id: 'Approval' });

/** How carrying out one action ended, or went on. */
export const result = z
  .object({
    action,
    status: z.enum(['applied', 'alreadyDone', 'running', 'unanswered', 'failed']),
    failure: failure.optional(),
  })
  .readonly()
  .meta({ id: 'ActionResult' });

export const summary = z
  .object({
    id: targetId,
    target,
    verdict,
    reason: z.string(),
    since: time,
    lookedAt: time.optional(),
    counts: z.partialRecord(outcome, z.int()).readonly(),
    forPeople: z.int().describe('Findings that need manual action, and actions that wait for an approval.'),
    approvalsWanted: z.int(),
    onHold: z.boolean().describe('It is only observed, because a person had work undone here.'),
    protection: protectionState.optional(),
    accepted: z
      .object({ count: z.int(), until: time })
      .readonly()
      .optional()
      .describe('Findings that operators accept, and when the first acceptance ends.'),
  })
  .readonly()
  .meta({ id: 'TargetSummary' });
