import * as z from 'zod';
import { EXAMPLE_PLAN, EXAMPLE_TARGET } from '../examples.ts';
import { Refusal } from '../problem.ts';
import { defineRoute } from '../route.ts';
import { acceptanceAnswer, acceptanceEndAnswer } from '../schemas/answers.ts';
import { acceptanceEndRequest, acceptanceRequest } from '../schemas/requests.ts';
import { acceptanceId } from '../schemas/words.ts';
import { targetNamed } from './change.ts';

export const acceptances = defineRoute({
  method: 'POST',
  path: 'acceptances',
  right: 'Backstay.Approve',
  summary: 'Accept a finding as it is, for a time',
  cost: 2,
  body: acceptanceRequest,
  examples: {
    accept: {
      target: EXAMPLE_TARGET,
      rule: 'BKS-603',
      basis: EXAMPLE_PLAN,
      reason: 'The perimeter filters AzureCloud.',
      owner: 'network-security',
      until: '2027-03-31',
    },
  },
  answers: [{ status: 200, description: 'It is accepted.', as: 'json', schema: acceptanceAnswer }],
  problems: ['not-found', 'conflict'],
  async handle({ body, caller }, calls) {
    const { target: targetId, rule, ...wish } = body;
    const { target } = await targetNamed(targetId, calls);
    const done = await calls.acceptFinding({ ...wish, target, ruleId: rule, caller: caller.caller });
    switch (done.kind) {
      case 'accepted': {
        const { id, reason, owner, until, acceptedAt, by } = done.acceptance;
        return { status: 200, json: { target, targetId, accepted: { id, reason, owner, until, acceptedAt, by } } };
      }
      case 'unknown':
        throw new Refusal('not-found', `The target has no finding of ${rule}.`);
      case 'refused':
        throw new Refusal('conflict', done.why);
    }
  },
});

export const acceptanceEnd = defineRoute({
  method: 'POST',
  path: 'acceptances/{id}/end',
  right: 'Backstay.Approve',
  summary: 'End the acceptance of a finding',
  cost: 2,
  params: z.strictObject({ id: acceptanceId }),
  body: acceptanceEndRequest,
  examples: { end: { target: EXAMPLE_TARGET } },
  answers: [{ status: 200, description: 'It ends.', as: 'json', schema: acceptanceEndAnswer }],
  problems: ['not-found', 'conflict'],
  async handle({ params, body, caller }, calls) {
    const { target } = await targetNamed(body.target, calls);
    const done = await calls.withdrawAcceptance(target, params.id, caller.caller);
    switch (done.kind) {
      case 'withdrawn':
        return { status: 200, json: { target, targetId: body.target, ended: params.id } };
      case 'unknown':
        throw new Refusal('not-found', 'The target has no acceptance with this id.');
      case 'refused':
        throw new Refusal('conflict', done.why);
    }
  },
});
