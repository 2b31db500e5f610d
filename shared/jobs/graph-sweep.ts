import { mapConcurrent } from '../lib/map-concurrent.ts';
import type { Failure } from '../model/failure.ts';
import { MAX_ROLE_ASSIGNMENTS, ROLE_ASSIGNMENTS_TO_WARN } from '../model/limits.ts';
import { type Profile, resourcesOf } from '../model/profile.ts';
import { partsOf } from '../model/resource-id.ts';
import { type Target, targetKey } from '../model/target.ts';
import { targetIdOf } from '../model/target-id.ts';
import { fingerprintsOf, type GraphRow, type GraphRows } from '../plan/fingerprints.ts';
import { type GraphQuery, graphQueries } from '../plan/graph-queries.ts';
import { roleAssignmentsOf } from '../plan/role-assignments-of.ts';
import type { Ports } from '../reconcile/ports.ts';
import { basisFor, type GraphNote, graphNoteIn, graphNoteOf, type SeenInGraph } from '../storage/graph-note.ts';
import { measure, note } from '../telemetry/at-work.ts';

/**
 * Of a batch of subscriptions, each of which has at most about 1,300. More in one batch share the
 * last pages of each query, and take more memory.
 */
const MAX_TARGETS = 3000;
const MAX_CONCURRENT = 16;

type GraphSweepPorts = Pick<Ports, 'arm' | 'profiles' | 'rules' | 'targets' | 'queue' | 'notes' | 'clock' | 'log'>;

interface Watched {
  readonly target: Target;
  readonly profile: Profile;
  readonly basis: string;
  /** Backstay is at work on it, and assesses it as a whole before it is Ready. */
  readonly isAtWork: boolean;
}

/**
 * Finds drift that came without an event, by a few queries for many clusters. ARM assesses the
 * targets that moved since the last pass: nothing is written or called Ready by what Resource Graph
 * says. It lags by seconds to minutes, sometimes by more.
 */
export async function sweepGraph(ports: GraphSweepPorts): Promise<void> {
  const { log } = ports;
  const watched = await watchedTargets(ports);
  let moved = 0;
  let unseen = 0;
  let mostAssignments: number | undefined;
  for (const batch of batchesOf(watched)) {
    const read = await readGraph(batch, ports);
    if ('failure' in read) {
      // Targets whose subscription was not read are assessed on their usual schedule.
      log.warn('Resource Graph not read', { because: read.failure.code, subscriptions: batch.size });
      continue;
    }
    mostAssignments = Math.max(mostAssignments ?? 0, countAssignments(read.rows, log));
    const fingerprints = fingerprintsOf([...batch.values()].flat(), read.rows);
    for (const [subscriptionId, targets] of batch) {
      moved += await compare(subscriptionId, targets, fingerprints, read.at, ports);
      unseen += targets.filter(({ target }) => !fingerprints.has(targetKey(target))).length;
    }
  }
  const { length: count } = [...watched.values()].flat();
  if (mostAssignments !== undefined) measure('backstay.role_assignments', mostAssignments, {});
  note({ 'backstay.graph.targets': count, 'backstay.graph.moved': moved, 'backstay.graph.unseen': unseen });
  log.info('Graph swept', { targets: count, moved, unseen });
}

/** Warns of subscriptions that are running out; answers the highest count. */
function countAssignments({ roles }: GraphRows, log: GraphSweepPorts['log']): number {
  const counts = roleAssignmentsOf(roles);
  for (const [subscription, assignments] of counts) {
    const about = { subscription, assignments, limit: MAX_ROLE_ASSIGNMENTS };
    if (assignments >= ROLE_ASSIGNMENTS_TO_WARN) log.warn('Role assignments are running out', about);
  }
  return Math.max(0, ...counts.values());
}

type BySubscription = ReadonlyMap<string, readonly Watched[]>;

async function watchedTargets({ targets, profiles, rules, log }: GraphSweepPorts): Promise<BySubscription> {
  const byName = new Map(profiles.map((profile) => [profile.name, { profile, basis: basisFor(profile, rules) }]));
  const watched: Watched[] = [];
  for await (const { target, verdict } of targets.allSummaries((why) => log.error('State left out', { why }))) {
    const own = byName.get(target.profile);
    if (own !== undefined) watched.push({ target, ...own, isAtWork: verdict === 'Remediating' });
  }
  return Map.groupBy(watched, ({ target }) => partsOf(target.clusterId).subscriptionId);
}

function* batchesOf(watched: BySubscription): Iterable<BySubscription> {
  let batch = new Map<string, readonly Watched[]>();
  let size = 0;
  for (const [subscriptionId, targets] of watched) {
    if (size > 0 && size + targets.length > MAX_TARGETS) {
      yield batch;
      batch = new Map();
      size = 0;
    }
    batch.set(subscriptionId, targets);
    size += targets.length;
  }
  if (size > 0) yield batch;
}

async function readGraph(
  batch: BySubscription,
  { arm, clock }: GraphSweepPorts,
): Promise<{ readonly rows: GraphRows; readonly at: string } | { readonly failure: Failure }> {
  const at = clock.now().toISOString();
  const profiles = [...new Set([...batch.values()].flat().map(({ profile }) => profile))];
  const named = profiles.flatMap(resourcesOf).map((id) => partsOf(id).subscriptionId);
  const subscriptions = [...new Set([...batch.keys(), ...named])];
  const rows: Partial<Record<GraphQuery, readonly GraphRow[]>> = {};
  for (const [name, query] of Object.entries(graphQueries(profiles))) {
    const answer = await arm.queryResourceGraph(subscriptions, query);
    if (!answer.ok) return { failure: answer.failure };
    rows[name as GraphQuery] = answer.value;
  }
  return { rows: rows as GraphRows, at };
}

/**
 * Marks what moved, and then keeps the new fingerprints: a crash in between marks them again.
 * Answers how many were marked.
 */
async function compare(
  subscriptionId: string,
  targets: readonly Watched[],
  fingerprints: ReadonlyMap<string, string>,
  at: string,
  ports: GraphSweepPorts,
): Promise<number> {
  const { notes } = ports;
  const name = graphNoteOf(subscriptionId);
  const stored = await notes.read(name);
  const before = graphNoteIn(stored?.value);
  const seen: Record<string, SeenInGraph> = {};
  const moved: Target[] = [];
  for (const { target, basis, isAtWork } of targets) {
    const id = targetIdOf(target);
    const known = before?.seen[id];
    const fingerprint = fingerprints.get(targetKey(target));
    const isSame = known?.fingerprint === fingerprint;
    if (fingerprint !== undefined) {
      // With another profile or version the usual schedule applies until the next full assessment.
      const since = isSame && known?.basis === basis ? known.since : at;
      seen[id] = { fingerprint, basis, since };
    }
    if (known !== undefined && !isSame && !isAtWork) moved.push(target);
  }
  await mapConcurrent(moved, MAX_CONCURRENT, async (target) => {
    if ((await ports.targets.markDirty(target, ports.clock.now())) === 'marked')
      await ports.queue.send(target, 0, 'new');
  });
  const next: GraphNote = { at, seen };
  // Another pass was faster: the next one compares with what that has kept.
  await notes.write(name, next, stored?.etag);
  return moved.length;
}
