import { DURATIONS } from '../../local/azure/arm/durations.ts';
import { ACCOUNT_ID, CLUSTER_BODY, CLUSTER_ID } from '../../local/demo/world.ts';
import type { SentRequest } from '../../shared/azure/wire.ts';
import { CHANGES } from '../../shared/changes/index.ts';
import type { TargetState } from '../../shared/model/state.ts';
import type { Notes } from '../../shared/ports/notes.ts';
import { reconcile } from '../../shared/reconcile/reconcile.ts';
import { type AnyRule, satisfied } from '../../shared/rules/define-rule.ts';
import { RULES } from '../../shared/rules/index.ts';
import { isWrite } from '../support/is-write.ts';
import { memoryNotes } from '../support/memory-rows.ts';
import { createVirtualWorld, type VirtualWorld } from '../support/virtual-world.ts';
import type { Figure } from './figure.ts';

const MAX_CALLS = 42;
const MAX_POLLS = 16;
const MAX_READS_OF_EVENT = 20;
const MAX_READS_OF_SCHEDULE = 12;
/** Clusters of one subscription that are due at the same time. */
const NEIGHBOURS = 10;
const MAX_BEYOND = 0.1;

/**
 * The rules of the way itself, without the wider checks: the job that the other tools were measured
 * at.
 */
const OF_THE_WAY = [
  'BKS-101',
  'BKS-201',
  'BKS-202',
  'BKS-301',
  'BKS-401',
  ...[1, 2, 3, 4, 5, 6, 7].map((n) => `BKS-41${n}`),
];

const WAY = RULES.filter(({ id }) => OF_THE_WAY.includes(id));
/** Without these no change of the way is made. */
const STOOD_ON_IDS: ReadonlySet<string> = new Set(
  WAY.flatMap(({ fix }) =>
    fix === 'person' || fix === 'time' ? [] : CHANGES[fix].preconditions.map(({ ruleId }) => ruleId),
  ),
);
const STOOD_ON = RULES.filter((rule) => STOOD_ON_IDS.has(rule.id) && !WAY.includes(rule));
/** The same rules where all that they ask for is there and needs no read. */
const ALL_ELSE_THERE = STOOD_ON.map(
  (rule): AnyRule => ({ ...rule, needs: [], evaluate: () => satisfied('There', 'It is there.', {}) }),
);

/** A bare cluster to Ready, and a second assessment of it. */
export async function measureReady(): Promise<readonly Figure[]> {
  return [...(await measureTheWay()), ...(await measureAllRules()), ...(await measureSchedule())];
}

async function measureTheWay(): Promise<readonly Figure[]> {
  const notes = memoryNotes();
  const first = await countToReady([...WAY, ...ALL_ELSE_THERE], notes);
  const way = await countToReady([...WAY, ...ALL_ELSE_THERE], notes);
  const withGate = await countToReady([...WAY, ...STOOD_ON], notes);
  return [
    {
      what: `bare cluster to Ready by the ${OF_THE_WAY.length} rules of the way itself, all else being there: ARM calls besides polls`,
      measured: `${way.calls}`,
      wanted: `≤ ${MAX_CALLS}`,
      reached: way.calls <= MAX_CALLS,
    },
    {
      what: 'the same: polls, once a cluster before it has shown how long operations take',
      measured: `${way.polls} (the first cluster: ${first.polls})`,
      wanted: `≤ ${MAX_POLLS}`,
      reached: way.polls <= MAX_POLLS,
    },
    {
      what: `the same, with the reads of the ${STOOD_ON.length} other rules that these changes stand on`,
      measured: `${withGate.calls} (and ${withGate.polls} polls)`,
      wanted: 'no limit set',
      reached: true,
    },
  ];
}

async function countToReady(rules: readonly AnyRule[], notes: Notes): Promise<ReturnType<typeof countOf>> {
  const world = await createVirtualWorld({ rules, notes, profile: { container: 'aks-shop' } });
  try {
    await world.prepare();
    await world.send('PUT', `${ACCOUNT_ID}/blobServices/default/containers/aks-shop`, '2023-05-01', {});
    world.requests.length = 0;
    await world.createCluster();
    await world.pass(async () => (await world.state())?.verdict === 'Ready');
    if ((await world.state())?.verdict !== 'Ready') throw new Error('The cluster has not become ready.');
    return countOf(world.requests);
  } finally {
    await world.close();
  }
}

async function measureAllRules(): Promise<readonly Figure[]> {
  const notes = memoryNotes();
  const before = await createVirtualWorld({ notes });
  try {
    await becomeReady(before);
  } finally {
    await before.close();
  }
  const world = await createVirtualWorld({ notes });
  try {
    await becomeReady(world);
    return [...figuresOfReady(world), ...(await figuresOfSecondLook(world))];
  } finally {
    await world.close();
  }
}

async function becomeReady(world: VirtualWorld): Promise<void> {
  await world.prepare();
  await world.createCluster();
  await world.pass(async () => (await world.state())?.verdict === 'Ready');
}

