import { z } from 'zod';
import type { Platform } from '../platform.ts';
import { authorizationFailed } from '../providers/authorization/authorization-errors.ts';
import { principalNotFound } from '../providers/authorization/role-assignment-errors.ts';
import type { ArmContext } from '../server/arm-env.ts';
import { type ArmError, resourceGroupNotFound, resourceNotFound } from '../server/errors.ts';
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
      return authorizationFailed(c.var.caller, operationOf(c));
    case 'requestDisallowedByPolicy':
      return disallowedByPolicy(fault, c);
    case 'notFound':
      return notFound(fault.missing, c);
  }
}

function notFound(missing: 'resource' | 'resourceGroup', c: ArmContext): ArmError {
  const { namespace, type, name, resourceGroupName = '' } = readResourceId(pathOf(c));
  if (missing === 'resourceGroup') return resourceGroupNotFound(resourceGroupName);
  return resourceNotFound(`${namespace}/${type}`, name, resourceGroupName);
}

const grantSchema = z.object({ properties: z.object({ principalId: z.string() }) });

/** The principal of the requested grant, if it names one. */
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
