import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import { type ArmApp, type ArmContext, originOf } from '../../server/arm-env.ts';
import { pageOf } from '../../server/paging.ts';
import { readBody } from '../../server/request-body.ts';
import { aksError, invalidParameter } from './aks-error.ts';
import { linkToOperation } from './cluster-operations.ts';
import type { ManagedCluster } from './managed-cluster.ts';
import { requireCluster } from './managed-clusters.ts';
import type { TrustedAccessRoleBinding } from './trusted-access-role-binding.ts';
import { isOfferedTo } from './trusted-access-roles.ts';
import { requireWritable, startClusterWork } from './write-lane.ts';

const BINDINGS =
  '/subscriptions/:subscriptionId/resourcegroups/:resourceGroupName/providers/microsoft.containerservice/managedclusters/:resourceName/trustedaccessrolebindings';
const NAME = /^[A-Za-z0-9-]{1,24}$/;
/** https://learn.microsoft.com/azure/aks/trusted-access-feature */
const MAXIMUM_PER_CLUSTER = 8;

const bindingRequestSchema = z.object({
  properties: z.object({ sourceResourceId: z.string().min(1), roles: z.array(z.string()).min(1) }),
});

/** https://learn.microsoft.com/rest/api/aks/trusted-access-role-bindings */
export function routeTrustedAccessRoleBindings(app: ArmApp, platform: Platform): void {
  app.get(BINDINGS, (c) => {
    const cluster = requireCluster(c, platform);
    return c.json(pageOf(c, platform, platform.state.trustedAccessRoleBindings.below(cluster.id)));
  });
  app.get(`${BINDINGS}/:bindingName`, (c) => {
    const cluster = requireCluster(c, platform);
    const binding = platform.state.trustedAccessRoleBindings.get(bindingId(c, cluster));
    if (binding === undefined) throw bindingNotFound(c);
    return c.json(binding);
  });
  app.put(`${BINDINGS}/:bindingName`, (c) => putBinding(c, platform));
  app.delete(`${BINDINGS}/:bindingName`, (c) => deleteBinding(c, platform));
}

function bindingId(c: ArmContext, cluster: ManagedCluster): string {
  return `${cluster.id}/trustedAccessRoleBindings/${c.req.param('bindingName')}`;
}

function bindingNotFound(c: ArmContext) {
  const { subscriptionId, resourceGroupName, resourceName, bindingName } = c.req.param();
  const message =
    `Could not find the trusted access role binding ${bindingName} in subscription: ${subscriptionId}, ` +
    `resourceGroup: ${resourceGroupName}, clusterName: ${resourceName}.`;
  const details = [
    { code: 'Unspecified', message: 'rpc error: code = NotFound desc = TrustedAccessRoleBinding not found' },
  ];
  return aksError(404, 'NotFound', message, { subcode: 'GetTrustedAccessRoleBinding_NotFound', details });
}

function putBinding(c: ArmContext, platform: Platform): Response {
  const { trustedAccessRoleBindings } = platform.state;
  const cluster = requireCluster(c, platform);
  const id = bindingId(c, cluster);
  const current = trustedAccessRoleBindings.get(id);
  const { properties } = readBody(c, bindingRequestSchema, (problem) => invalidParameter('parameters', problem));
  requireValid(c.req.param('bindingName') ?? '', properties);
  if (current === undefined && trustedAccessRoleBindings.below(cluster.id).length >= MAXIMUM_PER_CLUSTER) {
    const message = `A cluster can have at most ${MAXIMUM_PER_CLUSTER} trusted access role bindings.`;
    throw aksError(400, 'BadRequest', message);
  }
  requireWritable(cluster);

  const binding = trustedAccessRoleBindings.set({
    id: current?.id ?? id,
    name: current?.name ?? c.req.param('bindingName') ?? '',
    type: 'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings',
    properties: { provisioningState: 'Updating', ...properties },
  });
  // Even an identical binding is written again: AKS does not compare.
  const origin = originOf(c);
  const operation = startClusterWork(platform, cluster, {
    duration: 'trustedAccessRoleBindingWrite',
    state: 'Updating',
    finish: () => {
      trustedAccessRoleBindings.set(succeeded(binding));
      platform.events.publish({ kind: 'Write', outcome: 'Success', resourceId: binding.id, origin });
    },
  });
  linkToOperation(c, platform, cluster.location, operation, 'Azure-AsyncOperation');
  return c.json(binding, 201);
}

function succeeded(binding: TrustedAccessRoleBinding): TrustedAccessRoleBinding {
  return { ...binding, properties: { ...binding.properties, provisioningState: 'Succeeded' } };
}

function requireValid(
  name: string,
  { sourceResourceId, roles }: { sourceResourceId: string; roles: readonly string[] },
): void {
  if (!NAME.test(name)) {
    throw invalidParameter('trustedAccessRoleBindingName', `'${name}' must match ${NAME.source}`);
  }
  const unknown = roles.find((role) => !isOfferedTo(sourceResourceId, role));
  if (unknown !== undefined) {
    const problem = `the role '${unknown}' was not found for the source resource '${sourceResourceId}'`;
    throw invalidParameter('properties.roles', problem);
  }
}

function deleteBinding(c: ArmContext, platform: Platform): Response {
  const { trustedAccessRoleBindings } = platform.state;
  const cluster = requireCluster(c, platform);
  const binding = trustedAccessRoleBindings.get(bindingId(c, cluster));
  if (binding === undefined) return c.body(null, 204);
  requireWritable(cluster);

  trustedAccessRoleBindings.set({ ...binding, properties: { ...binding.properties, provisioningState: 'Deleting' } });
  const origin = originOf(c);
  const operation = startClusterWork(platform, cluster, {
    duration: 'trustedAccessRoleBindingDelete',
    state: 'Updating',
    finish: () => {
      platform.state.remove(binding.id);
      platform.events.publish({ kind: 'Delete', outcome: 'Success', resourceId: binding.id, origin });
    },
  });
  linkToOperation(c, platform, cluster.location, operation, 'Azure-AsyncOperation');
  linkToOperation(c, platform, cluster.location, operation, 'Location');
  return c.body(null, 202);
}
