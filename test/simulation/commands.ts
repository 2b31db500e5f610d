import fc from 'fast-check';
import type { FaultRule } from '../../local/azure/arm/faults/fault-rule.ts';
import { acceptableFindings, acceptFinding, withdrawAcceptance } from '../../shared/commands/accept-finding.ts';
import { answerApproval } from '../../shared/commands/answer-approval.ts';
import { remediateShownPlan } from '../../shared/commands/remediate-shown-plan.ts';
import { resume } from '../../shared/commands/resume-target.ts';
import { scanCluster } from '../../shared/commands/scan-cluster.ts';
import { planUndo, runUndo } from '../../shared/commands/undo-target.ts';
import type { Caller } from '../../shared/model/caller.ts';
import type { RemedyKind } from '../../shared/model/remedy.ts';
import type { TargetState } from '../../shared/model/state.ts';
import type { Ports } from '../../shared/reconcile/ports.ts';
import { endOfDay } from './acceptances.ts';
import { CLUSTERS_VERSION, MAX_CLUSTERS, type ProfileSettings, VAULT_ID, VAULTS_VERSION } from './setting.ts';
import { nameOf } from './watch.ts';
import type { World } from './world.ts';

/** The memory of a story: which clusters were made. */
export interface Model {
  readonly made: Set<number>;
}

export type WorldCommand = fc.AsyncCommand<Model, World, true>;

const PERSON: Caller = { kind: 'user', objectId: 'd0e1f2a3-0000-4000-8000-00000000000b', tenantId: 't' };

interface Step {
  readonly says: string;
  readonly cluster?: number;
  run(world: World): Promise<unknown> | unknown;
}

/** A command that says in one line what it does. */
function command({ says, cluster, run }: Step): WorldCommand {
  return {
    check: async ({ made }) => cluster === undefined || made.has(cluster),
    async run(_, world) {
      world.note(`* ${says}`);
      await run(world);
      await settle(world);
    },
    toString: () => says,
  };
}

/**
 * Work that a command started goes on for a moment before the next; a fault by then ends the
 * story.
 */
async function settle(world: World): Promise<void> {
  await world.pass(1);
  if (world.watch.problems.length > 0) throw new StoryOver();
}

/** Something is wrong: the commands that are left would show nothing more. */
export class StoryOver extends Error {
  override readonly name = 'StoryOver';
}

const clusters = fc.nat({ max: MAX_CLUSTERS - 1 });
const DURATIONS = [3, 20, 60, 300, 900, 3600, 3 * 3600, 13 * 3600] as const;
const durations = (upTo: number) => fc.constantFrom(...DURATIONS.filter((seconds) => seconds <= upTo));

/** Long enough for a cluster that is being made to get its first write. */
const MAX_UNTIL_WRITE_SECONDS = 1800;

const KINDS: readonly RemedyKind[] = [
  'providerRegistration',
  'backupExtension',
  'trustedAccessBinding',
  'blobContainer',
  'roleGrant',
];

/**
 * The profiles of a deployment: one or two, in any order; the first selects a cluster without a
 * tag.
 */
export const profileSettings: fc.Arbitrary<readonly ProfileSettings[]> = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom<ProfileSettings['name']>('standard', 'gold', 'basic'),
    mode: fc.oneof({ weight: 5, arbitrary: fc.constant('enforce' as const) }, fc.constant('observe' as const)),
    without: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.subarray([...KINDS], { maxLength: 2 })),
    approve: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.subarray([...KINDS], { maxLength: 2 })),
  }),
  { selector: ({ name }) => name, minLength: 1, maxLength: 2 },
);

