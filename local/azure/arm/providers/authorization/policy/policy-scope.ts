import type { Platform } from '../../../platform.ts';
import type { ArmContext } from '../../../server/arm-env.ts';
import { gatewayError, resourceGroupNotFound, resourceNotFound, serviceError } from '../../../server/errors.ts';
import { readResourceId } from '../../../state/resource-id.ts';
import { isManagementGroup, type Relation, relationTo } from '../../../state/scope-relation.ts';

/** @throws ArmError when nothing bears the id before the last `/providers/` of the path. */
export function requirePolicyScope(c: ArmContext, { state }: Platform): string {
  const scope = c.req.param('scope') ?? '';
  if (isManagementGroup(scope) || state.exists(scope)) return scope;
  const { namespace, type, name, resourceGroupName = '' } = readResourceId(scope);
  if (type === 'managementGroups') {
    throw gatewayError(404, 'NotFound', `The management group '${name}' cannot be found.`);
  }
  if (type === 'subscriptions/resourceGroups') throw resourceGroupNotFound(name);
  throw resourceNotFound(`${namespace}/${type}`, name, resourceGroupName);
}

/** The head of a list of assignments or exemptions. */
export interface Assigned {
  readonly scope: string;
  /** The id that the filter `NAME eq '...'` compares. */
  readonly target: string;
}

/**
 * Those items that a list at `scope` shows: what is at and above it, and what is below, management
 * groups excepted. `atScope()` leaves out what is below, `atExactScope()` also what is above.
 *
 * @see https://learn.microsoft.com/rest/api/policy/policy-assignments/list
 */
export function selectAt<T>(
  items: readonly T[],
  scope: string,
  query: { readonly filter: string | undefined; readonly targetName: string; readonly read: (item: T) => Assigned },
): readonly T[] {
  const relations = readRelations(query.filter, scope);
  const target = readTarget(query.filter, query.targetName);
  if (relations === undefined && target === undefined) throw invalidFilter(query.filter ?? '', query.targetName);
  const shown = relations ?? withBelow(scope);
  return items.filter((item) => {
    const assigned = query.read(item);
    const isWanted = target === undefined || assigned.target.toLowerCase() === target;
    return isWanted && shown.includes(relationTo(scope, assigned.scope));
  });
}

function readRelations(filter: string | undefined, scope: string): readonly Relation[] | undefined {
  if (filter === undefined) return withBelow(scope);
  if (/^\s*atScope\(\)\s*$/i.test(filter)) return ['here', 'above'];
  return /^\s*atExactScope\(\)\s*$/i.test(filter) ? ['here'] : undefined;
}

function withBelow(scope: string): readonly Relation[] {
  return isManagementGroup(scope) ? ['here', 'above'] : ['here', 'above', 'below'];
}

function readTarget(filter: string | undefined, name: string): string | undefined {
  const [, found, value] = /^\s*(\w+) eq '([^']+)'\s*$/i.exec(filter ?? '') ?? [];
  return found?.toLowerCase() === name.toLowerCase() ? value?.toLowerCase() : undefined;
}

function invalidFilter(filter: string, targetName: string) {
  const message =
    `The filter '${filter}' is invalid. Valid values are 'atScope()', 'atExactScope()' and ` +
    `'${targetName} eq '{value}''.`;
  return serviceError(400, 'InvalidFilterInQueryString', message);
}
