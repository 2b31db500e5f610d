import * as z from 'zod';
import type { ActionOutcome } from '../../model/action.ts';
import type { Remediated, Undone } from '../../model/command.ts';
import type { TargetState } from '../../model/state.ts';
import { targetIdOf } from '../../model/target-id.ts';
import type { ApiCalls } from '../calls.ts';
import { EXAMPLE_CLUSTER, EXAMPLE_PLAN, EXAMPLE_TARGET } from '../examples.ts';
import { Refusal } from '../problem.ts';
import { type Answer, defineRoute } from '../route.ts';
import { approvalAnswer, remediateAnswer, resumeAnswer, undoAnswer } from '../schemas/answers.ts';
import type { result } from '../schemas/parts.ts';
import { approvalRequest, remediateRequest, resumeRequest, undoRequest } from '../schemas/requests.ts';
import { approvalId } from '../schemas/words.ts';
import { targetMeant } from '../scope.ts';

/** A step ends within half a minute. */
const BUSY_SECONDS = '15';

export const remediate = defineRoute({
  method: 'POST',
  path: 'remediate',
  right: 'Backstay.Remediate',
  summary: 'Carry out exactly the plan that was shown',
  cost: 10,
  body: remediateRequest,
  examples: { thePlanThatWasShown: { clusterId: EXAMPLE_CLUSTER, planId: EXAMPLE_PLAN } },
  answers: [{ status: 200, description: 'The result.', as: 'json', schema: remediateAnswer }],
  problems: ['outside-profiles', 'plan-changed', 'busy', 'conflict', 'unreadable'],
  async handle({ body, caller }, calls) {
    const target = await targetMeant(body, calls);
    const done = await calls.remediate(target, body.planId, caller.caller);
    if (done.kind !== 'done') throw refusalOf(done);
    return ok({ target, targetId: targetIdOf(target), planId: body.planId, results: done.results.map(resultOf) });
  },
});

export const undo = defineRoute({
  method: 'POST',
  path: 'undo',
  right: 'Backstay.Remediate',
  summary: 'Undo changes of Backstay; without planId it only shows how',
  cost: 10,
  body: undoRequest,
  examples: {
    showAll: { target: EXAMPLE_TARGET, all: true },
    showSome: { target: EXAMPLE_TARGET, entries: [12, 14] },
    carryOut: { target: EXAMPLE_TARGET, all: true, planId: EXAMPLE_PLAN },
  },
  answers: [{ status: 200, description: 'The plan, or the result.', as: 'json', schema: undoAnswer }],
  problems: ['not-found', 'plan-changed', 'busy', 'conflict', 'protected', 'unreadable'],
  async handle({ body, caller }, calls) {
    const { target } = await targetNamed(body.target, calls);
    const done = await calls.undo(target, body.entries ?? 'all', body.planId, caller.caller);
    if (done.kind !== 'shown' && done.kind !== 'done') throw refusalOf(done);
    const { planId, actions, kept } = done.plan;
    const results = done.kind === 'done' ? { results: done.results.map(resultOf) } : {};
    return ok({ target, targetId: body.target, planId, actions, kept, ...results });
  },
});

export const resume = defineRoute({
  method: 'POST',
  path: 'resume',
  right: 'Backstay.Remediate',
  summary: 'Let Backstay act again on a target where work was undone',
  cost: 2,
  body: resumeRequest,
  examples: { resume: { target: EXAMPLE_TARGET } },
  answers: [{ status: 200, description: 'It is no longer on hold.', as: 'json', schema: resumeAnswer }],
  problems: ['not-found', 'busy'],
  async handle({ body, caller }, calls) {
    const { target } = await targetNamed(body.target, calls);
    // Resuming a target that is not on hold succeeds: the caller gets the state that they asked
    // for.
    if ((await calls.resume(target, caller.caller)) === 'busy') throw refusalOf({ kind: 'busy' });
    return ok({ target, targetId: body.target, onHold: false });
  },
});

export const approvals = defineRoute({
  method: 'POST',
  path: 'approvals/{id}',
  right: 'Backstay.Approve',
  summary: 'Approve or decline one action',
  cost: 2,
  params: z.strictObject({ id: approvalId }),
  body: approvalRequest,
  examples: {
    approve: { target: EXAMPLE_TARGET, answer: 'approve' },
    decline: { target: EXAMPLE_TARGET, answer: 'decline' },
  },
  answers: [{ status: 200, description: 'It is answered.', as: 'json', schema: approvalAnswer }],
  problems: ['not-found', 'conflict'],
  async handle({ params, body, caller }, calls) {
    const { target } = await targetNamed(body.target, calls);
    const given = body.answer === 'approve' ? 'approved' : 'declined';
    const done = await calls.answerApproval(target, params.id, given, caller.caller);
    switch (done.kind) {
      case 'answered':
        return ok({ target, targetId: body.target, approval: done.approval });
      case 'unknown':
        throw new Refusal('not-found', 'This target has no approval request with this id.');
      case 'tooLate':
        throw new Refusal('conflict', done.why);
    }
  },
});

/** @throws Refusal when the target is not found. */
export async function targetNamed(targetId: string, calls: Pick<ApiCalls, 'target'>): Promise<TargetState> {
  const state = await calls.target(targetId);
  if (state === undefined) throw new Refusal('not-found', 'There is no target with this id; /api/targets lists them.');
  return state;
}

function ok(json: object): Answer {
  return { status: 200, json };
}

type NotDone = Exclude<Remediated | Undone, { readonly kind: 'done' }>;

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
