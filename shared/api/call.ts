import type { z } from 'zod';
import type { Log } from '../lib/log.ts';
import type { Right } from '../model/caller.ts';
import type { RouteName } from './addresses.ts';
import type { KnownCaller } from './caller.ts';
import type { ApiRequest } from './http.ts';
import type { ROUTES } from './routes.ts';

/** One call after all checks: its parts are as its route describes them. */
export interface Call<Name extends RouteName> {
  readonly params: PartOf<Name, 'params'>;
  readonly query: PartOf<Name, 'query'>;
  readonly body: PartOf<Name, 'body'>;
  /** Certain for routes that need a right. */
  readonly caller: (typeof ROUTES)[Name] extends { readonly right: Right } ? KnownCaller : KnownCaller | undefined;
  readonly request: ApiRequest;
  readonly correlationId: string;
  readonly log: Log;
}

/** What a handler answers: data, or a text in a form of its own. */
export type Answer =
  | { readonly status: number; readonly json: object; readonly headers?: Readonly<Record<string, string>> }
  | {
      readonly status: number;
      readonly text: string;
      readonly mediaType: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

/** Does what one route promises. @throws Refusal */
export type Handler<Name extends RouteName> = (call: Call<Name>) => Promise<Answer>;

export type Handlers = { readonly [Name in RouteName]: Handler<Name> };

type PartOf<Name extends RouteName, Part extends 'params' | 'query' | 'body'> = (typeof ROUTES)[Name] extends {
  readonly [P in Part]: infer Schema extends z.ZodType;
}
  ? z.output<Schema>
  : undefined;
