import * as z from 'zod';
import { ADDRESSES, type Address, type RouteName } from './addresses.ts';
import { PROBLEMS, type ProblemName } from './problem.ts';
import * as answers from './schemas/answers.ts';
import * as requests from './schemas/requests.ts';
import { targetId } from './schemas/words.ts';

/** One call of the API, as the doors register it, as it is served, and as the OpenAPI document describes it: one word on each. */
export interface Route extends Address {
  readonly method: 'GET' | 'POST';
  readonly summary: string;
  /** Of the points that a caller has for a minute. */
  readonly cost: number;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** How the body comes: as JSON, when left out. */
  readonly bodyAs?: 'form';
  readonly answers: readonly RouteAnswer[];
  /** Refusals beyond those that follow from the above. */
  readonly problems: readonly ProblemName[];
}

export interface RouteAnswer {
  readonly status: number;
  readonly description: string;
  /** `results` come in every format for results, `page` is HTML, `text` is Markdown. */
  readonly as: 'json' | 'results' | 'page' | 'text' | 'openapi' | 'nothing';
  readonly schema?: z.ZodType;
  readonly headers?: Readonly<Record<string, string>>;
}

const problemName = z.enum(Object.keys(PROBLEMS) as [ProblemName, ...ProblemName[]]);
const LOCATION = { location: 'Where the progress is told.', 'retry-after': 'When to ask, in seconds.' };
const approvalId = z.string().regex(/^[\w-]{1,128}$/, 'must be the id of an approval');
const TO_PAGE = { location: 'The page, at this target.' };
const SIGN_IN = { location: 'Where App Service signs users in.' };

