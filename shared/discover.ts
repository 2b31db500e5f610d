import { profilesFor } from './intake/resolve-profile.ts';
import { sideBySide } from './lib/side-by-side.ts';
import { type Target, targetKey } from './model/target.ts';
import type { Ports } from './ports.ts';
import { note } from './telemetry/at-work.ts';

const PAGE = 1000;
const MOST_AT_ONCE = 16;

/**
 * Finds the clusters that no event told of: those that were there before Backstay was, or before the profile that selects them, and those
 * whose event was lost. Each is a target like any other from then on.
 */
export async function discover(
  ports: Pick<Ports, 'arm' | 'profiles' | 'targets' | 'queue' | 'clock' | 'log'>,
): Promise<void> {
  const { arm, profiles, targets, queue, clock, log } = ports;
  const known = await knownTargets(ports);
  const found: Target[] = [];
  for (const subscriptionId of new Set(profiles.flatMap(({ selector }) => selector.subscriptions))) {
    const answer = await arm.listClusters(subscriptionId);
    if (!answer.ok) {
      log.error('Clusters not listed', { subscription: subscriptionId, because: answer.failure.code });
      continue;
    }
    for (const { id: clusterId } of answer.value) {
      // As with an event: whether the cluster's tag picks another profile is seen when it is looked at.
      const [profile] = profilesFor(clusterId, profiles);
      if (profile === undefined) continue;
      const target = { clusterId, profile: profile.name };
      if (!known.has(targetKey(target))) found.push(target);
    }
  }
  await sideBySide(found, MOST_AT_ONCE, async (target) => {
    if ((await targets.markDirty(target, clock.now())) === 'marked') await queue.send(target, 0, 'new');
  });
  note({ known: known.size, found: found.length });
  log.info('Discovered', { known: known.size, found: found.length });
}

/** A cluster that was gone and is listed is one that was made anew. */
async function knownTargets({ targets, log }: Pick<Ports, 'targets' | 'log'>): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  const onUnreadable = (why: string) => log.error('State left out', { why });
  let continuation: string | undefined;
  do {
    const page = await targets.summaries({ limit: PAGE, continuation, onUnreadable });
    for (const { target, verdict } of page.summaries) if (verdict !== 'Gone') known.add(targetKey(target));
    continuation = page.continuation;
  } while (continuation !== undefined);
  return known;
}
