import { parse } from 'hono/utils/cookie';
import { readToken, type TokenClaims } from '../../azure/identity/token.ts';
import { SESSION_COOKIE } from './sign-in.ts';

/**
 * The headers that a function gets in place of those that came in; `undefined` where the platform
 * itself answers 401.
 */
export type PlatformAuth = (headers: Headers) => Headers | undefined;

/**
 * What is set here that has no name in Azure's environment: what to do with calls that bring no
 * token.
 */
const UNAUTHENTICATED = 'LOCAL_UNAUTHENTICATED_ACTION';

/**
 * The sign-in of App Service, in front of the HTTP functions, where the settings turn it on. It
 * checks no signature here, for local tokens have none. Deliveries of Event Grid do not pass it, as
 * they must not in Azure.
 * https://learn.microsoft.com/azure/app-service/overview-authentication-authorization#how-it-works
 */
export function platformAuth(environment: Readonly<Record<string, string | undefined>>, now: () => Date): PlatformAuth {
  // Where it is off, no header is removed: a forged principal reaches the function.
  if (environment.WEBSITE_AUTH_ENABLED !== 'True') return (headers) => headers;
  const refuses = environment[UNAUTHENTICATED] === 'Return401';
  return (incoming) => {
    const headers = new Headers([...incoming].filter(([name]) => !name.startsWith('x-ms-client-principal')));
    const token = /^Bearer (.+)$/i.exec(incoming.get('authorization') ?? '')?.[1];
    const claims = validClaims(token ?? sessionIn(headers), now());
    // A session that is over is no session; a token that is not valid is refused.
    if (claims === undefined) return refuses || token !== undefined ? undefined : headers;
    headers.set('x-ms-client-principal', Buffer.from(JSON.stringify(principalOf(claims))).toString('base64'));
    headers.set('x-ms-client-principal-id', claims.oid);
    headers.set('x-ms-client-principal-idp', 'aad');
    return headers;
  };
}

function validClaims(token: string, now: Date): TokenClaims | undefined {
  const claims = readToken(token);
  return claims !== undefined && claims.exp * 1000 > now.getTime() ? claims : undefined;
}

function sessionIn(headers: Headers): string {
  return parse(headers.get('cookie') ?? '', SESSION_COOKIE)[SESSION_COOKIE] ?? '';
}

/** Some claims come under the names that .NET has for them. */
const NAMES: Readonly<Record<string, string>> = {
  oid: 'http://schemas.microsoft.com/identity/claims/objectidentifier',
  tid: 'http://schemas.microsoft.com/identity/claims/tenantid',
  scp: 'http://schemas.microsoft.com/identity/claims/scope',
};

/**
 * https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities#decoding-the-client-principal-header
 */
function principalOf(claims: TokenClaims): object {
  const typed = Object.entries(claims).flatMap(([name, value]: [string, unknown]) =>
    [value].flat().map((one) => ({ typ: NAMES[name] ?? name, val: String(one) })),
  );
  return {
    auth_typ: 'aad',
    claims: typed,
    name_typ: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
    role_typ: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role',
  };
}
