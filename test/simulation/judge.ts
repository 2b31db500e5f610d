import type { ManagedCluster } from '../../local/azure/arm/providers/container-service/managed-cluster.ts';
import { BOT } from '../../local/demo/world.ts';
import { composeScan } from '../../shared/app/compose-app.ts';
import { answerTo } from '../../shared/approvals/wanted-approvals.ts';
import { verifyRecord } from '../../shared/audit/verify-record.ts';
import { scanCluster } from '../../shared/commands/scan-cluster.ts';
import type { Action } from '../../shared/model/plan.ts';
import type { ClusterId } from '../../shared/model/resource-id.ts';
import type { TargetState } from '../../shared/model/state.ts';
import { targetKey } from '../../shared/model/target.ts';
import { makePlan } from '../../shared/plan/make-plan.ts';
import { profileFor, resolveProfile, type Selectable } from '../../shared/profiles/resolve-profile.ts';
import { POLL_SECONDS } from '../worlds/boot-process.ts';
import { ARM_URL, AUDIENCE, tokenOf } from '../worlds/in-process-arm.ts';
import { acceptedInLog, oddAcceptances } from './acceptances.ts';
import { nameOf } from './watch.ts';
import { stamp, type World } from './world.ts';

const HOUR = 3600;
/**
 * In this time everything has been tried again, and every target has had a full look: drift is due
 * after 13.2 h at the latest.
 */
const CALM_HOURS = 15;
/** Longer than the longest time between two full looks. */
const REST_HOURS = 14;
const MAX_WAKES_TO_REST = 20;
/** Targets that wait for people are assessed as a whole every hour, a little earlier or later. */
const MIN_LOOK_SECONDS = 0.9 * HOUR;
/** The clocks of the hosts differ by so much at most. */
const EARLY_MS = 15_000;

/**
 * Lets everything come to rest, and adds to the problems of the world what is not as it must be
 * then.
 */
export async function judge(world: World): Promise<void> {
  await world.heal();
  if (world.watch.problems.length > 0) return;
  const healedAt = world.time.now();
  if (await world.pass(CALM_HOURS * HOUR)) return;
  const restsFrom = world.time.now();
  if (await world.pass(REST_HOURS * HOUR)) return;
  judgeRest(world, healedAt, restsFrom);
  judgeDuplicates(world);
  judgeAcceptances(world);
  await judgeAuditLog(world);
  await judgeVerdicts(world);
}

/** Few steps until a target rests, and then none but its full assessments. */
function judgeRest(world: World, healedAt: number, restsFrom: number): void {
  const { watch, chains } = world;
  for (const { target, verdict, flight } of world.states()) {
    const name = `${nameOf(target)} (${verdict})`;
    if (flight !== undefined) watch.complain(`${name} is still held by a step`);
    const all = watch.wakesOf(target);
    // By the clock of another host an assessment may not be due for a moment yet.
    const isEarly = (at: number) => all.some((look) => look.full && look.at > at && look.at < at + EARLY_MS);
    // The end of an acceptance is due once, whenever its day is over.
    const ends = chains
      .chainOf(target)
      .entries.flatMap(({ at, body }) => (body.type === 'acceptanceEnded' ? [Date.parse(at)] : []));
    const isEnd = (at: number) => ends.some((end) => Math.abs(end - at) < EARLY_MS);
    const wakes = all.filter(({ at, polls, full }) => !polls && !full && !isEarly(at) && !isEnd(at));
    const before = wakes.filter(({ at }) => at >= healedAt && at < restsFrom);
    if (before.length > MAX_WAKES_TO_REST) {
      watch.complain(`${name} takes ${before.length} steps in ${CALM_HOURS} quiet hours`);
    }
    // It is unknown whether a step at the very end only came early.
    const after = wakes.filter(({ at }) => at >= restsFrom && at < world.time.now() - EARLY_MS);
    const looks = all.filter(({ at, full }) => full && at >= restsFrom);
    const isOften = looks.length > Math.ceil((REST_HOURS * HOUR) / MIN_LOOK_SECONDS);
    if (after.length > 0 || isOften) {
      const times = [...after, ...looks].slice(0, 5).map(({ at }) => stamp(at));
      watch.complain(
        `${name} does not rest: ${after.length} steps and ${looks.length} looks in ${REST_HOURS} h (${times.join(', ')} …)`,
      );
    }
  }
}

/** Row and audit log agree on which findings are accepted, and nothing outlives its last day. */
function judgeAcceptances({ states, chains, watch, time }: World): void {
  const now = new Date(time.now()).toISOString();
  for (const { target, acceptances = [] } of states()) {
    const name = nameOf(target);
    const { entries } = chains.chainOf(target);
    for (const problem of oddAcceptances(entries)) watch.complain(`${name}: ${problem}`);
    const inLog = acceptedInLog(entries).map(({ id }) => id);
    const inRow = acceptances.filter(({ ended }) => ended === undefined);
    for (const { id, ruleId, until, withdrawnBy } of inRow) {
      if (until <= now) watch.complain(`${name} keeps an acceptance of ${ruleId} beyond its last day`);
      if (withdrawnBy !== undefined) watch.complain(`${name} keeps an acceptance of ${ruleId} that was withdrawn`);
      if (!inLog.includes(id)) watch.complain(`${name} accepts ${ruleId}, and its audit log does not say so`);
    }
    const lost = inLog.filter((id) => !inRow.some((each) => each.id === id));
    if (lost.length > 0) watch.complain(`${name}: ${lost.length} acceptances never end on its audit log`);
  }
}