export const ROUTES = {
  scan: {
    ...ADDRESSES.scan,
    method: 'POST',
    summary: 'Look at one cluster or many; writes nothing to Azure',
    cost: 10,
    query: requests.formatQuery,
    body: requests.scanRequest,
    answers: [
      { status: 200, description: 'One cluster: what was found.', as: 'results', schema: answers.scanAnswer },
      { status: 202, description: 'Many: begun.', as: 'json', schema: answers.scanBegun, headers: LOCATION },
    ],
    problems: ['outside-profiles', 'not-acceptable', 'unreadable'],
  },
  scans: {
    ...ADDRESSES.scans,
    method: 'GET',
    summary: 'How far a scan of many is, and what it found',
    cost: 1,
    params: z.strictObject({ id: z.string().regex(/^[\w-]{1,64}$/, 'must be the id of a scan') }),
    query: requests.formatQuery,
    answers: [
      { status: 200, description: 'It has ended: all results.', as: 'results', schema: answers.scanProgress },
      { status: 202, description: 'It runs.', as: 'json', schema: answers.scanProgress, headers: LOCATION },
    ],
    problems: ['not-found', 'not-acceptable'],
  },
  remediate: {
    ...ADDRESSES.remediate,
    method: 'POST',
    summary: 'Carry out exactly the plan that was shown',
    cost: 10,
    body: requests.remediateRequest,
    answers: [{ status: 200, description: 'What came of it.', as: 'json', schema: answers.remediateAnswer }],
    problems: ['outside-profiles', 'plan-changed', 'busy', 'conflict', 'unreadable'],
  },
  undo: {
    ...ADDRESSES.undo,
    method: 'POST',
    summary: 'Take back what Backstay did; without planId it only shows how',
    cost: 10,
    body: requests.undoRequest,
    answers: [{ status: 200, description: 'The plan, or what came of it.', as: 'json', schema: answers.undoAnswer }],
    problems: ['not-found', 'plan-changed', 'busy', 'conflict', 'protected', 'unreadable'],
  },
  resume: {
    ...ADDRESSES.resume,
    method: 'POST',
    summary: 'Let Backstay act again on a target where work was undone',
    cost: 2,
    body: requests.resumeRequest,
    answers: [{ status: 200, description: 'It is no longer on hold.', as: 'json', schema: answers.resumeAnswer }],
    problems: ['not-found', 'busy'],
  },
  approvals: {
    ...ADDRESSES.approvals,
    method: 'POST',
    summary: 'Approve or decline one action',
    cost: 2,
    params: z.strictObject({ id: approvalId }),
    body: requests.approvalRequest,
    answers: [{ status: 200, description: 'It is answered.', as: 'json', schema: answers.approvalAnswer }],
    problems: ['not-found', 'conflict', 'busy'],
  },
  targets: {
    ...ADDRESSES.targets,
    method: 'GET',
    summary: 'The targets, one line each',
    cost: 1,
    query: requests.targetsQuery,
    answers: [{ status: 200, description: 'One page.', as: 'json', schema: answers.targetsPage }],
    problems: [],
  },
  target: {
    ...ADDRESSES.target,
    method: 'GET',
    summary: 'One target with all that was last seen of it',
    cost: 1,
    params: z.strictObject({ id: targetId }),
    answers: [{ status: 200, description: 'The target.', as: 'json', schema: answers.targetDetail }],
    problems: ['not-found'],
  },
  audit: {
    ...ADDRESSES.audit,
    method: 'GET',
    summary: 'The record of one target, in words',
    cost: 2,
    query: requests.auditQuery,
    answers: [{ status: 200, description: 'One page of entries.', as: 'json', schema: answers.auditPage }],
    problems: ['not-found'],
  },
  auditVerify: {
    ...ADDRESSES.auditVerify,
    method: 'GET',
    summary: 'Verify the whole record and its anchors',
    cost: 40,
    answers: [
      {
        status: 200,
        description: 'What was found; also of a broken record.',
        as: 'json',
        schema: answers.verifyAnswer,
      },
    ],
    problems: [],
  },
  health: {
    ...ADDRESSES.health,
    method: 'GET',
    summary: 'Whether the app is live and ready; with Backstay.Read also why not',
    cost: 1,
    answers: [
      { status: 200, description: 'Live and ready.', as: 'json', schema: answers.healthAnswer },
      { status: 503, description: 'Live, and not ready.', as: 'json', schema: answers.healthAnswer },
    ],
    problems: [],
  },
  healthDetails: {
    ...ADDRESSES.healthDetails,
    method: 'GET',
    summary: 'Whether the app is live and ready, check by check; also for callers with a function key',
    cost: 1,
    answers: [
      { status: 200, description: 'Live and ready.', as: 'json', schema: answers.healthAnswer },
      { status: 503, description: 'Live, and not ready.', as: 'json', schema: answers.healthAnswer },
    ],
    problems: [],
  },
  openapi: {
    ...ADDRESSES.openapi,
    method: 'GET',
    summary: 'This description',
    cost: 1,
    answers: [{ status: 200, description: 'An OpenAPI 3.1 document.', as: 'openapi' }],
    problems: [],
  },
  problems: {
    ...ADDRESSES.problems,
    method: 'GET',
    summary: 'What a kind of refusal means, and what to do about it',
    cost: 1,
    params: z.strictObject({ name: problemName }),
    answers: [{ status: 200, description: 'The page that a `type` leads to.', as: 'text' }],
    problems: [],
  },
  report: {
    ...ADDRESSES.report,
    method: 'GET',
    summary: 'The page for people',
    cost: 2,
    answers: [
      { status: 200, description: 'One self-contained page.', as: 'page' },
      { status: 302, description: 'A browser whose user has to sign in.', as: 'nothing', headers: SIGN_IN },
    ],
    problems: [],
  },
  approvalForm: {
    ...ADDRESSES.approvalForm,
    method: 'POST',
    summary: 'The form of the page that approves or declines one action',
    cost: 2,
    params: z.strictObject({ id: approvalId }),
    body: requests.approvalForm,
    bodyAs: 'form',
    answers: [
      { status: 303, description: 'Back to the page, which tells how it went.', as: 'nothing', headers: TO_PAGE },
    ],
    problems: [],
  },
  undoForm: {
    ...ADDRESSES.undoForm,
    method: 'POST',
    summary: 'The form of the page that carries out an undo that was shown',
    cost: 2,
    body: requests.undoForm,
    bodyAs: 'form',
    answers: [
      { status: 303, description: 'Back to the page, which tells how it went.', as: 'nothing', headers: TO_PAGE },
    ],
    problems: [],
  },
  resumeForm: {
    ...ADDRESSES.resumeForm,
    method: 'POST',
    summary: 'The form of the page that ends a hold',
    cost: 2,
    body: requests.resumeForm,
    bodyAs: 'form',
    answers: [
      { status: 303, description: 'Back to the page, which tells how it went.', as: 'nothing', headers: TO_PAGE },
    ],
    problems: [],
  },
} as const satisfies { readonly [N in RouteName]: Route };

export const ROUTE_NAMES = Object.keys(ROUTES) as readonly RouteName[];