const MANAGED_CLUSTER = '/subscriptions/*/resourceGroups/*/providers/Microsoft.ContainerService/managedClusters/*';
const PLACES = [
  '**',
  MANAGED_CLUSTER,
  '**/roleAssignments/*',
  '**/roleAssignments',
  '**/extensions/*',
  '**/extensions',
  '**/trustedAccessRoleBindings/*',
  '**/trustedAccessRoleBindings',
  '**/register',
  '**/operations/*',
  '**/storageAccounts/*',
  '**/backupVaults/*',
  '**/locks',
  '**/containers/*',
] as const;

const FAULTS: readonly FaultRule['fault'][] = [
  { kind: 'connectionReset', moment: 'beforeEffect' },
  { kind: 'connectionReset', moment: 'afterEffect' },
  { kind: 'noAnswer', moment: 'beforeEffect' },
  { kind: 'noAnswer', moment: 'afterEffect' },
  { kind: 'throttled', retryAfterSeconds: 0 },
  { kind: 'throttled', retryAfterSeconds: 2 },
  { kind: 'throttled', retryAfterSeconds: 120 },
  { kind: 'internalServerError' },
  { kind: 'serviceUnavailable' },
  { kind: 'serviceUnavailable', retryAfterSeconds: 30 },
  { kind: 'operationNotAllowed' },
  { kind: 'roleAssignmentExists', text: 'older' },
  { kind: 'roleAssignmentExists', text: 'newer' },
  { kind: 'scopeLocked' },
  { kind: 'principalNotFound' },
  { kind: 'authorizationFailed' },
  { kind: 'requestDisallowedByPolicy' },
  { kind: 'notFound' },
  { kind: 'staleList', seconds: 300 },
  { kind: 'foreignOperationUrl' },
  { kind: 'emptyBody' },
  { kind: 'truncatedBody' },
  { kind: 'otherCasing', casing: 'lower' },
  { kind: 'otherCasing', casing: 'upper' },
];

const waitsUpTo = (longest: number) =>
  durations(longest).map((seconds) =>
    command({ says: `${inWords(seconds)} pass`, run: (world) => world.pass(seconds) }),
  );
export const waits = waitsUpTo(13 * 3600);
export const shortWaits = waitsUpTo(900);

const made: fc.Arbitrary<WorldCommand> = clusters.map((cluster) => ({
  check: async ({ made }) => !made.has(cluster),
  async run(model, world) {
    model.made.add(cluster);
    await createCluster(world, cluster);
  },
  toString: () => `cluster ${cluster} is created`,
}));

export async function createCluster(world: World, cluster: number): Promise<void> {
  world.note(`* cluster ${cluster} is created`);
  const { id, key, body } = world.cluster(cluster);
  world.tagged(key, false);
  await world.send('PUT', id, CLUSTERS_VERSION, body);
  await settle(world);
}

const removed = clusters.map((cluster) => ({
  check: async ({ made }: Model) => made.has(cluster),
  async run(model: Model, world: World) {
    world.note(`* cluster ${cluster} is deleted`);
    const answer = await world.send('DELETE', world.cluster(cluster).id, CLUSTERS_VERSION);
    if (answer.ok) model.made.delete(cluster);
    await settle(world);
  },
  toString: () => `cluster ${cluster} is deleted`,
}));

const tags = fc.constantFrom('off', 'off', undefined, 'gold', 'standard', 'nosuch');

export const tagged = fc
  .tuple(clusters, tags)
  .map(([cluster, tag]) =>
    command({ says: tagInWords(cluster, tag), cluster, run: (world) => tagCluster(world, cluster, tag) }),
  );

const WRITES: readonly RemedyKind[] = ['backupExtension', 'backupExtension', 'trustedAccessBinding'];

/**
 * Decisions of people while a write of the old one runs: another profile for the cluster, none, or
 * other profiles for all.
 */
