import type { Context, Hono } from 'hono';
import type { TokenClaims } from '../../identity/token.ts';
import type { RequestOrigin } from '../events/resource-event.ts';
import type { RequestTarget } from './request-target.ts';

/** Whether the answer to a request is to be lost on its way. */
export interface ConnectionEnv {
  lost: 'connectionReset' | 'noAnswer' | undefined;
}

/** A fault that had a hand in an answer. */
export interface InjectedFault {
  readonly kind: string;
  /** Whether Azure itself could have answered so, or the answer is spoiled, or there was none. */
  readonly answer: 'wellFormed' | 'broken' | 'none';
}

/** Facts about a request that the server collects before a route sees it. */
export interface ArmEnv {
  Bindings: ConnectionEnv;
  Variables: {
    target: RequestTarget;
    caller: TokenClaims;
    correlationId: string;
    /** The request's body as text; empty when there is none. */
    bodyText: string;
    injected: InjectedFault | undefined;
  };
}

export type ArmApp = Hono<ArmEnv>;

export type ArmContext = Context<ArmEnv>;

/** The caller, for operations that this request starts. */
export function originOf(c: ArmContext): RequestOrigin {
  return {
    caller: c.var.caller,
    correlationId: c.var.correlationId,
    clientRequestId: c.req.header('x-ms-client-request-id') ?? c.var.correlationId,
    clientIpAddress: '127.0.0.1',
    method: c.req.method,
    url: c.req.url,
  };
}
