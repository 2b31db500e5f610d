import { z } from 'zod';
import type { RequestedOperation } from '../../server/requested-operation.ts';
import { readResourceId } from '../../state/resource-id.ts';
import { wantedIdentities } from '../../state/wire.ts';

/**
 * Rights that a write needs elsewhere, because its body names a resource there. Azure checks it at
 * every write, whether or not the name was there before.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-linkedauthorizationfailed
 */
export function linkedOperations({ name }: RequestedOperation, body: unknown): readonly RequestedOperation[] {
  const verb = name.split('/').at(-1);
  if (verb !== 'write') return [];
  return [...assignedIdentities(body), ...(LINKS[name.toLowerCase()]?.(body) ?? [])];
}

const LINKS: Readonly<Record<string, (body: unknown) => readonly RequestedOperation[]>> = {
  'microsoft.containerservice/managedclusters/write': joinedSubnets,
  'microsoft.containerservice/managedclusters/trustedaccessrolebindings/write': sourceOfBinding,
};

const identitySchema = z.object({
  identity: z.object({ userAssignedIdentities: z.record(z.string(), z.unknown()) }),
});

/** A caller who assigns an identity can act as it from then on. */
function assignedIdentities(body: unknown): readonly RequestedOperation[] {
  const { data } = identitySchema.safeParse(body);
  const name = 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action';
  return wantedIdentities(data?.identity.userAssignedIdentities).map((scope) => ({ name, scope }));
}

const poolsSchema = z.object({ properties: z.object({ agentPoolProfiles: z.array(z.unknown()) }) });
const subnetsSchema = z.object({ vnetSubnetID: z.string().nullish(), podSubnetID: z.string().nullish() });

function joinedSubnets(body: unknown): readonly RequestedOperation[] {
  const pools = poolsSchema.safeParse(body).data?.properties.agentPoolProfiles ?? [];
  const subnets = pools.flatMap((pool) => Object.values(subnetsSchema.safeParse(pool).data ?? {}));
  return [...new Set(subnets)]
    .filter((scope) => typeof scope === 'string')
    .map((scope) => ({ name: 'Microsoft.Network/virtualNetworks/subnets/join/action', scope }));
}

const bindingSchema = z.object({ properties: z.object({ sourceResourceId: z.string() }) });

function sourceOfBinding(body: unknown): readonly RequestedOperation[] {
  const scope = bindingSchema.safeParse(body).data?.properties.sourceResourceId;
  if (scope === undefined) return [];
  const { namespace, type } = readResourceId(scope);
  return [{ name: `${namespace}/${type}/read`, scope }];
}