export const decidedDuringWrite = fc
  .tuple(clusters, fc.constantFrom(...WRITES), fc.oneof(fc.constant('off'), fc.nat({ max: 1 }), profileSettings))
  .map(([cluster, kind, decision]) => {
    const what =
      typeof decision === 'object'
        ? `deployed with ${decision.map(profileInWords).join(' and ')}`
        : typeof decision === 'string'
          ? tagInWords(cluster, decision)
          : `cluster ${cluster} is tagged with the name of profile ${decision}`;
    return command({
      says: `${what}, as soon as its ${kind} is being written`,
      cluster,
      async run(world) {
        await world.untilWriting(world.cluster(cluster).key, kind, MAX_UNTIL_WRITE_SECONDS);
        if (typeof decision === 'object') return world.deploy(decision, 0);
        const profiles = world.profiles();
        await tagCluster(
          world,
          cluster,
          typeof decision === 'string' ? decision : profiles[decision % profiles.length]?.name,
        );
      },
    });
  });

async function tagCluster(world: World, cluster: number, tag: string | undefined): Promise<void> {
  const { id, key } = world.cluster(cluster);
  const tags = tag === undefined ? {} : { backstay: tag };
  // While something is written to the cluster itself, AKS refuses; people try again.
  for (let tries = 0; tries < 5; tries++) {
    const answer = await world.send('PATCH', id, CLUSTERS_VERSION, { tags }, false);
    if (answer.ok) return world.tagged(key, tag === 'off');
    if (answer.status !== 409 || (await world.pass(30))) return;
  }
}

function tagInWords(cluster: number, tag: string | undefined): string {
  return tag === undefined ? `cluster ${cluster} loses its tag` : `cluster ${cluster} is tagged "backstay: ${tag}"`;
}

const powered = fc.tuple(clusters, fc.constantFrom('stop', 'start')).map(([cluster, what]) =>
  command({
    says: `a person asks cluster ${cluster} to ${what}`,
    cluster,
    run: (world) => world.send('POST', `${world.cluster(cluster).id}/${what}`, CLUSTERS_VERSION),
  }),
);

const faulty = fc
  .record({
    fault: fc.constantFrom(...FAULTS),
    path: fc.constantFrom(...PLACES),
    method: fc.constantFrom<NonNullable<FaultRule['method']> | undefined>(undefined, 'GET', 'PUT'),
    lasts: fc.oneof(fc.constantFrom(1, 3), fc.constantFrom('60 s', '600 s', '10800 s')),
  })
  .map(({ fault, path, method, lasts }) => {
    const { kind, ...rest } = fault;
    const words = [kind, ...Object.values(rest)].join(' ');
    const time = typeof lasts === 'number' ? `for the next ${lasts} calls` : `for ${lasts}`;
    return command({
      says: `Azure answers ${method ?? 'calls'} to ${path} with ${words}, ${time}`,
      run(world) {
        const when =
          typeof lasts === 'number'
            ? ({ kind: 'next', count: lasts } as const)
            : ({ kind: 'forSeconds', seconds: Number.parseInt(lasts, 10) } as const);
        world.arm.faults.add({ path, fault, when, ...(method !== undefined && { method }) });
        world.change();
      },
    });
  });

const DAMAGE = ['a role assignment', 'the extension', 'the binding', 'the container'] as const;

/** Removals by others, of which Backstay gets no event. */
const damaged = fc.tuple(fc.constantFrom(...DAMAGE), fc.nat({ max: 20 })).map(([what, which]) =>
  command({
    says: `a person deletes ${what} (number ${which})`,
    async run(world) {
      const { state } = world.arm;
      const all = {
        'a role assignment': state.roleAssignments,
        'the extension': state.extensions,
        'the binding': state.trustedAccessRoleBindings,
        'the container': state.blobContainers,
      }[what].all();
      const one = all[which % Math.max(1, all.length)];
      if (one === undefined) return;
      const version = {
        'a role assignment': '2022-04-01',
        'the extension': '2023-05-01',
        'the binding': CLUSTERS_VERSION,
      };
      await world.send('DELETE', one.id, version[what as keyof typeof version] ?? '2023-05-01');
    },
  }),
);

