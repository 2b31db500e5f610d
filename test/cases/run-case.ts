import { SHAPES, SHAPES_GROUP, shapeId } from '../../local/demo/shapes.ts';
import { ACCOUNT_ID, CLUSTER_BODY, CLUSTER_ID, PERSON, PROFILES, SUBSCRIPTION_ID } from '../../local/demo/world.ts';
import { API_VERSIONS } from '../../shared/azure/api-versions.ts';
import { parseClusterId } from '../../shared/model/resource-id.ts';
import type { TargetState } from '../../shared/model/state.ts';
import { must } from '../support/facts.ts';
import { isWrite } from '../support/is-write.ts';
import { createVirtualWorld, type VirtualWorld } from '../support/virtual-world.ts';
import type { Case, CaseRequest, Step } from './case-file.ts';
import { checkCase } from './check-case.ts';
import { fill, isPlain, merge } from './fill.ts';
import { seedReadOnly } from './seed-read-only.ts';

export interface CaseResult {
  /** What is not as the case expects; empty when it passed. */
  readonly problems: readonly string[];
  readonly state: TargetState | undefined;
  /** `METHOD path status` of each write that Backstay sent after the last `cluster` or `shape`. */
  readonly writes: readonly string[];
  readonly cards: number;
  /** Answers that a step wanted shown. */
  readonly shown: readonly string[];
}

type Names = Record<string, string>;

const [PROFILE] = PROFILES.profiles;

/** Names that a case can use. */
function namesOfStory(): Names {
  const { vault, snapshotGroup } = must(PROFILE);
  return {
    SUB: SUBSCRIPTION_ID,
    CLUSTER: CLUSTER_ID,
    ACCOUNT: ACCOUNT_ID,
    VAULT: vault,
    SNAP: snapshotGroup,
    GROUP: `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-shop`,
    BACKUP: `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-backup`,
    PERSON: PERSON.objectId,
  };
}

/**
 * Plays one case in a world of its own. Nothing is thrown: what goes wrong is a problem of the
 * case.
 */
export async function runCase(one: Case): Promise<CaseResult> {
  const nothing = { state: undefined, writes: [], cards: 0, shown: [] };
  const names = namesOfStory();
  let world: VirtualWorld;
  try {
    world = await createVirtualWorld({ profile: fill(one.profile ?? {}, names) });
  } catch (error) {
    const message = messageOf(error);
    const expected = one.expectThrow !== undefined && new RegExp(one.expectThrow, 'i').test(message);
    return { ...nothing, problems: expected ? [] : [`the world could not be made: ${message}`] };
  }
  const shown: string[] = [];
  try {
    if (one.expectThrow !== undefined) {
      return { ...nothing, problems: [`the profile was accepted; expected /${one.expectThrow}/`] };
    }
    await world.prepare();
    for (const [index, step] of (one.steps ?? []).entries()) {
      await at(`steps.${index}`, () => takeStep(fill(step, names), names, world, shown));
    }
    const clusterId = must(parseClusterId(fill(one.target ?? names.SHAPE ?? CLUSTER_ID, names)));
    const state = (await world.ports.targets.get({ ...world.target, clusterId }))?.state;
    const writes = world.requests
      .filter(isWrite)
      .map(({ call, status }) => `${call.split('?')[0]} ${status ?? ''}`.trim());
    const problems = checkCase(fill(one.expect ?? {}, names), { state, writes });
    return { problems, state, writes, cards: world.cards.length, shown };
  } catch (error) {
    return { ...nothing, problems: [messageOf(error)], shown };
  } finally {
    await world.close();
  }
}

async function at(place: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new Error(`${place}: ${messageOf(error)}`);
  }
}

async function takeStep(step: Step, names: Names, world: VirtualWorld, shown: string[]): Promise<void> {
  for (const method of ['put', 'patch', 'post', 'delete'] as const) {
    const request = step[method];
    if (request === undefined) continue;
    const answer = await sendRequest(method, request, step, world);
    if (step.show) shown.push(answer);
    if (step.save !== undefined && step.from === undefined) await save(step.save, request, names, world);
  }
  if (step.from !== undefined) await save(step.save ?? {}, step.from, names, world);
  if (step.shape !== undefined) await makeShape(step.shape, step, names, world);
  if (step.cluster !== undefined) await putCluster(step.id ?? CLUSTER_ID, CLUSTER_BODY, step.cluster, step, world);
  if (step.replaceAssignment !== undefined) await replaceAssignment(step.replaceAssignment, step, world);
  if (step.touch) {
    const touched = { tags: { touched: world.timeline.now().toISOString() } };
    await send('PUT', CLUSTER_ID, API_VERSIONS.managedClusters, merge(CLUSTER_BODY, touched), step, world);
  }
  if (step.fault !== undefined) world.arm.faults.add(step.fault as Parameters<typeof world.arm.faults.add>[0]);
  if (step.clearFaults) world.arm.faults.clear();
  if (step.workloads !== undefined) world.arm.setWorkloads(step.id ?? CLUSTER_ID, step.workloads);
  if (step.pass !== undefined) await world.pass(() => false, step.pass);
}

async function sendRequest(method: string, request: CaseRequest, step: Step, world: VirtualWorld): Promise<string> {
  const { id, apiVersion, body, settle } = request;
  const answer = await send(method.toUpperCase(), id, apiVersion, body, step, world);
  if (settle !== false) await world.pass(() => world.timeline.nextDue() === undefined, 1);
  seedReadOnly(world.arm.state, id, body);
  return answer;
}

async function makeShape(name: string, step: Step, names: Names, world: VirtualWorld): Promise<void> {
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

/** What is counted begins with the cluster. */
async function putCluster(id: string, body: object, over: object, step: Step, world: VirtualWorld): Promise<void> {
  world.requests.length = 0;
  const wanted = merge(body, over);
  await send('PUT', id, step.apiVersion ?? API_VERSIONS.managedClusters, wanted, step, world);
  seedReadOnly(world.arm.state, id, wanted);
}

type Replaced = NonNullable<Step['replaceAssignment']>;

/** A person takes an assignment away and puts one of their own in its place. */
async function replaceAssignment(wanted: Replaced, step: Step, world: VirtualWorld): Promise<void> {
  const { scope, principalId, role, condition } = wanted;
  const version = API_VERSIONS.roleAssignments;
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
  world: VirtualWorld,
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
  world: VirtualWorld,
): Promise<string> {
  const response = await world.send(method, id, apiVersion, body);
  const text = await response.text();
  if (!response.ok && !mayFail) throw new Error(`${method} ${id}: ${response.status} ${text}`);
  return text;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
