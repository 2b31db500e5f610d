import * as z from 'zod';
import { defineRoute } from '../route.ts';
import { checkAnswer } from '../schemas/answers.ts';
import { targetId } from '../schemas/words.ts';
import { targetNamed } from './change.ts';

/** A hint like an event: what follows is what the mode and the list "allow" of the profile say. */
export const check = defineRoute({
  method: 'POST',
  path: 'targets/{id}/check',
  right: 'Backstay.Scan',
  summary: 'Assess a target now, as after an event',
  cost: 10,
  params: z.strictObject({ id: targetId }),
  answers: [
    {
      status: 202,
      description: 'It is queued; lookedAt of the target says when it ended.',
      as: 'json',
      schema: checkAnswer,
    },
  ],
  problems: ['not-found'],
  async handle({ params, log }, calls) {
    const { target } = await targetNamed(params.id, calls);
    const requestedAt = calls.now().toISOString();
    await calls.check(target);
    log.info('Check requested', { target: params.id });
    return { status: 202, json: { target, targetId: params.id, requestedAt } };
  },
});
