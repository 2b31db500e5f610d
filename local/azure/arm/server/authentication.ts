import { createMiddleware } from 'hono/factory';
import { readToken } from '../../identity/token.ts';
import type { Platform } from '../platform.ts';
import type { ArmEnv } from './arm-env.ts';
import { ArmError } from './errors.ts';

/** Requires a valid token of the local identity service. */
export function authenticate({ state, timeline }: Platform) {
  return createMiddleware<ArmEnv>(async (c, next) => {
    const [scheme, token] = (c.req.header('authorization') ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || token === undefined) {
      throw unauthorized("Authentication failed. The 'Authorization' header is missing.");
    }
    const caller = readToken(token);
    if (caller === undefined) throw unauthorized('Authentication failed. The access token is invalid.');
    if (caller.exp * 1000 <= timeline.now().getTime()) {
      throw unauthorized('Authentication failed. The access token has expired.');
    }
    state.directory.knowCaller(caller.oid);
    c.set('caller', caller);
    await next();
  });
}

function unauthorized(message: string): ArmError {
  const challenge = 'Bearer authorization_uri="https://login.microsoftonline.com/", error="invalid_token"';
  return new ArmError(
    401,
    { error: { code: 'AuthenticationFailed', message } },
    { 'www-authenticate': `${challenge}, error_description="${message}"` },
  );
}
