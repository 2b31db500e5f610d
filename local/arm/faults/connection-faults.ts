import type { Http2Bindings, HttpBindings } from '@hono/node-server';
import type { ArmApp, ArmContext, ConnectionEnv } from '../server/arm-env.ts';
import type { FaultOf } from './fault.ts';

export type ConnectionFault = FaultOf<'connectionReset' | 'noAnswer'>;

/** Sees to it that nothing of the answer, whatever it is, reaches the client. */
export function loseAnswer({ kind }: ConnectionFault, c: ArmContext): void {
  c.env.lost = kind;
}

/** Serves an app, some of whose answers are lost: the connection ends, or is silent until the client or the server gives up. */
export function serveWithLosses(
  app: ArmApp,
): (request: Request, connection: HttpBindings | Http2Bindings) => Promise<Response> {
  return async (request, connection) => {
    const env: ConnectionEnv = { incoming: connection.incoming, lost: undefined };
    const answer = await app.fetch(request, env);
    if (env.lost === undefined) return answer;
    // A client over TLS cannot tell this from a reset: Node calls it ECONNRESET.
    if (env.lost === 'connectionReset') env.incoming.socket.destroy();
    return new Promise<Response>(() => {});
  };
}
