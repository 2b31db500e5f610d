import type { HealthCheck } from './calls.ts';
import { platformSignsIn } from './registration.ts';

/**
 * `missing`: the settings ask for the sign-in of App Service, and App Service does not say that it
 * is on.
 */
export type SignInState = 'on' | 'functionKeys' | 'missing';

export function signInState(environment: NodeJS.ProcessEnv, tenantId: string | undefined): SignInState {
  if (platformSignsIn(environment)) return 'on';
  return tenantId === undefined ? 'functionKeys' : 'missing';
}

/** Function keys read and scan in any case, so that the app stays in service. */
export function checkSignIn(state: SignInState): HealthCheck {
  const about = { name: 'signIn', ok: state !== 'missing', needed: false };
  switch (state) {
    case 'on':
      return { ...about, detail: 'App Service signs callers in.' };
    case 'functionKeys':
      return { ...about, detail: 'Callers come with function keys, which read and scan. No tenant is set.' };
    case 'missing':
      return { ...about, detail: SIGN_IN_IS_MISSING };
  }
}

export const SIGN_IN_IS_MISSING =
  'BACKSTAY_TENANT_ID is set, but App Service does not sign callers in: WEBSITE_AUTH_ENABLED is not set. Only function keys are accepted, which read and scan; ' +
  'approvals and changes are not possible. See "If the sign-in does not work" in docs/deploy.md.';
