/**
 * The part of Backstay that the functions of this app use. Nothing else is loaded while they are
 * registered: the rest comes with the first call, so that a new instance is quick to answer the
 * host.
 */
import type { HttpFunctionOptions } from '@azure/functions';
import { ADDRESSES, type RouteName } from '../api/addresses.ts';
import { platformSignsIn, registrationFor } from '../api/registration.ts';
import type { Backstay } from './backstay.ts';

export {
  EVENT_POISON_QUEUE,
  EVENT_QUEUE,
  OUTBOX_POISON_QUEUE,
  OUTBOX_QUEUE,
  POISON_QUEUE,
  SCAN_POISON_QUEUE,
  SCAN_QUEUE,
  WAKE_QUEUE,
} from '../storage/names.ts';

let made: Promise<Backstay> | undefined;

/** The one instance of this process, made from the app settings when first asked for. */
export function backstay(): Promise<Backstay> {
  made ??= import('./compose.ts')
    .then(({ wire }) => wire(process.env))
    .catch((error: unknown) => {
      // The cause may be gone by the next call.
      made = undefined;
      throw error;
    });
  return made;
}

/** The process ends. */
export async function sayGoodbye(): Promise<void> {
  // An app that did not come to anything has nothing to say.
  const one = await made?.catch(() => undefined);
  await one?.close();
}

/**
 * Checks the settings at the start. Instead of a wrong profile file the last good one may be
 * active: whether there is one, only the storage knows.
 * @throws ConfigurationError that says what is wrong, where, and what is expected there.
 */
export async function checkSetUp(): Promise<void> {
  const { checkSetUp: check } = await import('../settings/set-up.ts');
  if ((await check(process.env)) !== undefined) await backstay();
}

/** Every route of the HTTP API, by the name of its function at the host. */
export const ROUTE_NAMES = Object.keys(ADDRESSES) as readonly RouteName[];

/** How one route of the HTTP API is registered. */
export function httpRoute(route: RouteName): HttpFunctionOptions {
  return {
    ...registrationFor(route, platformSignsIn(process.env)),
    handler: async (request, context) => (await backstay()).answer(route, request, context),
  };
}
