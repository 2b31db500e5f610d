import * as z from 'zod';

/**
 * Raised when data of a type changes in a way that a receiver could notice. Each version has its
 * own schema.
 */
export const SCHEMA_VERSION = 1;

const VERDICTS = ['Ready', 'Remediating', 'NeedsPerson', 'Failed', 'Unknown', 'OptedOut', 'Gone'] as const;

const time = z.iso.datetime().describe('ISO 8601, UTC.');

/** Common data of events about a target. */
const target = {
  cluster: z.string().describe('Resource id of the cluster, in small letters.'),
  profile: z.string().describe('Name of the profile.'),
  audit: z
    .strictObject({
      sequence: z.int().positive().describe('Number of the entry in the audit log of the target.'),
      hash: z.string().describe('Hash of that entry.'),
    })
    .describe('The entry of the audit log that the event is about.'),
};

const finding = z.strictObject({
  ruleId: z.string(),
  reason: z.string(),
  message: z.string(),
});

/**
 * The events that Backstay publishes, each with the data that it carries. docs/events.md is made
 * from this table.
 */
export const EVENT_TYPES = {
  'Backstay.VerdictChanged': {
    description: 'The verdict of a target, or its reason, changed.',
    data: z.strictObject({ ...target, from: z.enum(VERDICTS), to: z.enum(VERDICTS), reason: z.string() }),
  },
  'Backstay.ActionCompleted': {
    description: 'A change to Azure ended.',
    data: z.strictObject({
      ...target,
      actionKey: z.string().describe('The same change has the same key each time.'),
      kind: z.string().optional().describe('Kind of change, as in docs/permissions.md.'),
      text: z.string().optional().describe('The intended change, in one line.'),
      outcome: z.enum(['applied', 'alreadyDone', 'foundAfterCrash', 'notCarriedOut', 'failed']),
      failure: z
        .strictObject({ class: z.string(), code: z.string() })
        .optional()
        .describe('Set when it failed: the class and the code of the error.'),
    }),
  },
  'Backstay.ApprovalRequested': {
    description: 'A change waits for the approval of an operator.',
    data: z.strictObject({
      ...target,
      approvalId: z.string(),
      kind: z.string(),
      text: z.string(),
      expiresAt: time,
    }),
  },
  'Backstay.ApprovalAnswered': {
    description: 'An approval was given, declined, or lapsed without an answer.',
    data: z.strictObject({
      ...target,
      approvalId: z.string(),
      answer: z.enum(['approved', 'declined', 'expired', 'factsChanged']),
    }),
  },
  'Backstay.DriftDetected': {
    description: 'Prerequisites that were in place are missing.',
    data: z.strictObject({ ...target, findings: z.array(finding).min(1) }),
  },
  'Backstay.ProtectionChanged': {
    description: 'A vault began to protect the cluster, another one does, or none does any more.',
    data: z.strictObject({
      ...target,
      protection: z.enum(['none', 'byProfileVault', 'byOtherVault']),
      message: z.string(),
    }),
  },
  'Backstay.AuditIntegrityFailed': {
    description: 'The daily verification of the audit log failed for one chain, or for the anchors.',
    data: z.strictObject({
      cluster: target.cluster.optional().describe('Not set when the anchors are broken.'),
      profile: target.profile.optional(),
      message: z.string().describe('The first thing that shows it.'),
      verifiedOn: z.iso.date(),
    }),
  },
} as const satisfies Readonly<Record<string, { readonly description: string; readonly data: z.ZodObject }>>;

export type EventType = keyof typeof EVENT_TYPES;
export type EventData<T extends EventType> = z.infer<(typeof EVENT_TYPES)[T]['data']>;

/** The name of a type's schema: `dataschema` of its events. */
export function schemaNameOf(type: EventType): string {
  return `urn:backstay:schema:${type.replace('Backstay.', '')}:${SCHEMA_VERSION}`;
}
