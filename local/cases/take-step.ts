import type { Arm } from '../azure/arm/build-arm.ts';
import { SHAPES, SHAPES_GROUP, shapeId } from '../demo/shapes.ts';
import { ACCOUNT_ID, CLUSTER_BODY, CLUSTER_ID, PERSON, PROFILES, SUBSCRIPTION_ID } from '../demo/world.ts';
import type { CaseRequest, Step } from './case-file.ts';
import { isPlain, merge } from './fill.ts';
import { seedReadOnly } from './seed-read-only.ts';

/** The world that a case is played in, on virtual or on real time. */
export interface CaseWorld {
  readonly arm: Pick<Arm, 'faults' | 'setWorkloads' | 'state'>;
  now(): Date;
  /** A request of a person's client. */
  send(method: string, id: string, apiVersion: string, body?: object): Promise<Response>;
  /** Ends when Azure has done what the request for this resource began. */
  settle(id: string, apiVersion: string): Promise<void>;
  pass(hours: number): Promise<void>;
  /** Hears of each cluster that is created. */
  onCluster?(id: string): void;
  /** Gets the answers that a step wants shown. */
  show?(answer: string): void;
}

export type Names = Record<string, string>;

/** The version that Backstay reads clusters with: cases use its fields. */
export const CLUSTERS_VERSION = '2026-05-01';
const ASSIGNMENTS_VERSION = '2022-04-01';
const [PROFILE] = PROFILES.profiles;

/** Names that a case can use. */
export function namesOfDemo(): Names {
  return {
    SUB: SUBSCRIPTION_ID,
    CLUSTER: CLUSTER_ID,
    ACCOUNT: ACCOUNT_ID,
    VAULT: PROFILE?.vault ?? '',
    SNAP: PROFILE?.snapshotGroup ?? '',
    GROUP: `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-shop`,
    BACKUP: `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-backup`,
    PERSON: PERSON.objectId,
  };
}

/** Takes one step of a case, whose names are filled in already. */
export async function takeStep(step: Step, names: Names, world: CaseWorld): Promise<void> {
  for (const method of ['put', 'patch', 'post', 'delete'] as const) {
    const request = step[method];
    if (request === undefined) continue;
    const answer = await sendRequest(method, request, step, world);
    if (step.show) world.show?.(answer);
    if (step.save !== undefined && step.from === undefined) await save(step.save, request, names, world);
  }
  if (step.from !== undefined) await save(step.save ?? {}, step.from, names, world);
  if (step.shape !== undefined) await makeShape(step.shape, step, names, world);
  if (step.cluster !== undefined) await putCluster(step.id ?? CLUSTER_ID, CLUSTER_BODY, step.cluster, step, world);
  if (step.replaceAssignment !== undefined) await replaceAssignment(step.replaceAssignment, step, world);
  if (step.touch) {
    const touched = { tags: { touched: world.now().toISOString() } };
    await send('PUT', CLUSTER_ID, CLUSTERS_VERSION, merge(CLUSTER_BODY, touched), step, world);
  }
  if (step.fault !== undefined) world.arm.faults.add(step.fault as Parameters<typeof world.arm.faults.add>[0]);
  if (step.clearFaults) world.arm.faults.clear();
  if (step.workloads !== undefined) world.arm.setWorkloads(step.id ?? CLUSTER_ID, step.workloads);
  if (step.pass !== undefined) await world.pass(step.pass);
}

async function sendRequest(method: string, request: CaseRequest, step: Step, world: CaseWorld): Promise<string> {
  const { id, apiVersion, body, settle } = request;
  const answer = await send(method.toUpperCase(), id, apiVersion, body, step, world);
  if (settle !== false) await world.settle(method === 'post' ? id.replace(/\/[^/]+$/, '') : id, apiVersion);
  seedReadOnly(world.arm.state, id, body);
  return answer;
}

async function makeShape(name: string, step: Step, names: Names, world: CaseWorld): Promise<void> {
  const shape = SHAPES.find((one) => one.name === name);
  if (shape === undefined) {
    throw new Error(`no example cluster "${name}"; there are ${SHAPES.map((one) => one.name).join(', ')}`);
  }
  for (const { id, apiVersion, body } of [SHAPES_GROUP, ...(shape.needs ?? [])]) {
    await send('PUT', id, apiVersion, body, {}, world);
  }
  names.SHAPE = shapeId(shape);
  await putCluster(names.SHAPE, shape.body, step.over ?? {}, step, world);
}

async function putCluster(id: string, body: object, over: object, step: Step, world: CaseWorld): Promise<void> {
  world.onCluster?.(id);
  const wanted = merge(body, over);
  await send('PUT', id, step.apiVersion ?? CLUSTERS_VERSION, wanted, step, world);
  seedReadOnly(world.arm.state, id, wanted);
}

type Replaced = NonNullable<Step['replaceAssignment']>;

/** A person takes an assignment away and puts one of their own in its place. */
async function replaceAssignment(wanted: Replaced, step: Step, world: CaseWorld): Promise<void> {
  const { scope, principalId, role, condition } = wanted;
  const version = ASSIGNMENTS_VERSION;
  const collection = `${scope}/providers/Microsoft.Authorization/roleAssignments`;
  const list = (await (await world.send('GET', collection, version)).json()) as {
    readonly value?: readonly { readonly id: string; readonly properties: Readonly<Record<string, string>> }[];
  };
  for (const { id, properties } of list.value ?? []) {
    const same = properties.principalId === principalId && properties.roleDefinitionId?.toLowerCase().endsWith(role);
    if (same) await send('DELETE', id, version, undefined, {}, world);
  }
  const properties = {
    principalId,
    principalType: 'ServicePrincipal',
    roleDefinitionId: `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    ...(condition !== undefined && { condition, conditionVersion: '2.0' }),
  };
  await send('PUT', `${collection}/0c0ffee0-0000-4000-8000-00000000000a`, version, { properties }, step, world);
}

async function save(
  wanted: Readonly<Record<string, string>>,
  { id, apiVersion }: { readonly id: string; readonly apiVersion: string },
  names: Names,
  world: CaseWorld,
): Promise<void> {
  const body: unknown = JSON.parse(await send('GET', id, apiVersion, undefined, {}, world));
  for (const [name, path] of Object.entries(wanted)) {
    const value = path.split('.').reduce<unknown>((there, key) => (isPlain(there) ? there[key] : undefined), body);
    if (typeof value !== 'string') throw new Error(`${id} has no text at ${path} for \${${name}}`);
    names[name] = value;
  }
}

/**
 * Answers the body. @throws Error with ARM's answer when it refuses and the step does not allow
 * that.
 */
async function send(
  method: string,
  id: string,
  apiVersion: string,
  body: object | undefined,
  { mayFail }: Pick<Step, 'mayFail'>,
  world: CaseWorld,
): Promise<string> {
  const response = await world.send(method, id, apiVersion, body);
  const text = await response.text();
  if (!response.ok && !mayFail) throw new Error(`${method} ${id}: ${response.status} ${text}`);
  return text;
}
