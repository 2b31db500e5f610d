import { DURATIONS } from '../../local/arm/durations.ts';
import { ACCOUNT_ID } from '../../local/story/world.ts';
import { remembering } from '../../shared/azure/remember.ts';
import type { SentRequest } from '../../shared/azure/wire.ts';
import { reconcile } from '../../shared/pipeline.ts';
import { RULES } from '../../shared/rules/index.ts';
import { isWrite } from '../support/is-write.ts';
import { createVirtualWorld, type VirtualWorld } from '../support/virtual-world.ts';
import type { Figure } from './figure.ts';

const MOST_CALLS = 35;
const MOST_GETS = 12;
const MOST_BEYOND = 0.1;

/** The rules of the way itself, without the wider checks: the job that the other tools were measured at. */
const OF_THE_WAY = [
  'BKS-101',
  'BKS-201',
  'BKS-202',
  'BKS-301',
  'BKS-401',
  ...[1, 2, 3, 4, 5, 6, 7].map((n) => `BKS-41${n}`),
];

/** A bare cluster to Ready, and a second look at it. */
export async function measureReady(): Promise<readonly Figure[]> {
  return [...(await measureTheWay()), ...(await measureAllRules())];
}

async function measureTheWay(): Promise<readonly Figure[]> {
  const world = await createVirtualWorld({
    rules: RULES.filter(({ id }) => OF_THE_WAY.includes(id)),
    profile: { container: 'aks-shop' },
  });
  try {
    await world.prepare();
    await world.send('PUT', `${ACCOUNT_ID}/blobServices/default/containers/aks-shop`, '2023-05-01', {});
    world.requests.length = 0;
    await world.createCluster();
    await world.pass(async () => (await world.state())?.verdict === 'Ready');
    const { calls, polls } = countOf(world.requests);
    return [
      {
        what: `bare cluster to Ready by the ${OF_THE_WAY.length} rules of the way itself, all else being there: ARM calls besides polls`,
        measured: `${calls} (and ${polls} polls)`,
        wanted: `≤ ${MOST_CALLS}`,
        reached: calls <= MOST_CALLS,
      },
    ];
  } finally {
    await world.close();
  }
}

async function measureAllRules(): Promise<readonly Figure[]> {
  const world = await createVirtualWorld();
  try {
    await world.prepare();
    await world.createCluster();
    await world.pass(async () => (await world.state())?.verdict === 'Ready');
    return [...figuresOfReady(world), ...(await figuresOfSecondLook(world))];
  } finally {
    await world.close();
  }
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
      wanted: `≤ ${MOST_BEYOND * 100} %`,
      reached: beyond <= MOST_BEYOND,
    },
  ];
}

/** How many calls there were, those apart that only ask whether something that runs has ended. */
export function countOf(requests: readonly SentRequest[]): { readonly calls: number; readonly polls: number } {
  const polls = requests.filter(isPoll(requests)).length;
  return { calls: requests.length - polls, polls };
}

async function figuresOfSecondLook({ target, ports, timeline, requests }: VirtualWorld): Promise<readonly Figure[]> {
  const before = requests.length;
  await ports.targets.markDirty(target, timeline.now());
  const startedAt = performance.now();
  await reconcile(target, 'second-look', ports);
  const took = performance.now() - startedAt;
  const looked = requests.slice(before);
  const writes = looked.filter(isWrite).length;
  const reads = looked.length - writes;

  const cold = remembering(ports.arm, timeline);
  const beforeCold = requests.length;
  await ports.targets.markDirty(target, timeline.now());
  await reconcile(target, 'third-look', { ...ports, ...cold });
  const readsCold = requests.length - beforeCold;
  return [
    {
      what: 'second look at a ready target: ARM reads and writes',
      measured: `${reads} reads, ${writes} writes (${readsCold} reads in a process that remembers nothing)`,
      wanted: `≤ ${MOST_GETS} reads, 0 writes`,
      reached: reads <= MOST_GETS && writes === 0,
    },
    {
      what: 'second look at a ready target: own time',
      measured: `${Math.round(took)} ms`,
      wanted: '< 1,000 ms',
      reached: took < 1000,
    },
  ];
}

/**
 * Asking something that is running whether it has ended: an operation, or where there is none the resource itself by its name (looks
 * list bindings, and read the provider once more when they act on it).
 */
function isPoll(requests: readonly SentRequest[]): (request: SentRequest) => boolean {
  const registeredAt = requests.findIndex(({ call }) => call.endsWith('/register'));
  const installedAt = requests.findIndex(({ call }) => call.startsWith('PUT') && /\/extensions\//i.test(call));
  const readsOfProvider = requests
    .slice(registeredAt, installedAt)
    .filter(({ call }) => /^GET .*\/providers\/Microsoft\.KubernetesConfiguration$/i.test(call));
  const ofRegistration = readsOfProvider.slice(0, -1);
  return (request) =>
    ofRegistration.includes(request) ||
    /^GET .*\/(operations|operationStatus|trustedAccessRoleBindings)\/[^/]+$/i.test(request.call);
}
