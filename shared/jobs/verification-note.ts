import * as z from 'zod';
import type { VerificationNote } from '../audit/verification-run.ts';

/** Name of the note that holds how far the verification of the audit log is. */
export const VERIFICATION_NOTE = 'verification';

const runSchema = z.object({
  startedAt: z.iso.datetime(),
  extent: z.enum(['all', 'new']),
  shards: z.int(),
  chains: z.int(),
  entries: z.int(),
  brokenCount: z.int(),
  broken: z.array(
    z.object({ target: z.object({ clusterId: z.string(), profile: z.string() }).optional(), why: z.string() }),
  ),
});

const noteSchema = z.object({
  running: runSchema.optional(),
  last: runSchema.extend({ finishedAt: z.iso.datetime() }).optional(),
  lastOfAll: z.iso.datetime().optional(),
});

/** The note as it is stored; one that cannot be read counts as none. */
export function verificationIn(value: unknown): VerificationNote {
  return noteSchema.safeParse(value).data ?? {};
}
