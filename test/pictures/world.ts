import { requestsFor } from '../../local/demo/example.ts';
import { SHAPES, shapeId } from '../../local/demo/shapes.ts';
import { CLUSTER_BODY, CLUSTER_ID, PROTECTING_PROFILES } from '../../local/demo/world.ts';
import type { RecordEntry } from '../../shared/model/record.ts';
import { parseClusterId } from '../../shared/model/resource-id.ts';
import type { TargetState } from '../../shared/model/state.ts';
import { hasDrifted } from '../../shared/notify/cards/verdict-card.ts';
import { createRunActions } from '../../shared/remediate/run-actions.ts';
import { must } from '../support/facts.ts';
import { createVirtualWorld, type VirtualWorld, type WorldOptions } from '../support/virtual-world.ts';

/** A cluster as Backstay left it in the local Azure. */
export interface Pictured {
  readonly state: TargetState;
  readonly entries: readonly (RecordEntry | undefined)[];
}

export interface Pictures {
  /** Every example cluster, and the cluster of the demo. */
  readonly fleet: readonly Pictured[];
  readonly now: Date;
  /** A cluster for each kind of card about a verdict. */
  readonly cards: Readonly<Record<CardKind, TargetState>>;
}

export const CARD_KINDS = ['ready', 'needs-person', 'approval-wanted', 'failed', 'unknown', 'drift'] as const;
export type CardKind = (typeof CARD_KINDS)[number];

/** Of the picture of one cluster, and of the card for action required. */
export const [BEHIND_FIREWALL, STOPPED] = ['own-egress', 'stopped'].map((name) =>
  shapeId(must(SHAPES.find((shape) => shape.name === name))),
);

const HOURS = 2;
const HOURS_TO_NEXT_ASSESSMENT = 14;
const VERSION = '2024-05-01';

/** Plays the clusters of the pictures: the product judges them in the local Azure. */
export async function playPictures(): Promise<Pictures> {
  const { fleet, now } = await playFleet();
  const stateOf = (id: string | undefined) =>
    must(fleet.find(({ state }) => state.target.clusterId === id?.toLowerCase())).state;
  return {
    fleet,
    now,
    cards: {
      ready: stateOf(CLUSTER_ID),
      'needs-person': stateOf(STOPPED),
      'approval-wanted': await playUntil({ profile: must(PROTECTING_PROFILES.profiles[0]) }, isVerdict('NeedsPerson')),
      failed: await playUntil({}, isVerdict('Failed'), ({ azure, ports }) => {
        // Azure refuses no such request of Backstay's for good; what people see of one is the same.
        const failure = { class: 'permanent', code: 'BadRequest', message: 'The role assignment is invalid.' } as const;
        const trace = { call: 'PUT /roleAssignments', at: '2026-01-01T00:00:00.000Z', status: 400 };
        const refusing = { ...azure, putRoleAssignment: async () => ({ ok: false, failure, trace }) as const };
        Object.assign(ports, { runActions: createRunActions(refusing) });
      }),
      unknown: await playUntil({}, isVerdict('Unknown'), ({ arm }) =>
        arm.faults.add({ method: 'GET', path: '**/roleAssignments', fault: { kind: 'authorizationFailed' } }),
      ),
      drift: await playDrift(),
    },
  };
}

async function playFleet() {
  const world = await createVirtualWorld();
  try {
    await world.prepare();
    await put(world, CLUSTER_ID, VERSION, CLUSTER_BODY);
    for (const shape of SHAPES) {
      for (const { id, apiVersion, body } of requestsFor(shape)) await put(world, id, apiVersion, body);
    }
    await world.pass(() => false, HOURS);
    const ids = [CLUSTER_ID, ...SHAPES.map(shapeId)].map((id) => must(parseClusterId(id)));
    const fleet = await Promise.all(
      ids.map(async (clusterId): Promise<Pictured> => {
        const target = { ...world.target, clusterId };
        const { state } = must(await world.ports.targets.get(target));
        return { state, entries: world.chains.chainOf(target).entries };
      }),
    );
    return { fleet, now: world.timeline.now() };
  } finally {
    await world.close();
  }
}

/**
 * A role is taken away from a cluster that was ready, and Backstay may not grant it any more. The
 * state is that before the card was sent.
 */
async function playDrift(): Promise<TargetState> {
  let told: TargetState['told'];
  const state = await playUntil(
    {},
    isVerdict('NeedsPerson'),
    async (world) => {
      await world.createCluster();
      await world.pass(async () => (await world.state())?.told?.verdict === 'Ready', HOURS);
      told = must(must(await world.state()).told);
      const assignment = must(
        world.arm.state.roleAssignments.all().find(({ id }) => id.toLowerCase().startsWith(CLUSTER_ID.toLowerCase())),
      );
      await world.send('DELETE', assignment.id, '2022-04-01');
      world.arm.faults.add({ method: 'PUT', path: '**/roleAssignments/*', fault: { kind: 'authorizationFailed' } });
    },
    HOURS_TO_NEXT_ASSESSMENT,
  );
  const { news: _, ...before } = { ...state, told: must(told) };
  if (!hasDrifted(before)) throw new Error('The cluster has not drifted.');
  return before;
}

/** Plays the cluster of the demo until its state is as wanted; answers the state. */
async function playUntil(
  options: WorldOptions,
  isWanted: (state: TargetState) => boolean,
  before: (world: VirtualWorld) => unknown = () => undefined,
  hours = HOURS,
): Promise<TargetState> {
  const world = await createVirtualWorld(options);
  try {
    await world.prepare();
    await before(world);
    await put(world, CLUSTER_ID, VERSION, CLUSTER_BODY);
    const isDone = async () => {
      const state = await world.state();
      return state !== undefined && isWanted(state);
    };
    await world.pass(isDone, hours);
    const state = must(await world.state());
    if (!isWanted(state)) throw new Error(`The cluster is ${state.verdict}/${state.verdictReason}.`);
    return state;
  } finally {
    await world.close();
  }
}

function isVerdict(verdict: TargetState['verdict']) {
  return (state: TargetState) => state.verdict === verdict;
}

async function put(world: VirtualWorld, id: string, apiVersion: string, body: object): Promise<void> {
  const response = await world.send('PUT', id, apiVersion, body);
  if (!response.ok) throw new Error(`PUT ${id}: ${response.status} ${await response.text()}`);
}
