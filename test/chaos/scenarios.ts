import { BEFORE, CLUSTER_ID } from '../../local/demo/world.ts';
import { verifyChain } from '../../shared/audit/verify.ts';
import { acceptEvent } from '../../shared/jobs/accept-event.ts';
import { restProblems } from '../support/wakes.ts';
import { POLL_SECONDS } from '../worlds/boot-process.ts';
import { type ChaosOptions, type ChaosWorld, createChaosWorld } from './chaos-world.ts';
import type { CleanRun } from './crashes.ts';
import { problemsOf } from './picture.ts';

/** A way in which things come otherwise than they should. */
export interface Scenario {
  readonly name: string;
  readonly options?: ChaosOptions;
  play(world: ChaosWorld, hours?: number): Promise<void>;
  /** The faults at the end; by default, all differences from a clean run. */
  judge?(world: ChaosWorld): Promise<readonly string[]>;
}

const HOURS = 4;
const CLUSTERS = '2024-05-01';

export const SCENARIOS: readonly Scenario[] = [
  { name: 'every event comes twice', options: { duplicateEvents: 1 }, play: created },
  {
    name: 'the same event ten times',
    async play(world) {
      await created(world, 0);
      for (let times = 0; times < 10; times++) await acceptEvent(clusterEvent('one'), world.ports());
      await world.pass(() => false, HOURS);
    },
  },
  {
    name: 'a hundred events for one cluster at once',
    async play(world) {
      await created(world, 0);
      const events = Array.from({ length: 100 }, (_, index) =>
        acceptEvent(clusterEvent(`event-${index}`), world.ports()),
      );
      await Promise.allSettled(events);
      await world.pass(() => false, HOURS);
    },
  },
  {
    name: 'two hosts on the same storage, and every event twice',
    options: { processes: 2, duplicateEvents: 1 },
    play: created,
  },
  {
    name: 'five hosts, and a hundred messages for one cluster at once',
    options: { processes: 5 },
    async play(world) {
      await created(world, 0.2);
      for (let times = 0; times < 100; times++) world.remind();
      await world.pass(() => false, HOURS);
    },
  },
  {
    name: 'the cluster is there before the vault',
    async play(world) {
      const vault = BEFORE.filter(({ id }) => id.includes('backupVaults'));
      for (const { id } of vault) await world.send('DELETE', id, '2024-04-01');
      await world.pass(() => false, 0.1);
      await created(world, 1);
      for (const { id, apiVersion, body } of vault) await world.send('PUT', id, apiVersion, body);
      await world.pass(() => false, HOURS);
    },
  },
  {
    name: 'the cluster is created again under the same name',
    async play(world) {
      await created(world, 0.05);
      await world.send('DELETE', CLUSTER_ID, CLUSTERS);
      await world.pass(() => false, 1);
      await created(world, HOURS);
    },
    async judge(world) {
      const state = await world.state();
      const wrong = state?.verdict === 'Ready' ? [] : [`the verdict is ${state?.verdict} (${state?.verdictReason})`];
      return [...wrong, ...restProblems(world.wakes, POLL_SECONDS)];
    },
  },
  ...[290, 300, 330, 420, 600].map(
    (from): Scenario => ({
      name: `the storage is down for ten minutes, from ${from} s on`,
      options: { storageIsDown: (seconds) => seconds > from && seconds < from + 600 },
      play: created,
    }),
  ),
  ...[-7200, -60, 60, 7200].flatMap((off): readonly Scenario[] => [
    { name: `the clock is off by ${off} s`, options: { clockIsOff: () => off }, play: created },
    ...[300, 420].map(
      (from): Scenario => ({
        name: `the clock jumps by ${off} s after ${from} s`,
        options: { clockIsOff: (seconds) => (seconds > from ? off : 0) },
        play: created,
      }),
    ),
    {
      name: `the clock jumps by ${off} s every other minute`,
      options: { clockIsOff: (seconds) => (Math.floor(seconds / 60) % 2 === 0 ? off : 0) },
      // Each jump back can cost as long as it is.
      play: (world) => created(world, 24),
    },
  ]),
  ...[0.002, 0.01, 0.03, 0.06, 0.09, 0.5].map(
    (hours): Scenario => ({
      name: `the cluster is deleted ${Math.round(hours * 3600)} s after it was made`,
      async play(world) {
        await created(world, 280 / 3600 + hours);
        // While something is written to it, AKS refuses a deletion; the client tries again.
        for (let tries = 0; tries < 100; tries++) {
          const { status } = await world.send('DELETE', CLUSTER_ID, CLUSTERS);
          if (status < 300) break;
          await world.pass(() => false, 0.01);
        }
        await world.pass(() => false, 30);
      },
      judge: judgeGone,
    }),
  ),
];

/** Plays it, and answers what is not as it must be. */
export async function runScenario(
  { options = {}, play, judge }: Scenario,
  clean: CleanRun,
): Promise<readonly string[]> {
  const world = await createChaosWorld({ ...options, seed: clean.seed, trace: clean.trace });
  await world.prepare();
  await play(world, HOURS);
  return await (judge?.(world) ?? problemsOf(world, clean));
}

async function created(world: ChaosWorld, hours: number = HOURS): Promise<void> {
  const response = await world.createCluster();
  if (!response.ok) throw new Error(`The cluster was not made: ${response.status} ${response.text}`);
  await world.pass(() => false, hours);
}

function clusterEvent(id: string): object {
  return {
    id,
    topic: CLUSTER_ID.split('/').slice(0, 3).join('/'),
    subject: CLUSTER_ID,
    eventType: 'Microsoft.Resources.ResourceWriteSuccess',
    eventTime: '2026-01-01T00:00:00Z',
    data: { resourceUri: CLUSTER_ID, operationName: 'Microsoft.ContainerService/managedClusters/write' },
    dataVersion: '2',
    metadataVersion: '1',
  };
}

async function judgeGone(world: ChaosWorld): Promise<readonly string[]> {
  const state = await world.state();
  const { entries, head } = world.chains.chainOf(world.target);
  return [
    ...(state?.verdict === 'Gone' ? [] : [`the verdict is ${state?.verdict} (${state?.verdictReason})`]),
    ...(state?.wakeAt === undefined ? [] : ['what is gone is to be assessed again']),
    ...(verifyChain(entries, head).ok ? [] : ['the chain is broken']),
    ...(head.open.length === 0 ? [] : [`${head.open.length} intents have no outcome`]),
    ...restProblems(world.wakes, POLL_SECONDS),
  ];
}
