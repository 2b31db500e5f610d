import { serviceError } from '../../server/errors.ts';
import { scopesAbove } from '../../state/resource-id.ts';
import type { RoleAssignment } from './role-assignment.ts';

interface Filter {
  readonly atScopeOnly: boolean;
  readonly principalId: string | undefined;
}

/**
 * Those assignments that a list at `scope` shows: what is granted there and above always, what is
 * granted below unless the filter says `atScope()`.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
 */
export function selectAssignments(
  assignments: readonly RoleAssignment[],
  scope: string,
  filterText: string | undefined,
): readonly RoleAssignment[] {
  const filter = readFilter(filterText);
  const here = scope.toLowerCase();
  const above = new Set(scopesAbove(here));
  return assignments.filter(({ properties }) => {
    const granted = properties.scope.toLowerCase();
    const isBelow = granted.startsWith(`${here}/`);
    const inReach = granted === here || above.has(granted) || (isBelow && !filter.atScopeOnly);
    return inReach && (filter.principalId === undefined || properties.principalId.toLowerCase() === filter.principalId);
  });
}

function readFilter(text: string | undefined): Filter {
  const terms = text === undefined ? [] : text.split(/\s+and\s+/i).map((term) => term.trim());
  const principals = terms.map(readPrincipal);
  const unknown = terms.find((term, index) => principals[index] === undefined && !isAtScope(term));
  if (unknown !== undefined) {
    const message =
      `The filter '${unknown}' is not supported. Supported filters are either 'atScope()' or ` +
      "'principalId eq '{value}' or assignedTo('{value}')'.";
    throw serviceError(400, 'UnsupportedQuery', message);
  }
  return { atScopeOnly: terms.some(isAtScope), principalId: principals.find((principal) => principal !== undefined) };
}

function isAtScope(term: string): boolean {
  return /^atScope\(\)$/i.test(term);
}

/** There are no groups here, so `assignedTo` finds what `principalId eq` finds. */
function readPrincipal(term: string): string | undefined {
  const match = /^principalId eq '([^']+)'$/i.exec(term) ?? /^assignedTo\('([^']+)'\)$/i.exec(term);
  return match?.[1]?.toLowerCase();
}
