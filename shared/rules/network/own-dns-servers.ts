import type { Absent } from '../../model/fact.ts';
import type { NodeNetwork } from '../../model/network.ts';

/**
 * Azure's own DNS server, the same in every network.
 * https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
 */
const AZURE_DNS = '168.63.129.16';

/**
 * The DNS servers that the owner of the nodes' networks set; none where Azure's own DNS answers.
 */
export function ownDnsServers(network: NodeNetwork | Absent): readonly string[] {
  const networks = network === 'absent' ? [] : network.networks;
  return [...new Set(networks.flatMap(({ dnsServers }) => dnsServers))].filter((address) => address !== AZURE_DNS);
}
