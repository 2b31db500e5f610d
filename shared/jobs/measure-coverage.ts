import * as z from 'zod';
import type { UncoveredSubscription } from '../model/coverage.ts';
import type { Profile } from '../model/profile.ts';
import { changeNote, type Notes } from '../ports/notes.ts';
import type { Ports } from '../reconcile/ports.ts';
import { measure } from '../telemetry/at-work.ts';

const NOTE = 'coverage';
/** A note has to stay small; the count is in the metric. */
const MAX_NOTED = 50;
const MAX_NAME = 100;

const noteSchema = z.object({
  uncovered: z.array(z.object({ id: z.string(), name: z.string(), managementGroup: z.string() })),
});

/**
 * Finds subscriptions that have come into the management groups of the profiles since the
 * deployment. Nothing is read or written there: the rights of the deployment end at its own list.
 */
export async function measureCoverage({
  arm,
  profiles,
  notes,
  log,
}: Pick<Ports, 'arm' | 'profiles' | 'notes' | 'log'>): Promise<void> {
  const uncovered = await readUncovered(profiles, arm);
  if ('failure' in uncovered) {
    return log.warn('Subscriptions not listed', { because: uncovered.failure.code });
  }
  measure('backstay.subscriptions.uncovered', uncovered.length, {});
  for (const { id, managementGroup } of uncovered) {
    log.warn('Subscription not covered by the deployment', { subscription: id, managementGroup });
  }
  const noted = uncovered.slice(0, MAX_NOTED);
  await changeNote<void>(notes, NOTE, (value) => {
    const before = noteSchema.safeParse(value).data?.uncovered ?? [];
    const isSame = JSON.stringify(before) === JSON.stringify(noted);
    return { ...(!isSame && { write: { uncovered: noted } }), answer: undefined };
  });
}

/** As the last count found them. */
export async function readCoverage(notes: Pick<Notes, 'read'>): Promise<readonly UncoveredSubscription[]> {
  return noteSchema.safeParse((await notes.read(NOTE))?.value).data?.uncovered ?? [];
}

async function readUncovered(profiles: readonly Profile[], arm: Pick<Ports['arm'], 'listSubscriptions'>) {
  const groups = new Set(
    profiles.flatMap(({ selector }) => (selector.managementGroups ?? []).map((name) => name.toLowerCase())),
  );
  if (groups.size === 0) return [];
  const answer = await arm.listSubscriptions();
  if (!answer.ok) return { failure: answer.failure };
  const covered = new Set(profiles.flatMap(({ selector }) => selector.subscriptions));
  return answer.value
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
    .flatMap(({ id, name, managementGroups }): readonly UncoveredSubscription[] => {
      const managementGroup = managementGroups.find((group) => groups.has(group));
      if (managementGroup === undefined || covered.has(id)) return [];
      return [{ id, name: name.slice(0, MAX_NAME), managementGroup }];
    });
}
