import type { RouteName } from './addresses.ts';
import type { SignIn } from './caller.ts';
import type { ApiCalls } from './calls.ts';
import type { ApiRequest, ApiResponse } from './http.ts';
import { createRateLimit } from './rate-limit.ts';
import { type Invocation, serve } from './serve.ts';

/** Answers one call; `calls` are those of its invocation, with its own log. */
export type Api = (
  name: RouteName,
  request: ApiRequest,
  invocation: Invocation,
  calls: ApiCalls,
) => Promise<ApiResponse>;

/**
 * The API, ready to answer. Loaded at the first call: instances that serve a queue or a timer do
 * without.
 */
export function createApi(signIn: SignIn): Api {
  const rateLimit = createRateLimit();
  return (name, request, invocation, calls) => serve(name, request, invocation, { calls, signIn, rateLimit });
}
