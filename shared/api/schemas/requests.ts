import * as z from 'zod';
import { MAX_RESULTS_ON_PAGE } from '../../model/limits.ts';
import { SHELLS } from '../../steps/in-shell.ts';
import { basis, clusterId, planId, profileName, ruleId, subscriptionId, targetId, vaultId, verdict } from './words.ts';

/** The requests of callers. Unknown fields are refused by name. */

const oneCluster = {
  clusterId,
  vaultId: vaultId.optional(),
  profile: profileName.optional().describe('Of the profiles that select the cluster, this one is meant.'),
};

export const scanRequest = z
  .strictObject({
    clusterId: clusterId.optional(),
    subscriptionId: subscriptionId.optional(),
    profile: profileName.optional(),
    vaultId: vaultId.optional(),
  })
  .superRefine((body, context) => {
    const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    const { clusterId: cluster, subscriptionId: subscription, profile, vaultId: vault } = body;
    if (cluster === undefined && subscription === undefined && profile === undefined) {
      refuse('clusterId', 'one of clusterId, subscriptionId and profile must be given');
    }
    if (cluster !== undefined && subscription !== undefined) refuse('subscriptionId', 'does not go with clusterId');
    if (vault !== undefined && cluster === undefined) refuse('vaultId', 'goes with clusterId only');
  })
  .describe('The clusters to scan: one, or all of a subscription or a profile that a profile selects.')
  .meta({ id: 'ScanRequest' });

export const remediateRequest = z
  .strictObject({ ...oneCluster, planId })
  .describe('A plan that a scan has shown.')
  .meta({ id: 'RemediateRequest' });

export const undoRequest = z
  .strictObject({
    target: targetId,
    entries: z
      .array(z.int().min(1))
      .min(1)
      .max(500)
      .optional()
      .describe('Numbers of the audit log entries of the changes.'),
    all: z.literal(true).optional().describe('All that Backstay did here.'),
    planId: planId.optional(),
  })
  .superRefine((body, context) => {
    if ((body.entries === undefined) !== (body.all === undefined)) return;
    context.addIssue({ code: 'custom', path: ['entries'], message: 'either entries or all must be given' });
  })
  .describe('The changes to undo. Without planId the plan is only shown.')
  .meta({ id: 'UndoRequest' });

export const resumeRequest = z
  .strictObject({ target: targetId })
  .describe('Ends the hold that an undo started.')
  .meta({ id: 'ResumeRequest' });

export const approvalRequest = z
  .strictObject({ target: targetId, answer: z.enum(['approve', 'decline']) })
  .describe('The answer to one question.')
  .meta({ id: 'ApprovalRequest' });

const oneLine = (characters: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(characters, `must have at most ${characters} characters`)
    .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'must be one line without control characters');

const acceptance = {
  target: targetId,
  rule: ruleId,
  basis,
  reason: oneLine(300).describe('Why it is accepted. It is shown wherever the finding is, and on the audit log.'),
  owner: oneLine(100).describe('The team that answers for it, not a person.'),
  until: z.iso
    .date('must be a day, such as 2027-01-31')
    .transform((day) => `${day}T23:59:59.999Z`)
    .describe('The last day on which it holds, in UTC: at most 180 days ahead.'),
};

export const acceptanceRequest = z
  .strictObject(acceptance)
  .describe('A finding as it was shown, accepted for a time.')
  .meta({ id: 'AcceptanceRequest' });

export const acceptanceEndRequest = z
  .strictObject({ target: targetId })
  .describe('The target of the acceptance.')
  .meta({ id: 'AcceptanceEndRequest' });

const token = z.string().max(100).describe('As the page has it: it proves that the form is from there.');

export const approvalForm = z
  .strictObject({ target: targetId, answer: z.enum(['approve', 'decline']), token })
  .meta({ id: 'ApprovalForm' });
export const acceptForm = z.strictObject({ ...acceptance, token }).meta({ id: 'AcceptForm' });
export const acceptanceEndForm = z.strictObject({ target: targetId, token }).meta({ id: 'AcceptanceEndForm' });
export const undoForm = z.strictObject({ target: targetId, planId, token }).meta({ id: 'UndoForm' });
export const checkForm = z.strictObject({ target: targetId, token }).meta({ id: 'CheckForm' });
export const resumeForm = z.strictObject({ target: targetId, token }).meta({ id: 'ResumeForm' });

export const targetsQuery = z.strictObject({
  verdict: verdict.optional().describe('Only targets with this verdict.'),
  profile: profileName.optional().describe('Only targets of this profile.'),
  subscription: subscriptionId.optional().describe('Only clusters of this subscription.'),
  cluster: clusterId.optional().describe('Only this cluster.'),
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe('The most that one page holds.'),
  continuation: z.string().max(4096).optional().describe('From the page before.'),
});

export const scanResultsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(MAX_RESULTS_ON_PAGE).default(100).describe('The most that one page holds.'),
  continuation: z.string().max(4096).optional().describe('From the page before: the header `Link` has it.'),
});

export const auditQuery = z.strictObject({
  target: targetId,
  after: z.coerce.number().int().min(0).default(0).describe('Only entries with a higher number.'),
  limit: z.coerce.number().int().min(1).max(1000).default(200).describe('The most that one page holds.'),
});

export const FORMATS = ['json', 'ndjson', 'markdown', 'csv', 'junit', 'sarif', 'script', 'bicep', 'terraform'] as const;
export type Format = (typeof FORMATS)[number];

export const formatQuery = z.strictObject({
  format: z.enum(FORMATS).optional().describe('Goes before the header Accept.'),
  shell: z
    .enum(SHELLS)
    .optional()
    .describe('The shell that commands are quoted for in a script, Markdown and templates.'),
});
