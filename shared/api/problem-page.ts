import { randomBytes } from 'node:crypto';
import { contentSecurityPolicyOf, documentOf } from '../page/layout.ts';
import { problemPage } from '../page/problem-page.ts';
import { type ApiResponse, respond } from './http.ts';
import { PROBLEMS, type Refusal } from './problem.ts';

/**
 * The answer to a refused form, or page, of a browser. `code` is the function key of the caller.
 */
export function problemPageResponse(
  { problem, message, headers }: Refusal,
  {
    correlationId,
    now,
    code,
  }: { readonly correlationId: string; readonly now: Date; readonly code?: string | undefined },
): ApiResponse {
  const nonce = randomBytes(18).toString('base64');
  const { status, title, help } = PROBLEMS[problem];
  const main = problemPage({ title, detail: message, help, status, correlationId });
  return respond(
    status,
    {
      ...headers,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicyOf(nonce),
      'referrer-policy': 'same-origin',
    },
    documentOf({ title, main, now: now.toISOString(), nonce, code }),
  );
}
