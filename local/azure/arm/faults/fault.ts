import { z } from 'zod';
import { REFUSAL_CODES } from './backup-refusals.ts';
import { EXTENSION_FAILURE_CAUSES } from './extension-failures.ts';

/**
 * Whether what was asked for is done before the connection fails; of the answer nothing is heard
 * either way.
 */
const moment = z.enum(['beforeEffect', 'afterEffect']);

/** Sent as they are, at any speed. */
const retryAfterSeconds = z.int().min(0).max(86_400);

const named = z.strictObject({ name: z.string().min(1), id: z.string().startsWith('/') });

/** All faults. The module of each family, beside this file, has their effects. */
export const faultSchema = z.discriminatedUnion('kind', [
  // connection-faults.ts
  z.strictObject({ kind: z.literal('connectionReset'), moment }),
  z.strictObject({ kind: z.literal('noAnswer'), moment }),

  // outage-faults.ts
  z.strictObject({ kind: z.literal('throttled'), retryAfterSeconds }),
  z.strictObject({ kind: z.literal('internalServerError') }),
  z.strictObject({ kind: z.literal('serviceUnavailable'), retryAfterSeconds: retryAfterSeconds.optional() }),

  // conflict-faults.ts
  /** `operation` is what is at work: `Updating`, or `nodepool1 - Updating`. */
  z.strictObject({ kind: z.literal('operationNotAllowed'), operation: z.string().min(1).default('Updating') }),
  /** The newer text names the grant that exists: `existingId`, or the name that was asked for. */
  z.strictObject({
    kind: z.literal('roleAssignmentExists'),
    text: z.enum(['older', 'newer']),
    existingId: z.guid().optional(),
  }),
  /** `scopes` are those with a lock; the subscription unless said otherwise. */
  z.strictObject({ kind: z.literal('scopeLocked'), scopes: z.array(z.string().startsWith('/')).min(1).optional() }),

  // refusal-faults.ts
  z.strictObject({ kind: z.literal('principalNotFound') }),
  z.strictObject({ kind: z.literal('authorizationFailed') }),
  /** The assignment that denies, and what it assigns; both are made up unless said. */
  z.strictObject({
    kind: z.literal('requestDisallowedByPolicy'),
    assignment: named.optional(),
    definition: named.optional(),
  }),
  z.strictObject({ kind: z.literal('notFound'), missing: z.enum(['resource', 'resourceGroup']).default('resource') }),

  // stale-list-fault.ts: lists as they were so many of Azure's seconds ago.
  z.strictObject({ kind: z.literal('staleList'), seconds: z.number().positive().max(900) }),

  // broken-answer-faults.ts
  /** The operation is to be watched at another host, which would be handed the token. */
  z.strictObject({
    kind: z.literal('foreignOperationUrl'),
    origin: z.url({ protocol: /^https?$/ }).default('https://management.azure.com.example'),
  }),
  z.strictObject({ kind: z.literal('emptyBody') }),
  /** The text ends in its middle, while the answer as such is whole. */
  z.strictObject({ kind: z.literal('truncatedBody') }),
  z.strictObject({ kind: z.literal('otherCasing'), casing: z.enum(['lower', 'upper', 'resourcegroups']) }),

  // backup-fault.ts, extension-fault.ts and registration-fault.ts: what a provider works into its
  // own.
  z.strictObject({ kind: z.literal('backupRefused'), code: z.enum(REFUSAL_CODES) }),
  z.strictObject({ kind: z.literal('extensionFails'), cause: z.enum(EXTENSION_FAILURE_CAUSES) }),
  z.strictObject({ kind: z.literal('registrationHangs') }),
]);

export type Fault = z.output<typeof faultSchema>;

export type FaultOf<K extends Fault['kind']> = Extract<Fault, { kind: K }>;
