import type { Answer, Handler } from '../call.ts';
import type { ApiCalls } from '../calls.ts';
import { type ProblemName, Refusal } from '../problem.ts';
import { approvalHandler, resumeHandler, undoHandler } from './change.ts';

/**
 * The forms of the page, for browsers that run no script: they do what the calls of the same names do, and lead back to the page,
 * which tells how it went.
 */

export function approvalFormHandler(
  calls: Pick<ApiCalls, 'target' | 'answerApproval' | 'formTokens'>,
): Handler<'approvalForm'> {
  const answer = approvalHandler(calls);
  return async ({ body, params, caller, ...call }) => {
    const { token, ...asked } = body;
    const purpose = { form: 'approval', targetId: body.target, about: params.id } as const;
    await calls.formTokens.check(caller, purpose, token);
    return backToPage(body.target, () => answer({ ...call, params, caller, body: asked }));
  };
}

export function undoFormHandler(calls: Pick<ApiCalls, 'target' | 'undo' | 'formTokens'>): Handler<'undoForm'> {
  const undo = undoHandler(calls);
  return async ({ body, caller, ...call }) => {
    const { token, target, planId } = body;
    await calls.formTokens.check(caller, { form: 'undo', targetId: target, about: planId }, token);
    // The plan of now shows why.
    return backToPage(target, () => undo({ ...call, caller, body: { target, planId, all: true } }), 'undo=show&');
  };
}

export function resumeFormHandler(calls: Pick<ApiCalls, 'target' | 'resume' | 'formTokens'>): Handler<'resumeForm'> {
  const resume = resumeHandler(calls);
  return async ({ body, caller, ...call }) => {
    const { token, target } = body;
    await calls.formTokens.check(caller, { form: 'resume', targetId: target }, token);
    return backToPage(target, () => resume({ ...call, caller, body: { target } }));
  };
}

/** What the page can tell better than a browser that shows a problem as text. */
const TOLD_ON_THE_PAGE: readonly ProblemName[] = [
  'not-found',
  'conflict',
  'protected',
  'plan-changed',
  'busy',
  'unreadable',
];

async function backToPage(targetId: string, work: () => Promise<Answer>, ifNot = ''): Promise<Answer> {
  const to = (how: string): Answer => ({
    status: 303,
    text: '',
    mediaType: 'text/plain; charset=utf-8',
    headers: { location: `/api/report?target=${targetId}&${how}` },
  });
  try {
    await work();
    return to('done=1');
  } catch (error) {
    if (error instanceof Refusal && TOLD_ON_THE_PAGE.includes(error.problem)) {
      return to(`${ifNot}problem=${error.problem}`);
    }
    throw error;
  }
}