const firewall = fc.constantFrom('Deny', 'Allow').map((defaultAction) =>
  command({
    says: `the firewall of the storage account is set to ${defaultAction}`,
    run: (world) => setFirewall(world, defaultAction),
  }),
);

export const vaultTouched = fc.constant(command({ says: 'the vault is written', run: touchVault }));

/**
 * Changes without an event of Azure. An event soon after each starts an assessment of everything.
 */
export const changedAndNoticed = fc
  .tuple(fc.constantFrom(['Allow', 'Deny'], ['Deny', 'Allow']), durations(300))
  .map(([actions, seconds]) =>
    command({
      says: `the firewall of the storage account is set to ${actions.join(' and then to ')}, and the vault is written ${inWords(seconds)} after each`,
      async run(world) {
        for (const action of actions) {
          await setFirewall(world, action);
          if (await world.pass(seconds)) return;
          await touchVault(world);
          if (await world.pass(60)) return;
        }
      },
    }),
  );

function setFirewall(world: World, defaultAction: string): Promise<unknown> {
  const [account] = world.arm.state.storageAccounts.all();
  const networkAcls = { defaultAction, bypass: 'None' };
  return world.send('PATCH', account?.id ?? '', '2023-05-01', { properties: { networkAcls } });
}

function touchVault(world: World): Promise<unknown> {
  return world.send('PATCH', VAULT_ID, VAULTS_VERSION, { tags: { touched: 'yes' } }, false);
}

const outages = fc
  .tuple(fc.constantFrom('storageDown', 'teamsDown', 'eventsLost', 'eventsLate'), durations(3600))
  .map(([what, seconds]) =>
    command({ says: `${what} for ${inWords(seconds)}`, run: (world) => world.during(what, seconds) }),
  );

const killed = fc
  .nat({ max: 1 })
  .map((host) => command({ says: `host ${host} dies and starts again`, run: (world) => world.kill(host) }));

const skewed = fc.tuple(fc.nat({ max: 1 }), fc.integer({ min: -5, max: 5 })).map(([host, seconds]) =>
  command({
    says: `the clock of host ${host} is off by ${seconds} s`,
    run(world) {
      world.host(host).skewSeconds = seconds;
    },
  }),
);

export const deployed = fc.tuple(profileSettings, fc.constantFrom(0, 5, 120)).map(([settings, apart]) =>
  command({
    says: `deployed with ${settings.map(profileInWords).join(' and ')}, ${apart} s from host to host`,
    run: (world) => world.deploy(settings, apart),
  }),
);

/** Requests of people to Backstay, about one of its targets. */
const asked = fc
  .tuple(
    fc.constantFrom('approve', 'decline', 'undo', 'undo the last', 'resume', 'remediate'),
    fc.nat({ max: MAX_CLUSTERS }),
  )
  .map(([what, which]) =>
    command({
      says: `a person asks to ${what} (target ${which})`,
      async run(world) {
        const states = world.states();
        const state = states[which % Math.max(1, states.length)];
        if (state !== undefined) await ask(what, state, world);
      },
    }),
  );

async function ask(what: string, state: TargetState, world: World): Promise<void> {
  const { target, approvals = [] } = state;
  const owner = `person-${world.time.now()}`;
  const says = `${what} of ${nameOf(target)}`;
  switch (what) {
    case 'approve':
    case 'decline':
      for (const { id } of approvals.filter(({ answer }) => answer === undefined)) {
        const given = what === 'approve' ? 'approved' : 'declined';
        await world.ask(says, target, (ports) =>
          answerApproval({ target, approvalId: id, given, caller: PERSON }, ports),
        );
      }
      return;
    case 'resume':
      await world.ask(says, target, (ports) => resume({ target, owner }, PERSON, ports));
      return;
    case 'remediate':
      await world.ask(says, target, async (ports) => {
        if (!ports.profiles.some(({ name }) => name === target.profile)) return;
        const { planId } = await scanCluster(target, { ...ports, reader: ports.arm, known: knownIn(ports) });
        await remediateShownPlan({ target, planId, owner }, PERSON, ports);
      });
      return;
    default:
      await world.ask(says, target, async (ports) => {
        const done = world.chains.chainOf(target).entries.findLast(({ body }) => body.type === 'actionSucceeded');
        const which = what === 'undo' || done === undefined ? ('all' as const) : [done.sequence];
        const planned = await planUndo(target, which, ports);
        if (planned.kind !== 'shown') return;
        await runUndo({ target, what: which, planId: planned.plan.planId, owner }, PERSON, ports);
      });
  }
}

