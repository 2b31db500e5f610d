import type * as z from 'zod';
import type { Log } from '../lib/log.ts';
import type { Right } from '../model/caller.ts';
import type { KnownCaller } from './caller.ts';
import type { ApiCalls } from './calls.ts';
import type { ApiRequest } from './http.ts';
import type { ProblemName } from './problem.ts';

type Parameters = z.ZodObject | undefined;
type Body = z.ZodType | undefined;
type Rights = Right | undefined;

/**
 * One route of the API: all that is known of it. The OpenAPI document, the check of rights, the
 * parsing and the registration with the functions host are derived from it.
 */
export interface Route<
  P extends Parameters = Parameters,
  Q extends Parameters = Parameters,
  B extends Body = Body,
  R extends Rights = Rights,
> {
  readonly method: 'GET' | 'POST';
  /** Below `/api/`. */
  readonly path: string;
  /** Everybody may call it when left out, and the host then asks for no key. */
  readonly right?: R;
  readonly summary: string;
  /** Of the points that a caller has for a minute. */
  readonly cost: number;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** How the body comes: as JSON, when left out. */
  readonly bodyAs?: 'form';
  /** Bodies as they are sent. A test checks each against `body`. */
  readonly examples?: Readonly<Record<string, object>>;
  readonly answers: readonly RouteAnswer[];
  /** Refusals beyond those that follow from the above. */
  readonly problems?: readonly ProblemName[];
  /** @throws Refusal */
  handle(call: Call<P, Q, B, R>, calls: ApiCalls): Promise<Answer>;
}

export interface RouteAnswer {
  readonly status: number;
  readonly description: string;
  /**
   * `results` come in every format for results, `page` is HTML, `text` is Markdown, `lines` are
   * NDJSON.
   */
  readonly as: 'json' | 'results' | 'lines' | 'page' | 'csv' | 'text' | 'openapi' | 'nothing';
  readonly schema?: z.ZodType;
  readonly headers?: Readonly<Record<string, string>>;
}

export function isPage({ answers }: Pick<Route, 'answers'>): boolean {
  return answers.some(({ as }) => as === 'page');
}

/** True for the pages and their forms: to a browser a refusal of them is a page too. */
export function isForBrowsers(route: Pick<Route, 'answers' | 'bodyAs'>): boolean {
  return route.bodyAs === 'form' || isPage(route);
}

/** One call after all checks: its parts are as its route describes them. */
export interface Call<
  P extends Parameters = Parameters,
  Q extends Parameters = Parameters,
  B extends Body = Body,
  R extends Rights = Rights,
> {
  readonly params: Parsed<P>;
  readonly query: Parsed<Q>;
  readonly body: Parsed<B>;
  /** Certain for routes that need a right. */
  readonly caller: R extends Right ? KnownCaller : KnownCaller | undefined;
  readonly request: ApiRequest;
  readonly correlationId: string;
  readonly log: Log;
}

/** Data, or a text in a form of its own. */
export type Answer =
  | { readonly status: number; readonly json: object; readonly headers?: Readonly<Record<string, string>> }
  | {
      readonly status: number;
      readonly text: string;
      readonly mediaType: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

type Parsed<S extends Body> = S extends z.ZodType ? z.output<S> : undefined;

/** Types the handler of a route by the schemas and the right beside it. */
export function defineRoute<
  P extends Parameters = undefined,
  Q extends Parameters = undefined,
  B extends Body = undefined,
  R extends Rights = undefined,
>(route: Route<P, Q, B, R>): Route<P, Q, B, R> {
  return route;
}
