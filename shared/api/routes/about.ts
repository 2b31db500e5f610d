import * as z from 'zod';
import type { ApiCalls } from '../calls.ts';
import { PROBLEMS, type ProblemName } from '../problem.ts';
import { type Answer, type Call, defineRoute } from '../route.ts';
import { healthAnswer } from '../schemas/answers.ts';

const HEALTH = {
  method: 'GET',
  cost: 1,
  answers: [
    { status: 200, description: 'Live and ready.', as: 'json', schema: healthAnswer },
    { status: 503, description: 'Live, and not ready.', as: 'json', schema: healthAnswer },
  ],
} as const;

/** Every caller gets one word; the reasons are for those who may read. */
async function answerHealth({ caller }: Pick<Call, 'caller'>, calls: Pick<ApiCalls, 'health'>): Promise<Answer> {
  const checks = await calls.health();
  const ready = checks.every(({ ok, needed }) => ok || !needed);
  const mayRead = caller?.rights.includes('Backstay.Read') === true;
  const details = mayRead ? { checks: checks.map(({ name, ok, detail }) => ({ name, ok, detail })) } : {};
  return { status: ready ? 200 : 503, json: { live: true, ready, ...details } };
}

export const health = defineRoute({
  ...HEALTH,
  path: 'health',
  summary: 'Whether the app is live and ready; with Backstay.Read also why not',
  handle: answerHealth,
});

export const healthDetails = defineRoute({
  ...HEALTH,
  path: 'health/details',
  right: 'Backstay.Read',
  summary: 'Whether the app is live and ready, check by check; also for callers with a function key',
  handle: answerHealth,
});

export const openapi = defineRoute({
  method: 'GET',
  path: 'openapi.json',
  summary: 'This description',
  cost: 1,
  answers: [{ status: 200, description: 'An OpenAPI 3.1 document.', as: 'openapi' }],
  handle: async (_call, calls) => ({ status: 200, json: await calls.description() }),
});

export const problems = defineRoute({
  method: 'GET',
  path: 'problems/{name}',
  summary: 'The meaning of a kind of refusal, and how to resolve it',
  cost: 1,
  params: z.strictObject({ name: z.enum(Object.keys(PROBLEMS) as [ProblemName, ...ProblemName[]]) }),
  answers: [{ status: 200, description: 'The page that a `type` leads to.', as: 'text' }],
  async handle({ params }) {
    const { status, title, help } = PROBLEMS[params.name];
    return {
      status: 200,
      text: `# ${title}\n\nStatus ${status}.\n\n${help}\n`,
      mediaType: 'text/markdown; charset=utf-8',
    };
  },
});

export const report = defineRoute({
  method: 'GET',
  path: 'report',
  right: 'Backstay.Read',
  summary: 'The page for people',
  cost: 2,
  answers: [
    { status: 200, description: 'One self-contained page.', as: 'page' },
    {
      status: 302,
      description: 'A browser whose user has to sign in.',
      as: 'nothing',
      headers: { location: 'Where App Service signs users in.' },
    },
  ],
  problems: ['not-found'],
  async handle({ caller, request }, calls) {
    const { html, contentSecurityPolicy } = await calls.report(
      caller,
      Object.fromEntries(request.query),
      calls.formTokens,
    );
    // Under no-referrer a browser would send no origin with the page's own forms.
    // https://fetch.spec.whatwg.org/#append-a-request-origin-header
    const headers = { 'content-security-policy': contentSecurityPolicy, 'referrer-policy': 'same-origin' };
    return { status: 200, text: html, mediaType: 'text/html; charset=utf-8', headers };
  },
});
