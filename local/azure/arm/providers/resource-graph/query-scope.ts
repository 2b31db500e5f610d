import type { Platform } from '../../platform.ts';
import { MANAGEMENT_GROUP_ID } from '../../state/management-group.ts';
import { type Relation, relationTo } from '../../state/scope-relation.ts';
import { badQueryRequest } from './query-errors.ts';
import type { ScopedRow } from './tables.ts';

export const SCOPE_FILTERS = ['AtScopeAndBelow', 'AtScopeAndAbove', 'AtScopeExact', 'AtScopeAboveAndBelow'] as const;

export type ScopeFilter = (typeof SCOPE_FILTERS)[number];

const RELATIONS: Readonly<Record<ScopeFilter, readonly Relation[]>> = {
  AtScopeAndBelow: ['here', 'below'],
  AtScopeAndAbove: ['here', 'above'],
  AtScopeExact: ['here'],
  AtScopeAboveAndBelow: ['here', 'above', 'below'],
};

export interface ScopeWish {
  readonly subscriptions?: readonly string[] | undefined;
  readonly managementGroups?: readonly string[] | undefined;
}

/**
 * The scopes that a query asks for; without a wish the whole tenant. Unknown ones are passed over,
 * as those are that the caller may not read. @throws ArmError when none is left.
 */
export function scopesOf(
  { state, access }: Platform,
  { subscriptions, managementGroups }: ScopeWish,
  principalId: string,
): readonly string[] {
  if (!subscriptions?.length && !managementGroups?.length) return [MANAGEMENT_GROUP_ID];
  const groups = (managementGroups ?? []).map((name) => `/providers/Microsoft.Management/managementGroups/${name}`);
  const known = [
    ...groups.filter((id) => id.toLowerCase() === MANAGEMENT_GROUP_ID.toLowerCase()),
    ...(subscriptions ?? []).map((id) => `/subscriptions/${id}`).filter((id) => state.subscriptions.get(id)),
  ].filter((id) => access.reaches(principalId, id));
  if (known.length > 0) return known;
  const given = [...(subscriptions ?? []), ...(managementGroups ?? [])].join(',');
  throw badQueryRequest(
    'NoValidSubscriptionsInQueryRequest',
    `There must be at least one subscription that is eligible to contain resources. Given: '${given}'.`,
  );
}

/**
 * Whether a query over `scopes` sees the row. The filter is one for policies; other rows are seen
 * at the scope and below.
 */
export function isSeen({ scope, row }: ScopedRow, scopes: readonly string[], filter: ScopeFilter): boolean {
  if (scope === undefined) return true;
  const isPolicy = String(row.type).startsWith('microsoft.authorization/');
  const relations = RELATIONS[isPolicy ? filter : 'AtScopeAndBelow'];
  return scopes.some((asked) => relations.includes(relationTo(asked, scope)));
}
