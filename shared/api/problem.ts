import { type ApiResponse, respond } from './http.ts';

/**
 * Every kind of refusal, by the last part of its `type`. Programs compare it, so that a name never
 * changes its meaning.
 */
export const PROBLEMS = {
  'invalid-request': {
    status: 400,
    title: 'The request is not as the API describes it',
    help: '`errors` names each place and what is expected there; `/api/openapi.json` describes the whole.',
  },
  'not-signed-in': {
    status: 401,
    title: 'The caller is not known',
    help: 'Sign in, or send a bearer token that Entra issued for this application.',
  },
  'not-allowed': {
    status: 403,
    title: 'The caller lacks the right for this call',
    help: 'An administrator assigns the app role that `detail` names, in Entra under Enterprise applications. A function key only reads and scans.',
  },
  'wrong-token': {
    status: 403,
    title: 'The token is from another tenant, or for another application',
    help: 'Ask for a token of the tenant BACKSTAY_TENANT_ID and for an audience in BACKSTAY_API_AUDIENCE.',
  },
  'cross-site': {
    status: 403,
    title: 'The call does not come from the page of Backstay',
    help: 'Changes are accepted from programs that are no browser, and from the page of Backstay itself: open it again, and send its form.',
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    help: 'Ids are those that the API gave out; a scan is forgotten some time after its end.',
  },
  'wrong-method': {
    status: 405,
    title: 'This address does not take this method',
    help: 'The header `Allow` lists those that it takes.',
  },
  'not-acceptable': {
    status: 406,
    title: 'None of the formats asked for is there',
    help: '`detail` lists the formats. `?format=` goes before the header `Accept`.',
  },
  conflict: {
    status: 409,
    title: 'The request no longer fits the current state',
    help: 'Read the target again, and decide again.',
  },
  protected: {
    status: 409,
    title: 'Backups of the cluster rely on what would be undone',
    help: 'Nothing is undone while a backup instance protects the cluster, in any state. Stop protection and delete the instance in its vault first.',
  },
  'plan-changed': {
    status: 409,
    title: 'The plan is no longer the one that was shown',
    help: 'The facts have changed since. Check the current plan, and send its planId if it is right.',
  },
  busy: {
    status: 409,
    title: 'Backstay is at work on this target',
    help: 'A step ends within half a minute. Try again after the seconds in `Retry-After`.',
  },
  'too-large': { status: 413, title: 'The body is too large', help: 'A body has at most 64 KiB.' },
  'wrong-content-type': {
    status: 415,
    title: 'The body is in a form that is not read here',
    help: 'Send JSON in UTF-8, with the header `Content-Type: application/json`; only the forms of the page are forms.',
  },
  'outside-profiles': {
    status: 422,
    title: 'No profile is for this',
    help: 'Backstay only handles resources that a profile selects. `errors` names the parts outside, and the profiles.',
  },
  'too-many-results': {
    status: 422,
    title: 'The scan has more results than one answer holds',
    help: 'Read `/api/scans/{id}/results`, which has pages of one JSON object a line, or scan one subscription.',
  },
  'too-many-requests': {
    status: 429,
    title: 'The caller asks too often',
    help: 'Try again after the seconds in `Retry-After`.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    help: 'The log of the functions holds what, under the id in `instance`. The call may be made again.',
  },
  unreadable: {
    status: 502,
    title: 'Azure did not let it be read',
    help: '`detail` holds what Azure said. Where it is a right that is missing, docs/permissions.md lists those that are needed.',
  },
  'not-set-up': {
    status: 503,
    title: 'This part is not set up',
    help: '`detail` names the settings. docs/settings.md says what they mean.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;

interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** The next step for the caller. */
  readonly help: string;
}

export type ProblemName = keyof typeof PROBLEMS;

/** What is wrong at one place of the request. */
export interface ProblemPlace {
  /** `body`, `query`, `path` or `header`, and where in it: a JSON Pointer (RFC 6901). */
  readonly in: 'body' | 'query' | 'path' | 'header';
  readonly pointer: string;
  readonly detail: string;
}

/** A refused call. Its message goes to the caller, so it never holds internal details. */
export class Refusal extends Error {
  readonly problem: ProblemName;
  readonly places: readonly ProblemPlace[];
  readonly headers: Readonly<Record<string, string>>;
  /** Data that the caller needs to go on, such as the current plan. */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(problem: ProblemName, detail: string, given: Partial<Pick<Refusal, 'places' | 'headers' | 'more'>> = {}) {
    super(detail);
    this.problem = problem;
    this.places = given.places ?? [];
    this.headers = given.headers ?? {};
    this.more = given.more ?? {};
  }
}

/** The answer to a refused call. https://www.rfc-editor.org/rfc/rfc9457 */
export function problemResponse(refusal: Refusal, correlationId: string): ApiResponse {
  const { status, title } = PROBLEMS[refusal.problem];
  const body = {
    ...refusal.more,
    type: typeOf(refusal.problem),
    title,
    status,
    detail: refusal.message,
    instance: `urn:uuid:${correlationId}`,
    ...(refusal.places.length > 0 && { errors: refusal.places }),
  };
  const headers = { ...refusal.headers, 'content-type': 'application/problem+json' };
  return respond(status, headers, JSON.stringify(body));
}

/** The `type` of a kind: the address, in this very app, of the page that explains it. */
export function typeOf(name: ProblemName): string {
  return `/api/problems/${name}`;
}
