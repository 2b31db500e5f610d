import type { Context } from 'hono';
import { setCookie } from 'hono/cookie';

/** As App Service names the cookie of a session. */
export const SESSION_COOKIE = 'AppServiceAuthSession';

const PATH = '/.auth/login/aad';
/**
 * Holds the token of the person that a browser is signed in as. It has no name in Azure's
 * environment.
 */
const SIGNED_IN_AS = 'LOCAL_SIGN_IN';

/** Answers what the platform itself answers, before there is a function. */
export type SignIn = (c: Context) => Response | undefined;

/**
 * The address to which App Service sends a browser to sign in. Microsoft Entra ID asks who it is;
 * here it is the person of the settings.
 * https://learn.microsoft.com/azure/app-service/configure-authentication-customize-sign-in-out
 */
export function createSignIn(environment: Readonly<Record<string, string | undefined>>): SignIn {
  const token = environment.WEBSITE_AUTH_ENABLED === 'True' ? environment[SIGNED_IN_AS] : undefined;
  return (c) => {
    if (token === undefined || c.req.path !== PATH) return undefined;
    setCookie(c, SESSION_COOKIE, token, { httpOnly: true, sameSite: 'Lax', path: '/' });
    const to = c.req.query('post_login_redirect_uri') ?? '/';
    // Only back to this host.
    return c.redirect(/^\/(?![/\\])/.test(to) ? to : '/', 302);
  };
}
