/**
 * The parts of a bearer token that the local Azure reads. Tokens are unsigned: they open nothing
 * but what runs on this machine.
 */
export interface TokenClaims {
  /** The service the token is for, such as `https://management.azure.com`. */
  readonly aud: string;
  /** Object id of the caller in its directory. */
  readonly oid: string;
  readonly appid: string;
  readonly tid: string;
  /** App roles, in tokens for an application that has some. */
  readonly roles?: readonly string[];
  /** The scopes that a person granted to the client; tokens of applications have none. */
  readonly scp?: string;
  /** Expiry, seconds since 1970. */
  readonly exp: number;
}

/**
 * Makes a token that the local Azure accepts. `lifetimeSeconds` defaults to a day, as managed
 * identities have it.
 */
export function mintToken(claims: Omit<TokenClaims, 'exp'>, now: Date, lifetimeSeconds = 86_400): string {
  const seconds = Math.floor(now.getTime() / 1000);
  const issued = { iss: `https://sts.windows.net/${claims.tid}/`, iat: seconds, nbf: seconds };
  return [
    { alg: 'none', typ: 'JWT' },
    { ...claims, ...issued, exp: seconds + lifetimeSeconds },
  ]
    .map(encodePart)
    .concat('')
    .join('.');
}

/** Reads a token's claims; `undefined` for other tokens. */
export function readToken(token: string): TokenClaims | undefined {
  const payload = token.split('.')[1];
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return isTokenClaims(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}

function encodePart(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function isTokenClaims(value: unknown): value is TokenClaims {
  if (typeof value !== 'object' || value === null) return false;
  const claims = value as Partial<Record<keyof TokenClaims, unknown>>;
  return (
    [claims.aud, claims.oid, claims.appid, claims.tid].every((claim) => typeof claim === 'string') &&
    typeof claims.exp === 'number'
  );
}
