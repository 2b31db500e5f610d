import type { NetworkResource, SecurityRule } from './network-resource.ts';
import { NO_LISTS } from './security-rule.ts';

interface DefaultRule {
  readonly name: string;
  readonly description: string;
  readonly from: string;
  readonly to: string;
  readonly access: 'Allow' | 'Deny';
  readonly priority: number;
  readonly direction: 'Inbound' | 'Outbound';
}

/**
 * https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#default-security-rules
 */
const DEFAULT_RULES: readonly DefaultRule[] = [
  {
    name: 'AllowVnetInBound',
    description: 'Allow inbound traffic from all VMs in VNET',
    from: 'VirtualNetwork',
    to: 'VirtualNetwork',
    access: 'Allow',
    priority: 65000,
    direction: 'Inbound',
  },
  {
    name: 'AllowAzureLoadBalancerInBound',
    description: 'Allow inbound traffic from azure load balancer',
    from: 'AzureLoadBalancer',
    to: '*',
    access: 'Allow',
    priority: 65001,
    direction: 'Inbound',
  },
  {
    name: 'DenyAllInBound',
    description: 'Deny all inbound traffic',
    from: '*',
    to: '*',
    access: 'Deny',
    priority: 65500,
    direction: 'Inbound',
  },
  {
    name: 'AllowVnetOutBound',
    description: 'Allow outbound traffic from all VMs to all VMs in VNET',
    from: 'VirtualNetwork',
    to: 'VirtualNetwork',
    access: 'Allow',
    priority: 65000,
    direction: 'Outbound',
  },
  {
    name: 'AllowInternetOutBound',
    description: 'Allow outbound traffic from all VMs to Internet',
    from: '*',
    to: 'Internet',
    access: 'Allow',
    priority: 65001,
    direction: 'Outbound',
  },
  {
    name: 'DenyAllOutBound',
    description: 'Deny all outbound traffic',
    from: '*',
    to: '*',
    access: 'Deny',
    priority: 65500,
    direction: 'Outbound',
  },
];

/** The fixed rules of every group; they count after all others. */
export function defaultRulesOf({ id, etag }: NetworkResource): readonly SecurityRule[] {
  return DEFAULT_RULES.map(({ name, from, to, ...rule }) => ({
    id: `${id}/defaultSecurityRules/${name}`,
    name,
    type: 'Microsoft.Network/networkSecurityGroups/defaultSecurityRules',
    etag,
    properties: {
      ...rule,
      protocol: '*',
      sourcePortRange: '*',
      destinationPortRange: '*',
      sourceAddressPrefix: from,
      destinationAddressPrefix: to,
      ...NO_LISTS,
      provisioningState: 'Succeeded',
    },
  }));
}
