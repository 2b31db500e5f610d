import * as z from 'zod';
import type { Clock } from '../lib/clock.ts';
import { secondsAfter } from '../lib/clock.ts';
import { uuid5 } from '../lib/uuid5.ts';
import { WRITE_LOCK_SECONDS } from '../model/limits.ts';
import { type Target, targetKey } from '../model/target.ts';
import { changeNote, type Notes } from '../ports/notes.ts';

export interface LeasePorts {
  readonly notes: Notes;
  readonly clock: Clock;
}

export type Lease =
  | { readonly taken: true }
  | {
      readonly taken: false;
      /** Name of the profile whose target holds it. */
      readonly profile: string;
    };

const rowSchema = z.object({ holder: z.string(), profile: z.string(), until: z.string() });

/**
 * Takes or renews the write lock of the target's cluster. Only one target of a cluster has it:
 * profiles can be swapped during a write.
 */
export function takeLease(target: Target, { notes, clock }: LeasePorts): Promise<Lease> {
  const now = clock.now();
  return changeNote<Lease>(notes, nameOf(target), (value) => {
    const row = rowIn(value);
    const isOurs = row?.holder === targetKey(target);
    if (row !== undefined && !isOurs && row.until > now.toISOString()) {
      return { answer: { taken: false, profile: row.profile } };
    }
    if (isOurs && row.until > secondsAfter(now, WRITE_LOCK_SECONDS / 2).toISOString())
      return { answer: { taken: true } };
    const until = secondsAfter(now, WRITE_LOCK_SECONDS).toISOString();
    return { write: { holder: targetKey(target), profile: target.profile, until }, answer: { taken: true } };
  });
}

/** Gives the write lock back, if this target has it. */
export function releaseLease(target: Target, { notes }: LeasePorts): Promise<void> {
  return changeNote<void>(notes, nameOf(target), (value) =>
    rowIn(value)?.holder === targetKey(target) ? { write: {}, answer: undefined } : { answer: undefined },
  );
}

function nameOf({ clusterId }: Target): string {
  return `lease-${uuid5(clusterId)}`;
}

function rowIn(value: unknown): z.infer<typeof rowSchema> | undefined {
  const row = rowSchema.safeParse(value);
  return row.success ? row.data : undefined;
}
