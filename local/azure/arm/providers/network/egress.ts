import type { ArmState } from '../../state/arm-state.ts';
import type { Echoed } from '../../state/wire.ts';
import { privateAddressOf } from './azure-firewalls.ts';
import { letsThrough } from './firewall-rules.ts';
import type { AzureFirewall, Subnet } from './network-resource.ts';
import { deniesOutbound } from './outbound-rules.ts';
import type { Service } from './service.ts';

export type EgressBlock = 'securityGroup' | 'route' | 'firewall';

/**
 * Finds the first thing that blocks HTTPS from a subnet to a service. Routes to a gateway, or to a
 * machine that is no Azure Firewall here, count as open: what is behind them is not known.
 *
 * @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
 */
export function blockOfEgress(state: ArmState, subnet: Subnet, service: Service): EgressBlock | undefined {
  if (deniesOutbound(state, subnet, service.tags)) return 'securityGroup';
  const route = routeTo(state, subnet, service.tags);
  if (isWord(route?.nextHopType, 'none')) return 'route';
  if (!isWord(route?.nextHopType, 'virtualappliance')) return undefined;
  const firewall = firewallAt(state, String(route?.nextHopIpAddress));
  if (firewall === undefined) return undefined;
  return letsThrough(state, firewall, subnet, service) ? undefined : 'firewall';
}

/** A route for a service tag is closer than the one for everything. */
function routeTo({ routes }: ArmState, { properties }: Subnet, tags: readonly string[]): Echoed | undefined {
  const table = properties.routeTable?.id;
  if (table === undefined) return undefined;
  const all = routes.below(table).map((route) => route.properties);
  const isFor = (prefixes: readonly string[]) => (route: Echoed) =>
    prefixes.some((prefix) => isWord(route.addressPrefix, prefix.toLowerCase()));
  return all.find(isFor(tags)) ?? all.find(isFor(['0.0.0.0/0']));
}

function firewallAt(state: ArmState, address: string): AzureFirewall | undefined {
  return state.azureFirewalls.all().find((firewall) => privateAddressOf(state, firewall) === address);
}

function isWord(value: unknown, word: string): boolean {
  return typeof value === 'string' && value.toLowerCase() === word;
}
