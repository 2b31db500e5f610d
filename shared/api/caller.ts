import * as z from 'zod';
import { type Caller, RIGHTS, type Right } from '../model/caller.ts';
import type { ApiRequest } from './http.ts';
import { Refusal } from './problem.ts';

/** A caller with their rights. */
export interface KnownCaller {
  readonly caller: Caller;
  readonly rights: readonly Right[];
}

/**
 * How callers are known: by the platform's sign-in, or, where that is off, by a function key that
 * the host has checked.
 */
export type SignIn =
  | { readonly by: 'functionKey' }
  | { readonly by: 'platform'; readonly tenantId: string | undefined; readonly audiences: readonly string[] };

/** A key names no person, so a key changes nothing and approves nothing. */
const RIGHTS_OF_A_KEY: readonly Right[] = ['Backstay.Read', 'Backstay.Scan'];

const HEADER = 'x-ms-client-principal';
/**
 * A header can hold less than this in any case; the limit keeps a caller from making Backstay
 * decode more.
 */
const MAX_HEADER = 64 * 1024;

/**
 * https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities#access-user-claims-in-app-code
 */
const principalSchema = z.object({
  claims: z.array(z.object({ typ: z.string(), val: z.string() })).max(2000),
  role_typ: z.string().optional(),
});

/**
 * The names under which App Service hands on the claims of a token: the short ones, and those of
 * WS-Federation.
 */
const CLAIMS = {
  audience: ['aud'],
  tenant: ['tid', 'http://schemas.microsoft.com/identity/claims/tenantid'],
  object: ['oid', 'http://schemas.microsoft.com/identity/claims/objectidentifier'],
  roles: ['roles', 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role'],
  kind: ['idtyp'],
  /** Only tokens that a person has signed in for have any of these. */
  person: ['scp', 'http://schemas.microsoft.com/identity/claims/scope', 'preferred_username', 'name', 'upn'],
} as const;

/**
 * The caller; `undefined` for unknown ones. The platform removes the header from what comes in from
 * outside and sets its own, but only where its sign-in is on; elsewhere the header proves nothing,
 * and is ignored.
 * @throws Refusal for a token of another tenant or another application.
 */
export function callerOf(request: Pick<ApiRequest, 'headers'>, signIn: SignIn): KnownCaller | undefined {
  if (signIn.by === 'functionKey') return { caller: { kind: 'functionKey' }, rights: RIGHTS_OF_A_KEY };
  const header = request.headers.get(HEADER);
  if (header === null) return undefined;

  const { tenantId, audiences } = signIn;
  if (tenantId === undefined || audiences.length === 0) {
    throw new Refusal(
      'not-set-up',
      'Set BACKSTAY_TENANT_ID and BACKSTAY_API_AUDIENCE: until then no token is accepted.',
    );
  }
  const principal = readPrincipal(header);
  if (principal === undefined) return undefined;
  const { claims } = principal;
  const tenant = only(claims, CLAIMS.tenant);
  const audience = only(claims, CLAIMS.audience);
  const objectId = only(claims, CLAIMS.object);
  if (tenant === undefined || tenant !== tenantId || audience === undefined || !audiences.includes(audience)) {
    throw new Refusal('wrong-token', 'The tenant or the audience of the token is not one that is accepted here.');
  }
  if (objectId === undefined) return undefined;

  const roles = valuesOf(claims, [...CLAIMS.roles, ...(principal.role_typ === undefined ? [] : [principal.role_typ])]);
  return {
    caller: { kind: isPerson(claims) ? 'user' : 'application', objectId, tenantId },
    rights: RIGHTS.filter((right) => roles.includes(right)),
  };
}

/** @throws Refusal when the caller is unknown, or lacks this right. */
export function requireRight(known: KnownCaller | undefined, right: Right): KnownCaller {
  if (known === undefined) {
    throw new Refusal('not-signed-in', `This call needs the app role ${right}.`, {
      headers: { 'www-authenticate': 'Bearer' },
    });
  }
  if (known.rights.includes(right)) return known;
  const why =
    known.caller.kind === 'functionKey'
      ? 'a function key only reads and scans: it names no person'
      : `the caller has ${known.rights.join(', ') || 'no role'}`;
  throw new Refusal('not-allowed', `This call needs the app role ${right}; ${why}.`);
}

/** Equal for calls of the same caller. */
export function callerKey({ caller }: KnownCaller): string {
  return caller.kind === 'functionKey' ? 'functionKey' : `${caller.tenantId}/${caller.objectId}`;
}

type Claims = z.infer<typeof principalSchema>['claims'];

function readPrincipal(header: string): z.infer<typeof principalSchema> | undefined {
  if (header.length > MAX_HEADER) return undefined;
  try {
    const result = principalSchema.safeParse(JSON.parse(Buffer.from(header, 'base64').toString('utf8')));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}

function valuesOf(claims: Claims, names: readonly string[]): readonly string[] {
  return claims.filter(({ typ }) => names.includes(typ)).map(({ val }) => val);
}

/** Its one value, in lower case: of what is said twice and differently nothing is believed. */
function only(claims: Claims, names: readonly string[]): string | undefined {
  const values = new Set(valuesOf(claims, names).map((value) => value.toLowerCase()));
  return values.size === 1 ? [...values][0] : undefined;
}

function isPerson(claims: Claims): boolean {
  if (only(claims, CLAIMS.kind) === 'app') return false;
  return valuesOf(claims, CLAIMS.person).length > 0;
}
