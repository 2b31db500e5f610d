import * as z from 'zod';

/** Name of the note that holds how far the verification of the audit log is. */
export const VERIFICATION_NOTE = 'verification';

const brokenSchema = z.object({
  /** None for a break among the anchors. */
  target: z.object({ clusterId: z.string(), profile: z.string() }).optional(),
  why: z.string(),
});

const runSchema = z.object({
  /** ISO 8601; names the run. */
  startedAt: z.iso.datetime(),
  /** `new`: only chains that changed since the run before began. */
  extent: z.enum(['all', 'new']),
  /** Shards that are verified. */
  shards: z.int(),
  chains: z.int(),
  entries: z.int(),
  /** All that were found, more than are listed perhaps. */
  brokenCount: z.int(),
  broken: z.array(brokenSchema),
});

const noteSchema = z.object({
  running: runSchema.optional(),
  last: runSchema.extend({ finishedAt: z.iso.datetime() }).optional(),
  /** When the last run over all chains began. */
  lastOfAll: z.iso.datetime().optional(),
});

export type VerificationRun = z.infer<typeof runSchema>;
export type VerificationNote = z.infer<typeof noteSchema>;

/** The note as it is stored; one that cannot be read counts as none. */
export function verificationIn(value: unknown): VerificationNote {
  return noteSchema.safeParse(value).data ?? {};
}
