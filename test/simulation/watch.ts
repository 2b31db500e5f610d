import { changeFor } from '../../shared/changes/index.ts';
import { TARGET_LEASE_SECONDS } from '../../shared/model/limits.ts';
import type { Profile } from '../../shared/model/profile.ts';
import type { RecordBody } from '../../shared/model/record.ts';
import type { RemedyKind } from '../../shared/model/remedy.ts';
import type { ClusterId } from '../../shared/model/resource-id.ts';
import type { TargetState } from '../../shared/model/state.ts';
import { type Target, targetKey } from '../../shared/model/target.ts';
import type { memoryChainRows } from '../support/memory-rows.ts';
import { POLL_SECONDS } from '../worlds/boot-process.ts';
import type { ArmExchange } from '../worlds/in-process-arm.ts';
import { acceptedInLog } from './acceptances.ts';

/** The work of a host at the moment. */
export interface Call {
  readonly kind: 'step' | 'event' | 'person' | 'timer' | 'graph';
  readonly host: number;
  /** The profiles that the host has read. */
  readonly profiles: readonly Profile[];
  readonly target?: Target;
}

/**
 * One step that a target took because its time had come, and not because something asked for it.
 */
export interface OwnWake {
  readonly at: number;
  /** An operation of Azure's was running. */
  readonly polls: boolean;
  /** It made a full assessment, or one of all that Resource Graph does not show. */
  full: boolean;
}

/** Why a target takes a step that is not its own wake. */
interface Asked {
  readonly at: number;
  /** A step of another target passed on what it was itself asked for. */
  readonly isPassedOn: boolean;
}

/** A step that holds its target. */
interface Holder {
  readonly call: Call;
  readonly until: number;
}

/** A step reads the cluster's tags before each wave of writes, and ends within this time. */
const STEP_MS = 25_000;
const MAX_WAKES_PER_POLL = 2;
/** The clocks of the hosts differ by seconds. */
const SLACK_MS = 15_000;

export interface WatchOptions {
  now(): number;
  readonly chains: ReturnType<typeof memoryChainRows>;
  targets(): readonly TargetState[];
  /** Since when the cluster's tag says "off", for everybody who reads it. */
  offSince(clusterId: ClusterId): number | undefined;
  /** The last time that others changed anything in Azure. */
  foreignChangeAt(): number;
  /** The lacks of a target now; nothing is said of it where lists may be stale. */
  lackingNow(target: Target): readonly string[];
}

