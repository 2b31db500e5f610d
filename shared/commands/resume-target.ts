import type { Caller } from '../model/caller.ts';
import type { Resumed } from '../model/command.ts';
import { TARGET_LEASE_SECONDS } from '../model/limits.ts';
import type { TargetState } from '../model/state.ts';
import type { Target } from '../model/target.ts';
import { type PollPorts, pollOpen } from '../reconcile/act.ts';
import { type EndPorts, endStep } from '../reconcile/step.ts';

/** Ends the hold that an undo started. While the undo runs there is nothing to resume. */
export async function resume(
  { target, owner }: { readonly target: Target; readonly owner: string },
  caller: Caller,
  ports: PollPorts & EndPorts,
): Promise<Resumed> {
  if ((await ports.targets.get(target))?.state.onHoldSince === undefined) return 'notOnHold';
  await ports.targets.markDirty(target, ports.clock.now());
  const claim = await ports.targets.claim(target, owner, ports.clock.now(), TARGET_LEASE_SECONDS);
  if (!claim.claimed) return 'busy';

  const step = await pollOpen(claim.stored.state, ports);
  const { onHoldSince, undoing } = step.state;
  if (onHoldSince === undefined || undoing !== undefined) {
    await endStep(claim.stored, step, ports);
    return onHoldSince === undefined ? 'notOnHold' : 'busy';
  }
  await ports.trail.append(target, [{ type: 'calledByHand', call: 'resume', caller }]);
  await endStep(claim.stored, { ...step, state: withoutHold(step.state) }, ports);
  return 'resumed';
}

/** Earlier attempts no longer count: they were undone since. */
function withoutHold({ onHoldSince: _, ...state }: TargetState): TargetState {
  return { ...state, attempts: {} };
}
