import { serviceError } from '../../server/errors.ts';
import { relationTo } from '../../state/scope-relation.ts';

/** As much of a role as a list chooses by. */
interface Listed {
  readonly properties: {
    readonly roleName: string;
    readonly type: 'BuiltInRole' | 'CustomRole';
    readonly assignableScopes: readonly string[];
  };
}

/**
 * Those roles that a list at `scope` shows: built-in ones, and custom ones that can be assigned
 * there; with `atScopeAndBelow()` also those that can be assigned somewhere below.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-definitions-list
 */
export function selectRoles<T extends Listed>(
  roles: readonly T[],
  scope: string,
  filterText: string | undefined,
): readonly T[] {
  const terms = filterText === undefined ? [] : filterText.split(/\s+and\s+/i).map((term) => term.trim());
  const withBelow = terms.some(isAtScopeAndBelow);
  const wanted = terms.filter((term) => !isAtScopeAndBelow(term)).map(readComparison);
  return roles.filter((role) => isFor(role, scope, withBelow) && wanted.every((isWanted) => isWanted(role)));
}

function isAtScopeAndBelow(term: string): boolean {
  return /^atScopeAndBelow\(\)$/i.test(term);
}

function isFor({ properties }: Listed, scope: string, withBelow: boolean): boolean {
  if (properties.type === 'BuiltInRole') return true;
  const shown = withBelow ? ['here', 'above', 'below'] : ['here', 'above'];
  return properties.assignableScopes.some((each) => shown.includes(relationTo(scope, each)));
}

function readComparison(term: string): (role: Listed) => boolean {
  const [, property, value = ''] = /^(roleName|type) eq '([^']*)'$/i.exec(term) ?? [];
  if (property === undefined) {
    const message =
      `The filter '${term}' is not supported. Supported are atScopeAndBelow(), roleName eq '{value}' and ` +
      "type eq '{value}'.";
    throw serviceError(400, 'UnsupportedQuery', message);
  }
  const name = property.toLowerCase() === 'type' ? 'type' : 'roleName';
  return ({ properties }) => properties[name].toLowerCase() === value.toLowerCase();
}