function knownIn({ trail, targets }: Parameters<Parameters<World['ask']>[2]>[0]) {
  return { trail, state: async (target: TargetState['target']) => (await targets.get(target))?.state };
}

/** People accept findings as they are, and end that again; other acceptances end by themselves. */
export const accepted = fc
  .tuple(
    fc.constantFrom('accepts', 'accepts', 'withdraws'),
    fc.nat({ max: MAX_CLUSTERS }),
    fc.nat({ max: 20 }),
    fc.constantFrom(0, 1, 30),
  )
  .map(([what, which, number, days]) =>
    command({
      says:
        what === 'accepts'
          ? `a person accepts finding ${number} of target ${which}, for ${days} days`
          : `a person withdraws an acceptance (number ${number}) of target ${which}`,
      async run(world) {
        const states = world.states();
        const state = states[which % Math.max(1, states.length)];
        if (state === undefined) return;
        await world.ask(`${what} a finding of ${nameOf(state.target)}`, state.target, (ports) =>
          what === 'accepts' ? accept(state.target, number, days, ports) : withdraw(state.target, number, ports),
        );
      },
    }),
  );

async function accept(target: TargetState['target'], number: number, days: number, ports: Ports): Promise<void> {
  const shown = await ports.targets.get(target);
  if (shown === undefined) return;
  const findings = acceptableFindings(shown.state, ports);
  const one = findings[number % Math.max(1, findings.length)];
  if (one === undefined) return;
  const until = endOfDay(ports.clock.now(), days);
  const wish = { reason: 'It is known, and stays so.', owner: 'platform-team', until };
  await acceptFinding({ target, ...one, ...wish, caller: PERSON }, ports);
}

async function withdraw(target: TargetState['target'], number: number, ports: Ports): Promise<void> {
  const held = (await ports.targets.get(target))?.state.acceptances ?? [];
  const one = held[number % Math.max(1, held.length)];
  if (one !== undefined) await withdrawAcceptance({ target, id: one.id, caller: PERSON }, ports);
}

/** All commands; those that make a story come more often. */
export const COMMANDS: readonly fc.Arbitrary<WorldCommand>[] = [
  made,
  made,
  made,
  waits,
  waits,
  waits,
  waits,
  waits,
  faulty,
  faulty,
  faulty,
  tagged,
  tagged,
  decidedDuringWrite,
  removed,
  powered,
  damaged,
  damaged,
  firewall,
  vaultTouched,
  changedAndNoticed,
  outages,
  outages,
  killed,
  skewed,
  deployed,
  deployed,
  asked,
  asked,
  accepted,
  accepted,
];

export function profileInWords({ name, mode, without, approve }: ProfileSettings): string {
  const parts = [
    mode === 'observe' ? 'observe' : '',
    without.length > 0 ? `without ${without.join(', ')}` : '',
    approve.length > 0 ? `approve ${approve.join(', ')}` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? `"${name}"` : `"${name}" (${parts.join('; ')})`;
}

export function inWords(seconds: number): string {
  if (seconds < 60) return `${seconds} seconds`;
  return seconds < 3600 ? `${seconds / 60} minutes` : `${seconds / 3600} hours`;
}