function judgeDuplicates({ arm: { state }, watch }: World): void {
  const grants = state.roleAssignments
    .all()
    .map(({ properties: { scope, principalId, roleDefinitionId } }) =>
      `${principalId} ${roleDefinitionId.split('/').at(-1)} ${scope}`.toLowerCase(),
    );
  if (new Set(grants).size !== grants.length) watch.complain('a role is granted twice');
  const bindings = state.trustedAccessRoleBindings
    .all()
    .map(({ id, properties }) => `${id.toLowerCase().split('/trustedaccess')[0]} ${properties.sourceResourceId}`);
  if (new Set(bindings).size !== bindings.length) watch.complain('a binding is there twice');
}

async function judgeAuditLog({ chains, anchors, watch, time }: World): Promise<void> {
  for await (const report of verifyRecord(chains, anchors, new Date(time.now()).toISOString())) {
    if (report.about === 'anchors') {
      if (!report.ok) watch.complain(`the anchors do not hold: ${JSON.stringify(report.broken)}`);
    } else if (!report.verification.ok) {
      watch.complain(`the audit log of ${nameOf(report.target)} does not hold: ${report.verification.message}`);
    }
  }
  for await (const { target, entries, head } of chains.chains()) {
    const intents = entries.filter((entry) => entry?.body.type === 'actionIntended').length;
    const outcomes = entries.filter((entry) => OUTCOMES.has(entry?.body.type ?? '')).length;
    const open = head?.open ?? [];
    if (intents !== outcomes + open.length)
      watch.complain(`${nameOf(target)}: ${intents} intents, ${outcomes} outcomes`);
    for (const { action } of open) watch.complain(`${nameOf(target)}: ${action.remedy.kind} has no outcome`);
  }
}

const OUTCOMES = new Set(['actionSucceeded', 'actionFailed', 'actionNotCarriedOut']);

async function judgeVerdicts(world: World): Promise<void> {
  const states = new Map(world.states().map((state) => [targetKey(state.target), state]));
  for (const state of states.values()) await judgeVerdict(world, state);
  for (const { id, key } of world.clusters()) {
    const cluster = world.arm.state.managedClusters.get(id);
    if (cluster === undefined) continue;
    const found = resolveProfile(selectable(key, cluster), world.profiles());
    if (found.state !== 'chosen') continue;
    const target = { clusterId: key, profile: found.profile.name };
    if (!states.has(targetKey(target))) world.watch.complain(`${nameOf(target)} was never found`);
  }
}

async function judgeVerdict(world: World, state: TargetState): Promise<void> {
  const { target, verdict, verdictReason } = state;
  const { watch } = world;
  const is = `${nameOf(target)} is ${verdict} (${verdictReason})`;
  const expect = (...words: readonly string[]) => {
    if (!words.includes(verdict)) watch.complain(`${is} in the end, and should be ${words.join(' or ')}`);
  };
  const profiles = world.profiles();
  const profile = profiles.find(({ name }) => name === target.profile);
  const cluster = world.arm.state.managedClusters.get(target.clusterId);
  if (profile === undefined) return expect('OptedOut', ...(cluster === undefined ? ['Gone'] : []));
  if (cluster === undefined) return expect('Gone');
  const found = resolveProfile(selectable(target.clusterId, cluster), profiles);
  if (found.state === 'notAllowed') return expect('NeedsPerson');
  if (found.state !== 'chosen' || found.profile !== profile) return expect('OptedOut');

  const scanned = await scanCluster(target, { ...quietPorts(world), ...acceptancesOf(state) });
  if (scanned.verdict === 'Ready' || verdict === 'Ready') expect(scanned.verdict);
  if (scanned.verdict === 'Ready') return;
  if (verdict === 'Remediating') watch.complain(`${is} in the end`);
  const now = new Date(world.time.now()).toISOString();
  const known = { target, findings: scanned.findings };
  const { actions } = makePlan(scanned.findings, {
    profile: profileFor(target.clusterId, profile),
    open: [],
    attempts: {},
    now,
    onHold: state.onHoldSince !== undefined,
    answerTo: (action: Action) => answerTo(action, state.approvals ?? [], known),
  });
  for (const { remedy } of actions) watch.complain(`${is} in the end, and ${remedy.kind} could be carried out`);
}

/** A scan from outside remembers nothing but what people have accepted. */
function acceptancesOf({ acceptances, ...state }: TargetState) {
  if (acceptances === undefined || acceptances.length === 0) return {};
  const { schemaVersion, target, verdict, verdictReason, verdictSince, dirty, attempts, seenEvents } = state;
  const bare = { schemaVersion, target, verdict, verdictReason, verdictSince, dirty, attempts, seenEvents };
  return {
    known: { trail: { open: async () => [] }, state: async () => ({ ...bare, conditions: [], acceptances }) },
  };
}

function selectable(id: ClusterId, { location, tags }: ManagedCluster): Selectable {
  return { id, location, tags: tags ?? {} };
}

/** As a client sees Azure that meets no fault and remembers nothing. */
function quietPorts({ time, arm, profiles }: World) {
  const azure = {
    cloud: { resourceManager: ARM_URL, authority: ARM_URL, audience: AUDIENCE, blobSuffix: undefined },
    credential: { getToken: async () => ({ token: tokenOf(BOT, time), expiresOnTimestamp: 1e15 }) },
    clock: { now: () => new Date(time.now()) },
    version: '0.0.0-test',
    stopwatch: time.stopwatch,
    httpClient: arm.clientFor(() => ({ there: 0, back: 0 }), { quiet: true }),
  };
  return composeScan(azure, { profiles: profiles(), pollSeconds: POLL_SECONDS });
}
