import type { Platform } from '../../platform.ts';
import type { ArmContext } from '../../server/arm-env.ts';
import { resourceNotFound } from '../../server/errors.ts';
import { readResourceId } from '../../state/resource-id.ts';

/**
 * The scope on which an extension resource sits, as the path names it.
 *
 * @throws ArmError when nothing bears that id.
 */
export function requireScope(c: ArmContext, { state }: Platform): string {
  const scope = c.req.param('scope') ?? '';
  if (state.exists(scope)) return scope;
  const { namespace, type, name, resourceGroupName = '' } = readResourceId(scope);
  throw resourceNotFound(`${namespace}/${type}`, name, resourceGroupName);
}
