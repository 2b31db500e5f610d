import { MANAGEMENT_GROUP_ID } from './management-group.ts';
import { scopesAbove } from './resource-id.ts';

export function isManagementGroup(scope: string): boolean {
  return scope.toLowerCase() === MANAGEMENT_GROUP_ID.toLowerCase();
}

export type Relation = 'here' | 'above' | 'below' | 'elsewhere';

/** Where `other` lies, seen from `scope`. */
export function relationTo(scope: string, other: string): Relation {
  if (scope.toLowerCase() === other.toLowerCase()) return 'here';
  if (contains(other, scope)) return 'above';
  return contains(scope, other) ? 'below' : 'elsewhere';
}

function contains(outer: string, inner: string): boolean {
  if (isManagementGroup(outer)) return /^\/subscriptions\//i.test(inner);
  return scopesAbove(inner.toLowerCase()).includes(outer.toLowerCase());
}
