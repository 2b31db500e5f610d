import { DURATIONS } from '../../local/arm/durations.ts';
import type { SentRequest } from '../../shared/azure/wire.ts';
import { reconcile } from '../../shared/pipeline.ts';
import { createVirtualWorld, type VirtualWorld } from '../support/virtual-world.ts';
import type { Figure } from './figure.ts';

const MOST_CALLS = 35;
const MOST_GETS = 12;
const MOST_BEYOND = 0.1;

/** A bare cluster to Ready, and a second look at it. */
export async function measureReady(): Promise<readonly Figure[]> {
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
  const polls = requests.filter(isPoll(requests));
  const calls = requests.length - polls.length;
  const begin = story.find(({ body }) => body.type === 'eventAccepted')?.at ?? timeline.now();
  const end = story.findLast(({ body }) => body.type === 'verdictChanged')?.at ?? timeline.now();
  const took = (end.getTime() - begin.getTime()) / 1000;
  const chain = DURATIONS.providerRegistration + DURATIONS.extensionInstall;
  const beyond = took / chain - 1;
  return [
    {
      what: 'bare cluster to Ready: ARM calls besides polls of running operations',
      measured: `${calls} (and ${polls.length} polls)`,
      wanted: `≤ ${MOST_CALLS}`,
      reached: calls <= MOST_CALLS,
    },
    {
      what: "bare cluster to Ready: time beyond Azure's own longest chain (registration → extension → role)",
      measured: `${(beyond * 100).toFixed(1)} % (${took} s, of which Azure ${chain} s)`,
      wanted: `≤ ${MOST_BEYOND * 100} %`,
      reached: beyond <= MOST_BEYOND,
    },
  ];
}

async function figuresOfSecondLook({ target, ports, timeline, requests }: VirtualWorld): Promise<readonly Figure[]> {
  const before = requests.length;
  await ports.targets.markDirty(target, timeline.now());
  const startedAt = performance.now();
  await reconcile(target, 'second-look', ports);
  const took = performance.now() - startedAt;
  const looked = requests.slice(before);
  const gets = looked.filter(({ call }) => call.startsWith('GET')).length;
  return [
    {
      what: 'second look at a ready target: ARM reads and writes',
      measured: `${gets} GETs, ${looked.length - gets} writes`,
      wanted: `≤ ${MOST_GETS} GETs, 0 writes`,
      reached: gets <= MOST_GETS && gets === looked.length,
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
