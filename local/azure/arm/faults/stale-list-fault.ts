import type { ArmContext } from '../server/arm-env.ts';
import { isListPath, pathOf } from '../server/requested-operation.ts';

/**
 * Whether the request asks for a list, of one type or by a query of Resource Graph: those can be
 * behind, while what is asked for by its id is right. Recent grants are missing from lists for up
 * to ten minutes:
 * https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
 */
export function asksForList(c: ArmContext): boolean {
  const { namespace, type } = c.var.target;
  if (c.req.method === 'POST') return namespace === 'microsoft.resourcegraph' && type === 'resources';
  return c.req.method === 'GET' && isListPath(pathOf(c));
}