function figuresOfReady({ story, requests, timeline }: VirtualWorld): readonly Figure[] {
  const { calls, polls } = countOf(requests);
  const begin = story.find(({ body }) => body.type === 'eventAccepted')?.at ?? timeline.now();
  const end = story.findLast(({ body }) => body.type === 'verdictChanged')?.at ?? timeline.now();
  const took = (end.getTime() - begin.getTime()) / 1000;
  const chain = DURATIONS.providerRegistration + DURATIONS.extensionInstall;
  const beyond = took / chain - 1;
  return [
    {
      what: `bare cluster to Ready by all ${RULES.length} rules, its container and what Backstay itself may do included: ARM calls besides polls`,
      measured: `${calls} (and ${polls} polls)`,
      wanted: 'no limit set',
      reached: true,
    },
    {
      what: "bare cluster to Ready: time beyond Azure's own longest chain (registration → extension → role)",
      measured: `${(beyond * 100).toFixed(1)} % (${took} s, of which Azure ${chain} s)`,
      wanted: `≤ ${MAX_BEYOND * 100} %`,
      reached: beyond <= MAX_BEYOND,
    },
  ];
}

/** How many calls there were, those apart that only ask whether something that runs has ended. */
export function countOf(requests: readonly SentRequest[]): { readonly calls: number; readonly polls: number } {
  const polls = requests.filter(isPoll(requests)).length;
  return { calls: requests.length - polls, polls };
}

/** An event, an hour after it became ready: nothing that was read before counts. */
async function figuresOfSecondLook({ target, ports, timeline, requests }: VirtualWorld): Promise<readonly Figure[]> {
  await timeline.advanceTo(new Date(timeline.now().getTime() + 3_600_000));
  const before = requests.length;
  await ports.targets.markDirty(target, timeline.now());
  const startedAt = performance.now();
  await reconcile(target, 'second-look', ports);
  const took = performance.now() - startedAt;
  const looked = requests.slice(before);
  const writes = looked.filter(isWrite).length;
  const reads = looked.length - writes;
  return [
    {
      what: 'assessment of a ready target that an event asked for: ARM reads and writes',
      measured: `${reads} reads, ${writes} writes`,
      wanted: `≤ ${MAX_READS_OF_EVENT} reads, 0 writes`,
      reached: reads <= MAX_READS_OF_EVENT && writes === 0,
    },
    {
      what: 'assessment of a ready target: own time',
      measured: `${Math.round(took)} ms`,
      wanted: '< 1,000 ms',
      reached: took < 1000,
    },
  ];
}

/**
 * Ready targets of one subscription whose scheduled assessments are due at the same time share what
 * they have in common.
 */
async function measureSchedule(): Promise<readonly Figure[]> {
  const world = await createVirtualWorld();
  try {
    await world.prepare();
    for (let number = 1; number <= NEIGHBOURS; number++) {
      const answer = await world.send('PUT', `${CLUSTER_ID}-${number}`, '2024-05-01', CLUSTER_BODY);
      if (!answer.ok) throw new Error(`PUT of cluster ${number}: ${answer.status}`);
    }
    const states = async () => {
      const all: TargetState[] = [];
      for await (const state of world.ports.targets.list()) all.push(state);
      return all;
    };
    const readyOf = async () => (await states()).filter(({ verdict }) => verdict === 'Ready');
    await world.pass(async () => (await readyOf()).length === NEIGHBOURS, 6);
    const dueAt = (await readyOf()).map(({ wakeAt = '' }) => wakeAt).sort();
    await world.timeline.advanceTo(new Date(dueAt.at(-1) ?? 0));
    const { wakes, requests } = world;
    const [before, from] = [requests.length, wakes.length];
    await world.pass(() => wakes.length - from >= NEIGHBOURS, 1);
    const reads = (requests.length - before) / (wakes.length - from);
    const ready = (await readyOf()).length;
    return [
      {
        what: `scheduled assessment of a ready target, ${NEIGHBOURS} of one subscription due at the same time: ARM reads of each`,
        measured: `${reads.toFixed(1)} reads (${ready} of ${NEIGHBOURS} ready)`,
        wanted: `≤ ${MAX_READS_OF_SCHEDULE} reads`,
        reached: reads <= MAX_READS_OF_SCHEDULE && ready === NEIGHBOURS,
      },
    ];
  } finally {
    await world.close();
  }
}

/**
 * Asking something that is running whether it has ended: an operation, or where there is none the
 * resource itself by its name. Assessments list bindings. Of a provider that is being registered,
 * one read a step is the poll; the assessment of that step goes by its answer.
 */
function isPoll(requests: readonly SentRequest[]): (request: SentRequest) => boolean {
  const registeredAt = requests.findIndex(({ call }) => call.endsWith('/register'));
  const installedAt = requests.findIndex(({ call }) => call.startsWith('PUT') && /\/extensions\//i.test(call));
  const readsOfProvider = requests
    .slice(registeredAt, installedAt)
    .filter(({ call }) => /^GET .*\/providers\/Microsoft\.KubernetesConfiguration$/i.test(call));
  const ofRegistration = new Set(new Map(readsOfProvider.map((request) => [String(request.at), request])).values());
  return (request) =>
    ofRegistration.has(request) ||
    /^GET .*\/(operations|operationStatus|trustedAccessRoleBindings)\/[^/]+$/i.test(request.call);
}
