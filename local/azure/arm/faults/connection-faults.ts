import type { Http2Bindings, HttpBindings } from '@hono/node-server';
import type { ArmApp, ArmContext, ConnectionEnv } from '../server/arm-env.ts';
import type { FaultOf } from './fault.ts';

export type ConnectionFault = FaultOf<'connectionReset' | 'noAnswer'>;

/** Keeps the whole answer from the client. */
export function loseAnswer({ kind }: ConnectionFault, c: ArmContext): void {
  c.env.lost = kind;
}

/** The answer of an app, or how it was lost. */
export async function answerOf(app: ArmApp, request: Request): Promise<Response | ConnectionFault['kind']> {
  const env: ConnectionEnv = { lost: undefined };
  const answer = await app.fetch(request, env);
  return env.lost ?? answer;
}

/**
 * Serves an app, some of whose answers are lost: the connection ends, or is silent until the client
 * or the server gives up.
 */
export function serveWithLosses(
  app: ArmApp,
): (request: Request, connection: HttpBindings | Http2Bindings) => Promise<Response> {
  return async (request, { incoming }) => {
    const answer = await answerOf(app, request);
    if (typeof answer !== 'string') return answer;
    // For a client over TLS this is the same as a reset: Node calls it ECONNRESET.
    if (answer === 'connectionReset') incoming.socket.destroy();
    return new Promise<Response>(() => {});
  };
}
