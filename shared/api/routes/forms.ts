import * as z from 'zod';
import { pageAddress } from '../../page/address.ts';
import { type ProblemName, Refusal } from '../problem.ts';
import { type Answer, defineRoute } from '../route.ts';
import * as requests from '../schemas/requests.ts';
import { acceptanceId, approvalId } from '../schemas/words.ts';
import { acceptanceEnd, acceptances } from './accept.ts';
import { approvals, resume, undo } from './change.ts';
import { check } from './check.ts';

/**
 * The forms of the page, for browsers that run no script. They do the same as the calls of the same
 * names, and lead back to the page, which shows the result.
 */
const FORM = {
  method: 'POST',
  cost: 2,
  bodyAs: 'form',
  answers: [
    {
      status: 303,
      description: 'Back to the page, which shows the result.',
      as: 'nothing',
      headers: { location: 'The page, at this target.' },
    },
  ],
} as const;

export const approvalForm = defineRoute({
  ...FORM,
  path: 'report/approvals/{id}',
  right: 'Backstay.Approve',
  summary: 'The form of the page that approves or declines one action',
  params: z.strictObject({ id: approvalId }),
  body: requests.approvalForm,
  async handle({ body, params, caller, ...call }, calls) {
    const { token, ...asked } = body;
    const purpose = { form: 'approval', targetId: body.target, about: params.id } as const;
    await calls.formTokens.check(caller, purpose, token);
    return backToPage(body.target, () => approvals.handle({ ...call, params, caller, body: asked }, calls));
  },
});

export const acceptForm = defineRoute({
  ...FORM,
  path: 'report/acceptances',
  right: 'Backstay.Approve',
  summary: 'The form of the page that accepts a finding',
  body: requests.acceptForm,
  async handle({ body, caller, ...call }, calls) {
    const { token, ...asked } = body;
    await calls.formTokens.check(caller, { form: 'accept', targetId: body.target, about: body.basis }, token);
    return backToPage(body.target, () => acceptances.handle({ ...call, caller, body: asked }, calls));
  },
});

export const acceptanceEndForm = defineRoute({
  ...FORM,
  path: 'report/acceptances/{id}/end',
  right: 'Backstay.Approve',
  summary: 'The form of the page that ends an acceptance',
  params: z.strictObject({ id: acceptanceId }),
  body: requests.acceptanceEndForm,
  async handle({ body, params, caller, ...call }, calls) {
    const { token, ...asked } = body;
    const purpose = { form: 'acceptanceEnd', targetId: body.target, about: params.id } as const;
    await calls.formTokens.check(caller, purpose, token);
    return backToPage(body.target, () => acceptanceEnd.handle({ ...call, params, caller, body: asked }, calls));
  },
});

export const undoForm = defineRoute({
  ...FORM,
  path: 'report/undo',
  right: 'Backstay.Remediate',
  summary: 'The form of the page that carries out an undo that was shown',
  body: requests.undoForm,
  async handle({ body, caller, ...call }, calls) {
    const { token, target, planId } = body;
    await calls.formTokens.check(caller, { form: 'undo', targetId: target, about: planId }, token);
    const asked = { target, planId, all: true as const };
    // After a refusal the current plan shows why.
    return backToPage(target, () => undo.handle({ ...call, caller, body: asked }, calls), { ifNot: { undo: 'show' } });
  },
});

export const resumeForm = defineRoute({
  ...FORM,
  path: 'report/resume',
  right: 'Backstay.Remediate',
  summary: 'The form of the page that ends a hold',
  body: requests.resumeForm,
  async handle({ body, caller, ...call }, calls) {
    const { token, target } = body;
    await calls.formTokens.check(caller, { form: 'resume', targetId: target }, token);
    return backToPage(target, () => resume.handle({ ...call, caller, body: { target } }, calls));
  },
});

export const checkForm = defineRoute({
  ...FORM,
  path: 'report/check',
  right: 'Backstay.Scan',
  summary: 'The form of the page that has a target assessed now',
  cost: 10,
  body: requests.checkForm,
  async handle({ body, caller, ...call }, calls) {
    const { token, target } = body;
    await calls.formTokens.check(caller, { form: 'check', targetId: target }, token);
    // A key may check, and then the way back needs it too.
    const code = caller.caller.kind === 'functionKey' ? new Map(call.request.query).get('code') : undefined;
    const asked = { ...call, caller, body: undefined, params: { id: target } };
    return backToPage(target, () => check.handle(asked, calls), { done: 'check', code });
  },
});

/** The page explains these better than a browser that shows a problem as text. */
const SHOWN_ON_THE_PAGE: readonly ProblemName[] = [
  'not-found',
  'conflict',
  'protected',
  'plan-changed',
  'busy',
  'unreadable',
];

interface WayBack {
  /** Picks the sentence of the page. */
  readonly done?: string;
  /** More of the address after a refusal. */
  readonly ifNot?: Readonly<Record<string, string>>;
  /** The function key of the caller. */
  readonly code?: string | undefined;
}

async function backToPage(
  target: string,
  work: () => Promise<Answer>,
  { done = '1', ifNot = {}, code }: WayBack = {},
): Promise<Answer> {
  const to = (how: Readonly<Record<string, string>>): Answer => ({
    status: 303,
    text: '',
    mediaType: 'text/plain; charset=utf-8',
    headers: { location: pageAddress({ target, ...how }, code) },
  });
  try {
    await work();
    return to({ done });
  } catch (error) {
    if (error instanceof Refusal && SHOWN_ON_THE_PAGE.includes(error.problem)) {
      return to({ ...ifNot, problem: error.problem });
    }
    throw error;
  }
}
