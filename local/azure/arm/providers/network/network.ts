import type { Platform } from '../../platform.ts';
import type { ArmApp } from '../../server/arm-env.ts';
import { routeAzureFirewalls } from './azure-firewalls.ts';
import { routeFirewallPolicies } from './firewall-policies.ts';
import { routeNetworkSecurityGroups } from './network-security-groups.ts';
import { routePrivateDnsZones } from './private-dns-zones.ts';
import { routePrivateEndpoints } from './private-endpoints.ts';
import { routePublicAddresses } from './public-ip-addresses.ts';
import { routeRouteTables } from './route-tables.ts';
import { routePeerings } from './virtual-network-peerings.ts';
import { routeVirtualNetworks } from './virtual-networks.ts';

/**
 * The parts of a network that decide whether the nodes of a cluster reach Azure and its storage
 * accounts. Interfaces and hubs are not among them: references to them are kept unchecked.
 */
export function routeNetwork(app: ArmApp, platform: Platform): void {
  routeVirtualNetworks(app, platform);
  routePeerings(app, platform);
  routeNetworkSecurityGroups(app, platform);
  routeRouteTables(app, platform);
  routeAzureFirewalls(app, platform);
  routeFirewallPolicies(app, platform);
  routePrivateEndpoints(app, platform);
  routePrivateDnsZones(app, platform);
  routePublicAddresses(app, platform);
}
