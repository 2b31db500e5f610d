import type { NodeSubnet, Route } from './network.ts';

/**
 * Where everything goes that no other route takes; `undefined` where the subnet has no such route
 * of its own.
 */
export function defaultRouteOf({ routeTable }: Pick<NodeSubnet, 'routeTable'>): Route | undefined {
  return routeTable?.routes.find(({ addressPrefix }) => addressPrefix.trim() === '0.0.0.0/0');
}

/** In lower case: ARM answers in any. */
export function nextHopTypeOf({ nextHopType }: Route): string {
  return nextHopType.toLowerCase();
}
