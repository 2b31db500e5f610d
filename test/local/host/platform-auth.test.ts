import { expect, test } from 'vitest';
import { mintToken } from '../../../local/azure/identity/token.ts';
import { platformAuth } from '../../../local/host/http/platform-auth.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const ON = { WEBSITE_AUTH_ENABLED: 'True' };
const claims = { aud: 'api://x', oid: 'o', appid: 'a', tid: 't', roles: ['One', 'Two'] };
const bearer = (lifetimeSeconds = 60) => ({ authorization: `Bearer ${mintToken(claims, NOW, lifetimeSeconds)}` });
const forged = { 'X-MS-CLIENT-PRINCIPAL': 'forged', 'x-ms-client-principal-name': 'root' };
const through = (environment: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>>) =>
  platformAuth(environment, () => NOW)(new Headers(headers));

test('off: everything comes through as it was sent', () => {
  expect(through({}, forged)?.get('x-ms-client-principal')).toBe('forged');
});

test.each([
  ['without a token', {}],
  ['with one', bearer()],
])('on: what callers write under its names is removed, %s', (_, more) => {
  const headers = through(ON, { ...forged, ...more, accept: 'a/b' });
  expect(headers?.get('x-ms-client-principal')).not.toBe('forged');
  expect(headers?.get('x-ms-client-principal-name')).toBeNull();
  expect(headers?.get('accept')).toBe('a/b');
});

test('on: a token becomes the principal, its ids under long names and each role as a claim of its own', () => {
  const header = through(ON, bearer())?.get('x-ms-client-principal') ?? '';
  expect(JSON.parse(Buffer.from(header, 'base64').toString()).claims).toEqual(
    expect.arrayContaining([
      { typ: 'aud', val: 'api://x' },
      { typ: 'http://schemas.microsoft.com/identity/claims/objectidentifier', val: 'o' },
      { typ: 'http://schemas.microsoft.com/identity/claims/tenantid', val: 't' },
      { typ: 'roles', val: 'One' },
      { typ: 'roles', val: 'Two' },
    ]),
  );
});

test.each([
  ['an expired token', ON, bearer(-1), false],
  ['no token of ours', ON, { authorization: 'Bearer x.y.z' }, false],
  ['no token', ON, {}, true],
  ['no token, where the platform refuses', { ...ON, LOCAL_UNAUTHENTICATED_ACTION: 'Return401' }, {}, false],
])('on: %s', (_, environment, headers, passes) => {
  expect(through(environment, headers) !== undefined).toBe(passes);
});

test('on: the session of a browser becomes the principal as well, and one that is over does not', () => {
  const session = (lifetimeSeconds: number) => ({
    cookie: `other=1; AppServiceAuthSession=${mintToken(claims, NOW, lifetimeSeconds)}`,
  });
  expect(through(ON, session(60))?.get('x-ms-client-principal-id')).toBe('o');
  const over = through(ON, { ...forged, ...session(-1) });
  expect(over).toBeDefined();
  expect(over?.get('x-ms-client-principal')).toBeNull();
  expect(through({ ...ON, LOCAL_UNAUTHENTICATED_ACTION: 'Return401' }, session(-1))).toBeUndefined();
});