/** Sees all that the hosts do, and says what they must never do. */
export function createWatch({ now, chains, targets, offSince, foreignChangeAt, lackingNow }: WatchOptions) {
  const problems: string[] = [];
  const wakes = new Map<string, OwnWake[]>();
  /** Targets that something from outside has asked for since their last step. */
  const asked = new Map<string, Asked>();
  /** Steps that an event, a person or a timer asked for. */
  const askedFromOutside = new WeakSet<Call>();
  /** From when on what a step reads counts: the moment at which it was asked for, or due. */
  const freshSince = new Map<string, number>();
  const holders = new Map<string, Holder>();

  function complain(problem: string): void {
    if (!problems.includes(problem)) problems.push(problem);
  }

  return {
    problems: problems as readonly string[],
    complain,
    wakesOf: (target: Target): readonly OwnWake[] => wakes.get(targetKey(target)) ?? [],

    /**
     * Something happened to a target. A step may pass on what it was asked for to another target.
     * That target's step may not pass it on again: two targets could wake each other for ever.
     */
    marked(target: Target, call: Call): void {
      const key = targetKey(target);
      const isPassedOn = call.kind === 'step';
      if (isPassedOn && (!askedFromOutside.has(call) || asked.has(key))) return;
      asked.set(key, { at: asked.get(key)?.at ?? now(), isPassedOn });
    },

    claimed({ target, wakeAt }: TargetState, call: Call): void {
      const key = targetKey(target);
      const reason = asked.get(key);
      freshSince.set(key, Math.min(now(), reason?.at ?? Date.parse(wakeAt ?? new Date(now()).toISOString())));
      const holder = holders.get(key);
      if (holder !== undefined && holder.until > now()) complain(`two steps hold ${nameOf(target)} at once`);
      holders.set(key, { call, until: now() + TARGET_LEASE_SECONDS * 1000 - SLACK_MS });
      asked.delete(key);
      if (reason?.isPassedOn === false) askedFromOutside.add(call);
      if (reason !== undefined || call.kind !== 'step') return;
      const polls = chains.chainOf(target).head.open.length > 0;
      const own = [...(wakes.get(key) ?? []), { at: now(), polls, full: false }];
      wakes.set(key, own);
      const recent = own.filter(({ at }) => at > now() - POLL_SECONDS * 1000).length;
      if (recent > MAX_WAKES_PER_POLL) complain(`${nameOf(target)} takes more than 2 steps in ${POLL_SECONDS} s`);
    },

    /** A step has given its target back. A Ready by a full assessment has to be true. */
    released(before: TargetState, after: TargetState, call: Call): void {
      const key = targetKey(after.target);
      const own = wakes.get(key)?.at(-1);
      const isAssessed = after.fullLookAt !== before.fullLookAt || after.partLookAt !== before.partLookAt;
      if (isAssessed && call.kind === 'step' && own !== undefined) own.full = true;
      const leavesOutWhatGraphShows = isAssessed && after.fullLookAt === before.fullLookAt;
      if (leavesOutWhatGraphShows && after.verdict === 'Ready' && before.verdict !== 'Ready') {
        complain(`${nameOf(after.target)} becomes Ready by what Resource Graph shows`);
      }
      checkAccepted(after);
      if (after.verdict !== 'Ready' || after.fullLookAt === before.fullLookAt) return;
      // A person has accepted a lack.
      if (after.verdictReason === 'ReadyWithAcceptedFindings') return;
      if (foreignChangeAt() + SLACK_MS >= (freshSince.get(key) ?? now())) return;
      const lacking = lackingNow(after.target);
      if (lacking.length > 0) complain(`${nameOf(after.target)} is said to be Ready, and lacks ${lacking.join(', ')}`);
    },

    /** Intents that are about to go into the audit log. */
    recording(target: Target, bodies: readonly RecordBody[], call: Call): void {
      for (const body of bodies) {
        if (body.type === 'actionIntended' && body.action.undoes === undefined) checkIntent(target, body, call);
      }
    },

    exchanged({ method, path }: ArmExchange, call: Call | undefined): void {
      const kind = kindOf(method, path);
      if (kind === undefined) return;
      if (call?.kind === 'graph') complain(`${method} ${path} is written by the graph sweep`);
      const { target } = call ?? {};
      if (target === undefined) {
        complain(`${method} ${path} is a write for no target`);
        return;
      }
      const open = chains.chainOf(target).head.open.filter(({ action }) => isOf(kind, action.remedy.kind));
      if (open.length === 0) complain(`${kind} is written for ${nameOf(target)} without an intent`);
      if (open.every(({ action }) => action.undoes !== undefined)) return;
      const off = offSince(target.clusterId);
      if (off !== undefined && off < now() - STEP_MS) {
        complain(`${kind} is written for ${nameOf(target)}, whose tag says "off" since ${seconds(now() - off)} s`);
      }
    },

    /** It gives its targets back, or its process died. */
    ended(call: Call): void {
      for (const [key, holder] of holders) if (holder.call === call) holders.delete(key);
    },

    stepEnded(target: Target, milliseconds: number): void {
      if (milliseconds > STEP_MS) complain(`a step of ${nameOf(target)} took ${seconds(milliseconds)} s`);
    },
  };

  function checkIntent(
    target: Target,
    { action }: Extract<RecordBody, { type: 'actionIntended' }>,
    { kind: caller, profiles }: Call,
  ): void {
    const { kind } = action.remedy;
    const what = `${kind} for ${nameOf(target)}`;
    const profile = profiles.find(({ name }) => name === target.profile);
    if (profile === undefined) {
      complain(`${what} is intended, and its profile does not exist`);
      return;
    }
    if (profile.mode !== 'enforce' && caller !== 'person') complain(`${what} is intended in mode "observe"`);
    if (!profile.allow.includes(kind)) complain(`${what} is intended, which the profile does not allow`);
    if (profile.approve.includes(kind) && !isApproved(target, action.key)) {
      complain(`${what} is intended, which no person has approved`);
    }
    const accepted = heldNow(target).map(({ ruleId }) => ruleId);
    if (caller === 'step' && action.ruleIds.every((ruleId) => accepted.includes(ruleId))) {
      complain(`${what} is intended, and a person has accepted ${action.ruleIds.join(', ')} as it is`);
    }
    const onHold = targets().some((state) => isSame(state.target, target) && state.onHoldSince !== undefined);
    if (onHold && caller !== 'person') complain(`${what} is intended while the target is on hold`);

    const lane = changeFor(action.remedy).lane(action.remedy);
    const others = targets().filter(
      (state) => !isSame(state.target, target) && state.target.clusterId === target.clusterId,
    );
    for (const other of lane === target.clusterId ? others : []) {
      const busy = chains
        .chainOf(other.target)
        .head.open.find((open) => changeFor(open.action.remedy).lane(open.action.remedy) === lane);
      if (busy === undefined) continue;
      complain(`${what} is intended while ${busy.action.remedy.kind} of ${nameOf(other.target)} holds the cluster`);
    }
  }

  /** An accepted finding stands on an entry of the audit log, until its last day. */
  function checkAccepted({ target, conditions }: TargetState): void {
    const held = heldNow(target).map(({ id }) => id);
    for (const { ruleId, accepted } of conditions) {
      if (accepted === undefined || held.includes(accepted.id)) continue;
      complain(`${nameOf(target)} counts ${ruleId} as accepted, which by its audit log it is not`);
    }
  }

  function heldNow(target: Target) {
    const entries = acceptedInLog(chains.chainOf(target).entries);
    return entries.filter(({ until }) => Date.parse(until) > now() - STEP_MS);
  }

  /** A person said yes to this action, and it has not been carried out since. */
  function isApproved(target: Target, key: string): boolean {
    let approved = false;
    for (const { body } of chains.chainOf(target).entries) {
      if (body.type === 'approvalAnswered' && body.actionKey === key) approved = body.given === 'approved';
      if (body.type === 'actionSucceeded' && body.actionKey === key) approved = false;
    }
    return approved;
  }
}

