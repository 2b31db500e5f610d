import type { Platform } from '../../platform.ts';
import { gatewayError } from '../../server/errors.ts';
import type { ArmState } from '../../state/arm-state.ts';
import { putSecurityGroup } from '../network/network-security-groups.ts';
import { putVirtualNetwork } from '../network/virtual-networks.ts';
import { subnetsOfPools } from './agent-pool.ts';
import { aksError } from './aks-error.ts';
import type { ClusterRequest } from './cluster-request.ts';
import type { ManagedCluster } from './managed-cluster.ts';

const SUBNET_ID =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Network\/virtualNetworks\/([^/]+)\/subnets\/([^/]+)$/i;

/** @throws ArmError when a pool is to be in a subnet that does not exist */
export function requireSubnetsOfPools(state: ArmState, { properties }: ClusterRequest): void {
  requireSubnetsOf(state, properties.agentPoolProfiles ?? []);
}

/** @throws ArmError when one of these pools is to be in a subnet that does not exist */
export function requireSubnetsOf(
  { subnets }: ArmState,
  pools: readonly { readonly vnetSubnetID?: string | null | undefined }[],
): void {
  for (const [index, { vnetSubnetID }] of pools.entries()) {
    if (vnetSubnetID === undefined || vnetSubnetID === null) continue;
    const [, subscriptionId, group, network, subnet] = SUBNET_ID.exec(vnetSubnetID) ?? [];
    if (subnet === undefined) throw invalidId(vnetSubnetID, index);
    if (subnets.get(vnetSubnetID) !== undefined) continue;
    // Text as reported in https://github.com/sassoftware/viya4-iac-azure/issues/163
    const message = `Could not find subnet ${subnet} in vnet ${network} from resource group ${group} of subscription ${subscriptionId}.`;
    throw aksError(400, 'SubnetNotFound', message);
  }
}

/**
 * Resource Manager finds this before AKS does.
 * https://github.com/hashicorp/terraform-provider-azurerm/issues/1166
 */
function invalidId(id: string, index: number) {
  const message =
    `Property id '${id}' at path 'properties.agentPoolProfiles[${index}].vnetSubnetID' is invalid. Expect fully ` +
    "qualified resource Id that start with '/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/'.";
  return gatewayError(400, 'LinkedInvalidPropertyId', message);
}

/**
 * Resources that AKS creates for the nodes in their own resource group: a security group, and where
 * the client chose no subnet a network whose subnet has that group. In a subnet of the client's AKS
 * puts the group on the nodes' interfaces alone.
 *
 * @see https://learn.microsoft.com/azure/aks/concepts-network
 */
export function createClusterNetwork(platform: Platform, subscriptionId: string, cluster: ManagedCluster): void {
  const { location, tags, properties } = cluster;
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${properties.nodeResourceGroup}`;
  const digits = digitsOf(String(properties.resourceUID));
  const frame = (type: string, name: string) => ({
    id: `${group}/providers/Microsoft.Network/${type}/${name}`,
    name,
    current: undefined,
  });

  const securityGroup = putSecurityGroup(platform, frame('networkSecurityGroups', `aks-agentpool-${digits}-nsg`), {
    location,
    tags,
    rules: [],
  });
  if (subnetsOfPools(cluster).length > 0) return;
  putVirtualNetwork(platform, frame('virtualNetworks', `aks-vnet-${digits}`), {
    location,
    tags,
    properties: { addressSpace: { addressPrefixes: ['10.224.0.0/12'] } },
    subnets: [
      {
        name: 'aks-subnet',
        properties: { addressPrefix: '10.224.0.0/16', networkSecurityGroup: { id: securityGroup.id } },
      },
    ],
  });
}

/** Eight digits, the same for the same cluster; how Azure finds its own is not public. */
function digitsOf(uid: string): string {
  const number = Number.parseInt(uid.replaceAll('-', '').slice(0, 12), 16);
  return String(number % 100_000_000).padStart(8, '0');
}
