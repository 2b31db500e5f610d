import { secondsBetween, secondsLater } from '../lib/iso-time.ts';
import { mapConcurrent } from '../lib/map-concurrent.ts';
import type { Cluster } from '../model/azure.ts';
import { type Failure, willPass } from '../model/failure.ts';
import type { ClusterId } from '../model/resource-id.ts';
import type { TargetSummary } from '../model/summary.ts';
import { type Target, targetKey } from '../model/target.ts';
import { secondsToRetry } from '../plan/patience.ts';
import { profilesOf } from '../profiles/resolve-profile.ts';
import type { Ports } from '../reconcile/ports.ts';
import type { Discovery } from '../storage/discovery-queue.ts';
import { note } from '../telemetry/at-work.ts';

const MAX_AT_ONCE = 16;
/** How often the function `discover` runs. */
const INTERVAL_SECONDS = 3600;

type DiscoverPorts = Pick<
  Ports,
  'arm' | 'profiles' | 'targets' | 'queue' | 'discoveries' | 'clock' | 'log' | 'pollSeconds'
>;

/**
 * Finds the clusters without an event: those that were there before Backstay was, or before the
 * profile that selects them, and those whose event was lost. Each is a target like any other from
 * then on. The same list shows clusters that were stopped or started, which is no write.
 */
export async function discover(ports: DiscoverPorts): Promise<void> {
  const at = ports.clock.now().toISOString();
  const until = secondsLater(at, INTERVAL_SECONDS);
  const subscriptions = subscriptionsOf(ports);
  await discoverIn(
    subscriptions.map((subscriptionId) => ({ subscriptionId, failingSince: at, until })),
    ports,
  );
}

/** Lists a subscription again that could not be listed. */
export async function discoverAgain(discovery: Discovery, ports: DiscoverPorts): Promise<void> {
  // A new deployment may have removed its profile.
  if (subscriptionsOf(ports).includes(discovery.subscriptionId)) await discoverIn([discovery], ports);
}

function subscriptionsOf({ profiles }: DiscoverPorts): readonly string[] {
  return [...new Set(profiles.flatMap(({ selector }) => selector.subscriptions))];
}

async function discoverIn(discoveries: readonly Discovery[], ports: DiscoverPorts): Promise<void> {
  const { arm, profiles, targets, queue, clock, log } = ports;
  const listed: Target[] = [];
  const clusters = new Map<ClusterId, Cluster>();
  for (const discovery of discoveries) {
    const answer = await arm.listClusters(discovery.subscriptionId);
    if (!answer.ok) {
      await listLater(discovery, answer.failure, ports);
      continue;
    }
    for (const cluster of answer.value) {
      const { id: clusterId } = cluster;
      clusters.set(clusterId, cluster);
      // As with an event: whether the cluster's tag picks another profile is seen in its
      // assessment.
      const [profile] = profilesOf(cluster, profiles);
      if (profile !== undefined) listed.push({ clusterId, profile: profile.name });
    }
  }
  if (listed.length === 0) return;

  const known = await knownTargets(ports);
  const found = listed.filter((target) => !known.has(targetKey(target)));
  const switched = [...known.values()].filter((summary) => isSwitched(summary, clusters.get(summary.target.clusterId)));
  await mapConcurrent(switched, MAX_AT_ONCE, async ({ target }) => {
    if ((await targets.markDirty(target, clock.now())) === 'marked') await queue.send(target, 0);
  });
  await mapConcurrent(found, MAX_AT_ONCE, async (target) => {
    if ((await targets.markDirty(target, clock.now())) === 'marked') await queue.send(target, 0, 'new');
  });
  note({
    'backstay.discovery.known': known.size,
    'backstay.discovery.found': found.length,
    'backstay.discovery.switched': switched.length,
  });
  log.info('Discovered', { known: known.size, found: found.length, switched: switched.length });
}

/**
 * True for a cluster that is Ready and stopped by now, and for one that counts as stopped and runs
 * again.
 */
function isSwitched({ verdict, reason }: TargetSummary, cluster: Cluster | undefined): boolean {
  const power = cluster?.powerState?.toLowerCase();
  if (power === 'stopped') return verdict === 'Ready';
  // The power state reads `Running` even while the cluster starts.
  return power === 'running' && cluster?.provisioningState?.toLowerCase() === 'succeeded' && reason === 'Stopped';
}

/**
 * Failures that can pass are retried when Azure asks for it, unless the next hourly run comes
 * first.
 */
async function listLater(discovery: Discovery, failure: Failure, ports: DiscoverPorts): Promise<void> {
  const { subscriptionId, failingSince, until } = discovery;
  const at = ports.clock.now().toISOString();
  const seconds = secondsToRetry(failure, secondsBetween(failingSince, at), ports.pollSeconds);
  const isLater = willPass(failure) && secondsLater(at, seconds) < until;
  const because = failure.code;
  if (!isLater) return ports.log.error('Clusters not listed', { subscription: subscriptionId, because });
  ports.log.warn('Clusters not listed yet', { subscription: subscriptionId, because, seconds });
  await ports.discoveries.send(discovery, seconds);
}

/** A cluster that was gone and is listed was created again. */
async function knownTargets({
  targets,
  log,
}: Pick<Ports, 'targets' | 'log'>): Promise<ReadonlyMap<string, TargetSummary>> {
  const known = new Map<string, TargetSummary>();
  for await (const summary of targets.allSummaries((why) => log.error('State left out', { why }))) {
    if (summary.verdict !== 'Gone') known.set(targetKey(summary.target), summary);
  }
  return known;
}
