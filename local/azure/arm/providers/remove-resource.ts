import type { RequestOrigin } from '../events/resource-event.ts';
import type { Platform } from '../platform.ts';

/** Removes a resource with all below it, and publishes the event of its deletion. */
export function removeResource({ state, events }: Platform, resourceId: string, origin: RequestOrigin): undefined {
  state.remove(resourceId);
  events.publish({ kind: 'Delete', outcome: 'Success', resourceId, origin });
}
