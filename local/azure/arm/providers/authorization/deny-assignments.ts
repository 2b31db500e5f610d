import type { Platform } from '../../platform.ts';
import { sameInAnyCase } from '../../same-in-any-case.ts';
import type { ArmApp } from '../../server/arm-env.ts';
import { serviceError } from '../../server/errors.ts';
import { pageOf } from '../../server/paging.ts';
import type { RequestedOperation } from '../../server/requested-operation.ts';
import type { ArmState } from '../../state/arm-state.ts';
import { relationTo } from '../../state/scope-relation.ts';
import { isActionMatch } from './action-match.ts';
import { type DenyAssignment, EVERYONE } from './deny-assignment.ts';
import { requireScope } from './require-scope.ts';

const ASSIGNMENTS = '/:scope/providers/microsoft.authorization/denyassignments';

/**
 * https://learn.microsoft.com/rest/api/authorization/deny-assignments. There is no way to write
 * one.
 */
export function routeDenyAssignments(app: ArmApp, platform: Platform): void {
  const { denyAssignments } = platform.state;

  app.get(ASSIGNMENTS, (c) => {
    const shown = relationsShown(c.req.query('$filter'));
    const scope = requireScope(c, platform);
    const selected = denyAssignments
      .all()
      .filter(({ properties }) => shown.includes(relationTo(scope, properties.scope)));
    return c.json(pageOf(c, platform, selected));
  });
  app.get(`${ASSIGNMENTS}/:name`, (c) => {
    requireScope(c, platform);
    const { scope, name } = c.req.param();
    const assignment = denyAssignments.get(`${scope}/providers/Microsoft.Authorization/denyAssignments/${name}`);
    if (assignment !== undefined) return c.json(assignment);
    throw serviceError(404, 'DenyAssignmentNotFound', `The deny assignment '${name}' is not found.`);
  });
}

/** `atScope()` leaves out what is below. */
function relationsShown(filter: string | undefined): readonly string[] {
  if (filter === undefined) return ['here', 'above', 'below'];
  if (/^\s*atScope\(\)\s*$/i.test(filter)) return ['here', 'above'];
  throw serviceError(400, 'UnsupportedQuery', `The filter '${filter}' is not supported. Supported is atScope().`);
}

/** The deny assignment that takes an operation away from a principal. */
export function findDenyAssignment(
  { denyAssignments }: ArmState,
  principalId: string,
  { name, scope }: RequestedOperation,
): DenyAssignment | undefined {
  const isAbout = (principals: DenyAssignment['properties']['principals']) =>
    principals.some(({ id }) => id === EVERYONE.id || sameInAnyCase(id, principalId));
  return denyAssignments.all().find(({ properties }) => {
    const relation = relationTo(scope, properties.scope);
    const reaches = relation === 'here' || (relation === 'above' && !properties.doNotApplyToChildScopes);
    const isDenied = properties.permissions.some(
      ({ actions, notActions }) =>
        actions.some((pattern) => isActionMatch(pattern, name)) &&
        !notActions.some((pattern) => isActionMatch(pattern, name)),
    );
    return reaches && isDenied && isAbout(properties.principals) && !isAbout(properties.excludePrincipals);
  });
}
