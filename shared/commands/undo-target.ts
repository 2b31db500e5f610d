import { verifyChain } from '../audit/verify.ts';
import { canonicalHash } from '../lib/canonical-hash.ts';
import type { Caller } from '../model/caller.ts';
import type { ShownOrNot, Undone, UndoPlan, UndoWhat } from '../model/command.ts';
import { TARGET_LEASE_SECONDS } from '../model/limits.ts';
import type { RecordEntry } from '../model/record.ts';
import { parseVaultId, type VaultId } from '../model/resource-id.ts';
import type { Undoing } from '../model/state.ts';
import type { Target } from '../model/target.ts';
import { pollOpen } from '../reconcile/act.ts';
import { continueUndo, type UndoPorts } from '../reconcile/continue-undo.ts';
import type { Ports } from '../reconcile/ports.ts';
import { type EndPorts, endStep, now } from '../reconcile/step.ts';
import { neededBy, readSurroundings } from '../reconcile/surroundings.ts';
import { ownWrites } from '../undo/own-writes.ts';
import { keepingBackups, undoPlan } from '../undo/undo-plan.ts';

/** A plan that was shown to a person, who wants it carried out. */
export interface HandUndo {
  readonly target: Target;
  readonly what: UndoWhat;
  readonly planId: string;
  /** Names the request: no two have the same. */
  readonly owner: string;
}

type PlanPorts = Pick<Ports, 'arm' | 'targets' | 'profiles' | 'trail'>;

/** The undo plan. Writes nothing. */
export async function planUndo(target: Target, what: UndoWhat, ports: PlanPorts): Promise<ShownOrNot> {
  return planWith(target, what, (await ports.targets.get(target))?.state.undoing ?? [], ports);
}

/**
 * Undoes exactly the changes that were shown, where they still are as written. From then on the
 * target is only observed, until a person resumes it: otherwise the changes would be made again.
 */
export async function runUndo(
  { target, what, planId, owner }: HandUndo,
  caller: Caller,
  ports: UndoPorts & EndPorts,
): Promise<Undone> {
  // A mark that outlives this process: if it dies, the sweep requeues the target.
  await ports.targets.markDirty(target, ports.clock.now());
  const claim = await ports.targets.claim(target, owner, ports.clock.now(), TARGET_LEASE_SECONDS);
  if (!claim.claimed) return { kind: 'busy' };

  const step = await pollOpen(claim.stored.state, ports);
  const waiting = step.state.undoing ?? [];
  const planned = await planWith(target, what, waiting, ports);
  const different = planned.kind !== 'shown' || planned.plan.planId !== planId;
  if (different || planned.plan.actions.length === 0) {
    await endStep(claim.stored, step, ports);
    if (planned.kind !== 'shown') return planned;
    const { plan } = planned;
    return different ? { kind: 'planChanged', planId: plan.planId, plan } : { kind: 'done', plan, results: [] };
  }

  const { plan } = planned;
  await ports.trail.append(target, [{ type: 'calledByHand', call: 'undo', caller, planId }]);
  const hold = {
    onHoldSince: step.state.onHoldSince ?? now(ports),
    undoing: [...waiting, ...plan.actions.map((action) => ({ action }))],
  };
  // Before the first write: a process that goes on after this one has died must not repeat changes
  // that it has undone.
  if (!(await ports.targets.keepHold(claim.stored, hold))) return { kind: 'busy' };
  const { step: after, results } = await continueUndo(
    { ...step, state: { ...step.state, ...hold } },
    hold.undoing,
    ports,
  );
  await endStep(claim.stored, after, ports);
  return { kind: 'done', plan, results };
}

async function planWith(
  target: Target,
  what: UndoWhat,
  undoing: readonly Undoing[],
  ports: PlanPorts,
): Promise<ShownOrNot> {
  const { chain, broken } = await wholeChain(target, ports);
  if (broken !== undefined) return { kind: 'notPossible', why: `The record of this target is not whole: ${broken}.` };
  const entries = chain?.entries ?? [];
  const vaultIds = vaultsOf(target, entries, ports);
  const waiting = undoing.flatMap(({ action }) => action.undoes?.sequence ?? []);
  const context = { vaultIds, waiting, neededBy: (): readonly string[] => [] };
  const alone = undoPlan(entries, what, context);
  if (alone.kind === 'notOfAWrite') {
    const numbers = alone.sequences.join(', ');
    return { kind: 'notPossible', why: `Of these entries none says that something was done: ${numbers}.` };
  }
  if (alone.plan.actions.length === 0) return shown(target, alone.plan);

  const around = await readSurroundings(target, vaultIds, ports);
  if (around.state === 'protected') {
    // The protection itself can be stopped; all that its recovery points need stays.
    const stopping = keepingBackups(alone.plan, around.failure.message);
    if (stopping.actions.length > 0) return shown(target, stopping);
  }
  if (around.state !== 'free') {
    return { kind: around.state === 'protected' ? 'refused' : 'notPossible', why: around.failure.message };
  }
  const planned = undoPlan(entries, what, {
    ...context,
    neededBy: (remedy) => neededBy(remedy, around.neighbours),
  });
  return planned.kind === 'plan' ? shown(target, planned.plan) : shown(target, alone.plan);
}

function shown(target: Target, plan: UndoPlan): ShownOrNot {
  return { kind: 'shown', plan: { ...plan, planId: planIdOf(target, plan) } };
}

/**
 * Of its profile, and of the bindings that Backstay wrote: the profile may have named another vault
 * at that time.
 */
function vaultsOf(
  target: Target,
  entries: readonly (RecordEntry | undefined)[],
  { profiles }: Pick<Ports, 'profiles'>,
): readonly VaultId[] {
  const ofProfile = profiles.flatMap(({ name, vaultId }) => (name === target.profile ? vaultId : []));
  const ofBindings = ownWrites(entries).flatMap(({ action: { remedy } }) =>
    remedy.kind === 'trustedAccessBinding' ? (parseVaultId(remedy.sourceResourceId) ?? []) : [],
  );
  return [...new Set([...ofProfile, ...ofBindings])];
}

/**
 * The audit log, and its first error: an undo by an altered log would be the choice of an attacker.
 */
async function wholeChain(target: Target, { trail }: Pick<Ports, 'trail'>) {
  for (let tries = 1; ; tries++) {
    const chain = await trail.chain(target);
    const verified = chain === undefined ? undefined : verifyChain(chain.entries, chain.head, { target });
    if (verified?.ok !== false) return { chain, broken: undefined };
    // It may have grown while it was read, which looks like an altered end.
    if (tries === 2) return { chain, broken: verified.message };
  }
}

/** Other than that of a plan that carries the same remedies out. */
function planIdOf(target: Target, { actions }: UndoPlan): string {
  return canonicalHash({ target, undo: actions.map(({ remedy, undoes }) => ({ remedy, undoes })) });
}
