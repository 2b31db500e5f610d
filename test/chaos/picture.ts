import { verifyChain } from '../../shared/audit/verify.ts';
import { MAX_STEP_SECONDS } from '../../shared/model/limits.ts';
import { isWrite } from '../support/is-write.ts';
import { restProblems } from '../support/wakes.ts';
import { POLL_SECONDS } from '../worlds/boot-process.ts';
import type { ChaosWorld } from './chaos-world.ts';

/** The end state of Azure, without the parts that differ from run to run. */
export interface Picture {
  readonly registered: readonly string[];
  readonly extensions: readonly string[];
  readonly bindings: readonly string[];
  readonly containers: readonly string[];
  readonly grants: readonly string[];
}

export function pictureOf({ arm: { state } }: ChaosWorld): Picture {
  const holders = new Map<string, string>();
  for (const { identity } of state.backupVaults.all())
    if (identity?.principalId) holders.set(identity.principalId, 'vault');
  for (const { identity } of state.managedClusters.all()) {
    if (identity?.principalId) holders.set(identity.principalId, 'cluster');
  }
  for (const { properties } of state.extensions.all()) {
    const principalId = properties.aksAssignedIdentity?.principalId;
    if (principalId) holders.set(principalId, 'extension');
  }
  return {
    registered: state.subscriptions
      .all()
      .flatMap(({ registrations }) =>
        [...registrations].flatMap(([name, value]) => (value === 'Registered' ? name : [])),
      )
      .sort(),
    extensions: state.extensions
      .all()
      .map(
        ({ id, properties }) =>
          `${id} ${properties.provisioningState} ${JSON.stringify(properties.configurationSettings)}`,
      )
      .sort(),
    bindings: state.trustedAccessRoleBindings
      .all()
      .map(({ id, properties }) => `${id} ${properties.provisioningState} ${properties.roles.join()}`)
      .sort(),
    containers: state.blobContainers
      .all()
      .map(({ id }) => id)
      .sort(),
    grants: state.roleAssignments
      .all()
      .map(({ properties: { scope, principalId, roleDefinitionId } }) =>
        `${holders.get(principalId) ?? principalId} ${roleDefinitionId.split('/').at(-1)} ${scope}`.toLowerCase(),
      )
      .sort(),
  };
}

/** Which kinds of thing were written, each once; ids of a run's own are cut off. */
export function writesOf({ requests }: ChaosWorld): ReadonlySet<string> {
  return new Set(requests.filter(isWrite).map(({ call }) => call.replace(/\/[0-9a-f-]{36}$/, '/*')));
}

type Clean = { readonly picture: Picture; readonly writes: ReadonlySet<string> };

/** Everything that is not as it must be in the end, in words; none is what is hoped for. */
export async function problemsOf(world: ChaosWorld, clean: Clean): Promise<readonly string[]> {
  const state = await world.state();
  const problems: string[] = [];
  if (state?.verdict !== 'Ready') problems.push(`the verdict is ${state?.verdict} (${state?.verdictReason})`);
  if (JSON.stringify(pictureOf(world)) !== JSON.stringify(clean.picture)) {
    problems.push('Azure is not as after a clean run');
  }
  const { open } = world.chains.chainOf(world.target).head;
  if (open.length > 0) problems.push(`${open.length} intents have no outcome`);
  return [...problems, ...(await wrongAnyway(world, clean))];
}

/**
 * The same where something stays wrong with Azure: then a person knows what, and all else is as
 * it must be.
 */
export async function lastingProblemsOf(world: ChaosWorld, clean: Clean, told: string | undefined) {
  const problems: string[] = [];
  const state = await world.state();
  if (state === undefined || !ESCALATED.has(state.verdict)) {
    problems.push(`the verdict is ${state?.verdict} (${state?.verdictReason})`);
  }
  if (told !== undefined && !JSON.stringify(state?.conditions).includes(told)) problems.push(`nothing says "${told}"`);
  if (world.cards.length === 0 && state?.verdict !== 'Gone') problems.push('nobody was told');
  return [...problems, ...(await wrongAnyway(world, clean))];
}

const ESCALATED: ReadonlySet<string> = new Set(['NeedsPerson', 'Failed', 'Unknown', 'Gone']);
/** A function may take 30 s by host.json, and is to be done well before. */

/** Faults of a story, however it ends. */
async function wrongAnyway(world: ChaosWorld, clean: Clean): Promise<readonly string[]> {
  const problems: string[] = [...world.broken];
  const { entries, head } = world.chains.chainOf(world.target);
  const state = await world.state();
  const { grants, bindings } = pictureOf(world);
  if (new Set(grants).size !== grants.length) problems.push('a role is granted twice');
  if (new Set(bindings).size !== bindings.length) problems.push('a binding is there twice');
  for (const write of writesOf(world)) {
    if (!clean.writes.has(write)) problems.push(`${write} is no write of a clean run`);
  }
  const verified = verifyChain(entries, head);
  if (!verified.ok) problems.push(`the chain is broken: ${JSON.stringify(verified)}`);
  const intents = entries.filter(({ body }) => body.type === 'actionIntended').length;
  const outcomes = entries.filter(({ body }) =>
    ['actionSucceeded', 'actionFailed', 'actionNotCarriedOut'].includes(body.type),
  ).length;
  if (intents !== outcomes + head.open.length) problems.push(`${intents} intents and ${outcomes} outcomes`);
  if (state?.flight !== undefined) problems.push('the target is still held by someone');
  // Its message may be lost, but then the sweep goes by the row.
  if (state?.verdict !== 'Gone' && world.waiting() === 0 && state?.wakeAt === undefined) {
    problems.push('nothing will ever wake the target again');
  }
  problems.push(...restProblems(world.wakes, POLL_SECONDS));
  if (world.longestStep() > MAX_STEP_SECONDS) problems.push(`a step took ${world.longestStep()} s`);
  return problems;
}
