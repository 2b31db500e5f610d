import { expect, test } from 'vitest';
import { checkSignIn, type SignInState, signInState } from '../../../shared/api/sign-in-state.ts';

const TENANT = '72a6b1d0-5c1f-4f5e-9d6a-3f0c5b0a9e11';

test.each<[Readonly<Record<string, string>>, string | undefined, SignInState, boolean]>([
  [{ WEBSITE_AUTH_ENABLED: 'True' }, TENANT, 'on', true],
  [{ WEBSITE_AUTH_ENABLED: 'True' }, undefined, 'on', true],
  [{}, undefined, 'functionKeys', true],
  [{}, TENANT, 'missing', false],
  [{ WEBSITE_AUTH_ENABLED: 'False' }, TENANT, 'missing', false],
])('with %j and the tenant %s the sign-in is %s', (environment, tenantId, state, ok) => {
  expect(signInState(environment, tenantId)).toBe(state);
  expect(checkSignIn(state)).toMatchObject({ name: 'signIn', ok, needed: false });
});
