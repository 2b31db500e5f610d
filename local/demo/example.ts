import { readdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { InvalidArgumentError } from 'commander';
import type { Case } from '../cases/case-file.ts';
import { readCase } from '../cases/case-file.ts';
import { fill } from '../cases/fill.ts';
import { type CaseWorld, namesOfDemo, takeStep } from '../cases/take-step.ts';
import PROTECTING_RIGHTS from './protecting-rights.json' with { type: 'json' };
import { type ClusterShape, SHAPES, SHAPES_GROUP, shapeId } from './shapes.ts';
import type { Stage, StageOptions } from './stage.ts';
import { CLUSTER_ID, PROFILES, PROTECTING_PROFILES } from './world.ts';

/** A cluster that `npm start` can create, with all that is around it. */
export interface Example {
  readonly description: string;
  readonly clusterId: string;
  readonly settings: Required<Pick<StageOptions, 'profiles' | 'rights'>>;
  /** Whether its profile also protects clusters. */
  readonly protects: boolean;
  /** Ends after the last step. `rest` ends with the next verdict that the cluster rests at. */
  create(stage: Stage, speed: number, rest: () => Promise<void>): Promise<void>;
}

const CASES = new URL('../../test/cases/', import.meta.url);
const HOUR_MS = 3_600_000;

const PROTECTING = {
  settings: { profiles: PROTECTING_PROFILES, rights: PROTECTING_RIGHTS },
  protects: true,
} as const;

/** The cluster of the demo. */
export const SHOP: Example = {
  ...PROTECTING,
  description: 'a cluster',
  clusterId: CLUSTER_ID,
  create: (stage) => stage.createCluster(),
};

/** Example clusters by name, with their descriptions. */
export const EXAMPLES = SHAPES.map(({ name, description }) => ({ name, description }));

/** Cases by name. */
export const CASE_NAMES: readonly string[] = readdirSync(CASES)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length))
  .sort();

/** @throws InvalidArgumentError, with all names, where there is none of this name. */
export function exampleNamed(name: string): Example {
  const shape = SHAPES.find((one) => one.name === name);
  if (shape !== undefined) return shapeExample(shape);
  if (CASE_NAMES.includes(name)) return caseExample(readCase(new URL(`${name}.json`, CASES).pathname));
  const names = [...SHAPES.map((one) => one.name), ...CASE_NAMES];
  throw new InvalidArgumentError(`There is no example cluster of this name. Names: ${names.join(', ')}.`);
}

function shapeExample(shape: ClusterShape): Example {
  return {
    ...PROTECTING,
    description: shape.description,
    clusterId: shapeId(shape),
    async create({ client }) {
      for (const { id, apiVersion, body } of requestsFor(shape)) await client.put(id, apiVersion, body);
    },
  };
}

/** The requests that create the cluster, in order. */
export function requestsFor(shape: ClusterShape) {
  const cluster = { id: shapeId(shape), apiVersion: '2024-05-01', body: shape.body };
  return [SHAPES_GROUP, ...(shape.needs ?? []), cluster];
}

/** A case of test/cases: its profile becomes ready and no more, and every right is given. */
function caseExample(one: Case): Example {
  const names = namesOfDemo();
  const shape = SHAPES.find(({ name }) => one.steps?.some((step) => step.shape === name));
  return {
    description: one.title,
    clusterId: fill(one.target ?? (shape === undefined ? CLUSTER_ID : shapeId(shape)), names),
    settings: {
      profiles: { profiles: PROFILES.profiles.map((profile) => ({ ...profile, ...fill(one.profile ?? {}, names) })) },
      rights: 'everything',
    },
    protects: false,
    async create(stage, speed, rest) {
      const world = realWorld(stage, speed, rest);
      for (const step of one.steps ?? []) await takeStep(fill(step, names), names, world);
    },
  };
}

/** A case on real time: hours are as long as the speed makes them, or end with the next verdict. */
function realWorld({ arm, client }: Stage, speed: number, rest: () => Promise<void>): CaseWorld {
  return {
    arm,
    now: () => new Date(),
    send: (...request) => client.send(...request),
    settle: (id, apiVersion) => client.settled(id, apiVersion),
    async pass(hours) {
      const passed = wait((hours * HOUR_MS) / speed);
      await (hours < 1 ? passed : Promise.race([passed, rest()]));
    },
  };
}
