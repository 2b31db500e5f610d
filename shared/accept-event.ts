import { parseEvent, type ResourceEvent } from './intake/parse-event.ts';
import { profilesFor } from './intake/resolve-profile.ts';
import type { ClusterId, VaultId } from './model/resource-id.ts';
import { type Target, targetKey } from './model/target.ts';
import { wake } from './pipeline.ts';
import type { Ports } from './ports.ts';
import { note, span } from './telemetry/at-work.ts';

/** event → target: takes note of which targets an event concerns. Whatever else the event says is not believed. */
export async function acceptEvent(input: unknown, ports: Ports): Promise<void> {
  const parsed = parseEvent(input);
  if (!parsed.accepted) return ports.log.warn('Event dropped', { because: parsed.reason });

  const { event } = parsed;
  const targets =
    event.kind === 'cluster' ? targetOfCluster(event.clusterId, ports) : await targetsOfVault(event.vaultId, ports);
  if (targets.length === 0)
    return ports.log.info('Event dropped', { because: 'NoProfileSelectsIt', operation: event.operation });
  note({ targets: targets.length });
  for (const target of targets) await accept(target, event, ports);
}

async function accept(target: Target, event: ResourceEvent, ports: Ports): Promise<void> {
  const { eventId, operation } = event;
  const marked = await span('wake', { target: targetKey(target) }, async (waking) => {
    const answer = await wake(target, event, ports);
    waking.note({ marked: answer });
    return answer;
  });
  if (marked === 'marked') await ports.trail.append(target, [{ type: 'eventAccepted', operation, eventId }]);
  else {
    const because = marked === 'ownWrite' ? 'OwnWrite' : 'SeenBefore';
    ports.log.info('Event dropped', { because, target: targetKey(target) });
  }
}

/** The first profile that selects the cluster; whether its tag picks another one is seen when the cluster is read. */
function targetOfCluster(clusterId: ClusterId, { profiles }: Ports): readonly Target[] {
  const [profile] = profilesFor(clusterId, profiles);
  return profile === undefined ? [] : [{ clusterId, profile: profile.name }];
}

/** Every cluster that this vault is to protect: those known already, and those that were there before Backstay. */
async function targetsOfVault(vaultId: VaultId, ports: Ports): Promise<readonly Target[]> {
  const profiles = ports.profiles.filter((profile) => profile.vaultId === vaultId);
  const found = new Map<string, Target>();
  for (const { name } of profiles) {
    for await (const { target } of ports.targets.list({
      profile: name,
      onUnreadable: (why) => ports.log.error('State left out', { why }),
    }))
      found.set(targetKey(target), target);
  }
  const subscriptions = new Set(profiles.flatMap(({ selector }) => selector.subscriptions));
  for (const clusterId of await clustersIn([...subscriptions], ports)) {
    for (const target of targetOfCluster(clusterId, ports)) {
      if (profiles.some(({ name }) => name === target.profile)) found.set(targetKey(target), target);
    }
  }
  return [...found.values()];
}

async function clustersIn(subscriptions: readonly string[], { arm, log }: Ports): Promise<readonly ClusterId[]> {
  const answers = await Promise.all(subscriptions.map((subscription) => arm.listClusters(subscription)));
  return answers.flatMap((answer) => {
    if (answer.ok) return answer.value.map(({ id }) => id);
    // Event Grid sends the event again; by then the list may be readable.
    if (answer.failure.class !== 'forbidden') throw new Error(`Could not list clusters: ${answer.failure.code}`);
    log.warn('Clusters not listed', { because: answer.failure.code, call: answer.trace.call });
    return [];
  });
}
