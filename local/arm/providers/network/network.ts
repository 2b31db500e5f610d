import type { Platform } from '../../platform.ts';
import type { ArmApp } from '../../server/arm-env.ts';
import { routeAzureFirewalls } from './azure-firewalls.ts';
import { routeFirewallPolicies } from './firewall-policies.ts';
import { routeNetworkSecurityGroups } from './network-security-groups.ts';
import { routeRouteTables } from './route-tables.ts';
import { routeVirtualNetworks } from './virtual-networks.ts';

/**
 * What decides whether the nodes of a cluster reach Azure. Public addresses, interfaces and hubs are not among it:
 * references to them are kept unchecked.
 */
export function routeNetwork(app: ArmApp, platform: Platform): void {
  routeVirtualNetworks(app, platform);
  routeNetworkSecurityGroups(app, platform);
  routeRouteTables(app, platform);
  routeAzureFirewalls(app, platform);
  routeFirewallPolicies(app, platform);
}
