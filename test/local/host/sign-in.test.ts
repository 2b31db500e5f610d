import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { createSignIn } from '../../../local/host/http/sign-in.ts';

const ON = { WEBSITE_AUTH_ENABLED: 'True', LOCAL_SIGN_IN: 'token' };
const LOGIN = '/.auth/login/aad?post_login_redirect_uri=';

async function ask(path: string, environment: Readonly<Record<string, string>> = ON) {
  const signIn = createSignIn(environment);
  const app = new Hono();
  app.all('*', (c) => signIn(c) ?? c.text('the app'));
  return app.request(path);
}

test('a browser that signs in gets a session, and goes back to where it came from', async () => {
  const answer = await ask(`${LOGIN}${encodeURIComponent('/api/report?target=a')}`);
  expect([answer.status, answer.headers.get('location')]).toEqual([302, '/api/report?target=a']);
  expect(answer.headers.get('set-cookie')).toBe('AppServiceAuthSession=token; Path=/; HttpOnly; SameSite=Lax');
});

test.each(['https://evil.example/', '//evil.example/', '/\\evil.example/', 'javascript:alert(1)'])(
  'no browser is sent to another host: %s',
  async (to) => {
    expect((await ask(LOGIN + encodeURIComponent(to))).headers.get('location')).toBe('/');
  },
);

test.each([
  ['another path', '/api/report', ON],
  ['the sign-in is off', LOGIN, { LOCAL_SIGN_IN: 'token' }],
  ['no person is named', LOGIN, { WEBSITE_AUTH_ENABLED: 'True' }],
])('the app answers: %s', async (_, path, environment) => {
  const answer = await ask(path, environment);
  expect([await answer.text(), answer.headers.get('set-cookie')]).toEqual(['the app', null]);
});
