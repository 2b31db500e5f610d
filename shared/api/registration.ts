import type { HttpMethod } from '@azure/functions';
import { ADDRESSES, type Address, type RouteName } from './addresses.ts';

/** Where a route answers, and what the host checks before. */
export interface Registration {
  readonly route: string;
  readonly methods: HttpMethod[];
  readonly authLevel: 'anonymous' | 'function';
}

/**
 * A method that a route does not take still reaches Backstay, to be refused with a reason: the host
 * itself would answer an empty 404.
 */
const METHODS: readonly HttpMethod[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Where the platform signs callers in, their rights come from their token; elsewhere the host asks
 * for a function key.
 */
export function registrationFor(name: RouteName, platformSignsIn: boolean): Registration {
  const { path, right }: Address = ADDRESSES[name];
  return {
    route: path,
    methods: [...METHODS],
    authLevel: platformSignsIn || right === undefined ? 'anonymous' : 'function',
  };
}

/**
 * App Service sets it, and removes headers that callers send under its own names, exactly where its
 * sign-in is on.
 */
export function platformSignsIn(environment: NodeJS.ProcessEnv): boolean {
  return environment.WEBSITE_AUTH_ENABLED?.toLowerCase() === 'true';
}
