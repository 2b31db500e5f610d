import type { z } from 'zod';
import type { ActionOutcome } from '../../model/action.ts';
import type { TargetState } from '../../model/state.ts';
import { targetIdOf } from '../../model/target-id.ts';
import type { Answer, Handler } from '../call.ts';
import type { ApiCalls, NotDone } from '../calls.ts';
import { Refusal } from '../problem.ts';
import type { result } from '../schemas/parts.ts';
import { targetMeant } from '../scope.ts';

/** A step ends within half a minute. */
const BUSY_SECONDS = '15';

export function remediateHandler(calls: Pick<ApiCalls, 'profiles' | 'remediate'>): Handler<'remediate'> {
  return async ({ body, caller }) => {
    const target = targetMeant(body, calls.profiles);
    const done = await calls.remediate(target, body.planId, caller.caller);
    if (done.kind !== 'done') throw refusalOf(done);
    return ok({ target, targetId: targetIdOf(target), planId: body.planId, results: done.results.map(resultOf) });
  };
}

export function undoHandler(calls: Pick<ApiCalls, 'target' | 'undo'>): Handler<'undo'> {
  return async ({ body, caller }) => {
    const { target } = await targetNamed(body.target, calls);
    const done = await calls.undo(target, body.entries ?? 'all', body.planId, caller.caller);
    if (done.kind !== 'shown' && done.kind !== 'done') throw refusalOf(done);
    const { planId, actions, kept } = done.plan;
    const results = done.kind === 'done' ? { results: done.results.map(resultOf) } : {};
    return ok({ target, targetId: body.target, planId, actions, kept, ...results });
  };
}

export function resumeHandler(calls: Pick<ApiCalls, 'target' | 'resume'>): Handler<'resume'> {
  return async ({ body, caller }) => {
    const { target } = await targetNamed(body.target, calls);
    // Who resumes what is not on hold gets what they wanted.
    if ((await calls.resume(target, caller.caller)) === 'busy') throw refusalOf({ kind: 'busy' });
    return ok({ target, targetId: body.target, onHold: false });
  };
}

export function approvalHandler(calls: Pick<ApiCalls, 'target' | 'answerApproval'>): Handler<'approvals'> {
  return async ({ params, body, caller }) => {
    const { target } = await targetNamed(body.target, calls);
    const given = body.answer === 'approve' ? 'approved' : 'declined';
    const done = await calls.answerApproval(target, params.id, given, caller.caller);
    switch (done.kind) {
      case 'answered':
        return ok({ target, targetId: body.target, approval: done.approval });
      case 'unknown':
        throw new Refusal('not-found', 'Nothing with this id is asked of this target.');
      case 'tooLate':
        throw new Refusal('conflict', done.why);
      case 'busy':
        throw refusalOf({ kind: 'busy' });
    }
  };
}

/** @throws Refusal when there is no such target. */
export async function targetNamed(targetId: string, calls: Pick<ApiCalls, 'target'>): Promise<TargetState> {
  const state = await calls.target(targetId);
  if (state === undefined) throw new Refusal('not-found', 'There is no target with this id; /api/targets lists them.');
  return state;
}

function ok(json: object): Answer {
  return { status: 200, json };
}

function refusalOf(notDone: NotDone): Refusal {
  switch (notDone.kind) {
    case 'busy':
      return new Refusal('busy', 'Another step on this target has not ended.', {
        headers: { 'retry-after': BUSY_SECONDS },
      });
    case 'planChanged': {
      const { planId, plan } = notDone;
      const detail = 'The facts have changed since the plan was shown. Nothing was written.';
      return new Refusal('plan-changed', detail, { more: { planId, actions: plan.actions } });
    }
    case 'refused':
      return new Refusal('protected', `${notDone.why} Nothing was written.`);
    case 'notPossible':
      return new Refusal('unreadable', `${notDone.why} Nothing was written.`);
  }
}

function resultOf({ action, result: { status, ...more } }: ActionOutcome): z.infer<typeof result> {
  return { action, status, ...('failure' in more && { failure: more.failure }) };
}
