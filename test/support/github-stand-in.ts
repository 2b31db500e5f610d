import * as z from 'zod';
import { type Answer, type Received, startReceiver } from './receiver.ts';

export interface StandInIssue {
  readonly number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  labels: string[];
}

const created = z.strictObject({
  title: z.string().min(1).max(256),
  body: z.string().max(65_536),
  labels: z.array(z.string()),
});
const patched = z.strictObject({
  title: z.string().min(1).max(256),
  body: z.string().max(65_536),
  state: z.enum(['open', 'closed']),
  state_reason: z.enum(['completed', 'not_planned', 'reopened']).optional(),
});

/**
 * The issues of one repository, as GitHub's API has them.
 * https://docs.github.com/rest/issues/issues
 */
export async function startGithub({ token, repository }: { readonly token: string; readonly repository: string }) {
  const issues: StandInIssue[] = [];
  const root = `/repos/${repository}/issues`;
  let next: Answer[] = [];

  function answer(request: Received): Answer {
    const [forced, ...later] = next;
    next = later;
    if (forced !== undefined) return forced;
    if (request.headers.authorization !== `Bearer ${token}`) return json(401, { message: 'Bad credentials' });
    if (request.headers['user-agent'] === undefined) return json(403, { message: 'Request forbidden' });
    const { pathname, searchParams } = new URL(request.path, 'http://stand.in');
    if (pathname === root && request.method === 'GET') return list(searchParams);
    if (pathname === root && request.method === 'POST') return create(request.body);
    const number = Number(new RegExp(`^${root}/(\\d+)$`).exec(pathname)?.[1]);
    const issue = issues.find((each) => each.number === number);
    if (issue === undefined || request.method !== 'PATCH') return json(404, { message: 'Not Found' });
    const patch = patched.safeParse(JSON.parse(request.body));
    if (!patch.success) return json(422, { message: 'Validation Failed' });
    const { title, body, state } = patch.data;
    Object.assign(issue, { title, body, state });
    return json(200, issue);
  }

  function list(query: URLSearchParams): Answer {
    const label = query.get('labels') ?? '';
    const size = Number(query.get('per_page') ?? 30);
    const from = (Number(query.get('page') ?? 1) - 1) * size;
    const found = issues.filter(({ state, labels }) => state === query.get('state') && labels.includes(label));
    return json(200, found.toReversed().slice(from, from + size));
  }

  function create(body: string): Answer {
    const parsed = created.safeParse(JSON.parse(body));
    if (!parsed.success) return json(422, { message: 'Validation Failed' });
    const issue: StandInIssue = { number: issues.length + 1, state: 'open', ...parsed.data };
    issues.push(issue);
    return json(201, issue);
  }

  const receiver = await startReceiver(answer);
  return {
    ...receiver,
    issues,
    /** Answers the next requests with these, one each. */
    answerNext(...answers: readonly Answer[]) {
      next = [...answers];
    },
    remove(number: number) {
      issues.splice(
        issues.findIndex((issue) => issue.number === number),
        1,
      );
    },
  };
}

function json(status: number, body: object): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
