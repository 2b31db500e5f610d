import { z } from 'zod';
import type { Platform } from '../platform.ts';
import { principalNotFound } from '../providers/authorization/role-assignment-errors.ts';
import type { ArmContext } from '../server/arm-env.ts';
import { type ArmError, gatewayError, resourceGroupNotFound, resourceNotFound } from '../server/errors.ts';
import { operationOf, pathOf } from '../server/requested-operation.ts';
import { readResourceId } from '../state/resource-id.ts';
import type { FaultOf } from './fault.ts';
import { disallowedByPolicy } from './policy-fault.ts';

type RefusalFault = FaultOf<'principalNotFound' | 'authorizationFailed' | 'requestDisallowedByPolicy' | 'notFound'>;

/** The request is understood, and refused. */
export function describeRefusal(fault: RefusalFault, c: ArmContext, platform: Platform): ArmError {
  switch (fault.kind) {
    case 'principalNotFound':
      return principalNotFound(principalIn(c.var.bodyText), tenantOf(c, platform));
    case 'authorizationFailed':
      return authorizationFailed(c);
    case 'requestDisallowedByPolicy':
      return disallowedByPolicy(fault, c);
    case 'notFound':
      return notFound(fault.missing, c);
  }
}

/** https://learn.microsoft.com/azure/role-based-access-control/troubleshooting: a scope that is not there reads the same. */
function authorizationFailed(c: ArmContext): ArmError {
  const { appid, oid } = c.var.caller;
  const { name, scope } = operationOf(c);
  const message =
    `The client '${appid}' with object id '${oid}' does not have authorization to perform action '${name}' ` +
    `over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;
  return gatewayError(403, 'AuthorizationFailed', message);
}

function notFound(missing: 'resource' | 'resourceGroup', c: ArmContext): ArmError {
  const { namespace, type, name, resourceGroupName = '' } = readResourceId(pathOf(c));
  if (missing === 'resourceGroup') return resourceGroupNotFound(resourceGroupName);
  return resourceNotFound(`${namespace}/${type}`, name, resourceGroupName);
}

const grantSchema = z.object({ properties: z.object({ principalId: z.string() }) });

/** The principal of the grant that is asked for; nobody, where it names none. */
function principalIn(body: string): string {
  try {
    return grantSchema.parse(JSON.parse(body)).properties.principalId;
  } catch {
    return '00000000-0000-0000-0000-000000000000';
  }
}

function tenantOf(c: ArmContext, { state }: Platform): string {
  return state.subscriptions.get(`/subscriptions/${c.var.target.subscriptionId}`)?.tenantId ?? c.var.caller.tid;
}