export type Watch = ReturnType<typeof createWatch>;

export function nameOf({ clusterId, profile }: Target): string {
  return `${clusterId.split('/').at(-1)}/${profile}`;
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 1000);
}

function isSame(one: Target, other: Target): boolean {
  return targetKey(one) === targetKey(other);
}

const WRITES: readonly (readonly [RegExp, RemedyKind])[] = [
  [/\/roleassignments\/[^/]+$/i, 'roleGrant'],
  [/\/extensions\/[^/]+$/i, 'backupExtension'],
  [/\/trustedaccessrolebindings\/[^/]+$/i, 'trustedAccessBinding'],
  [/\/containers\/[^/]+$/i, 'blobContainer'],
  [/\/providers\/[^/]+\/register$/i, 'providerRegistration'],
];

/** The kind of change that a request is; none for reads. */
function kindOf(method: string, path: string): RemedyKind | 'unknown' | undefined {
  if (method === 'GET' || method === 'HEAD' || /\/providers\/microsoft\.resourcegraph\//i.test(path)) return undefined;
  return WRITES.find(([pattern]) => pattern.test(path))?.[1] ?? 'unknown';
}

function isOf(kind: RemedyKind | 'unknown', other: RemedyKind): boolean {
  return kind === other || (kind === 'backupExtension' && other === 'extensionSettings');
}
