import { decision } from '../../steps/step.ts';
import { contains, parseRange } from '../network/address-range.ts';
import { sameRegion } from '../place.ts';
import type { Way, WayFacts } from './way-in.ts';

/** Rules of the account for public addresses, held against those that the nodes go out by. */
export function enterByAddress({ cluster, account, entrances }: WayFacts): Way {
  const rules = (account.firewall?.ipRules ?? []).map(parseRange).filter((range) => range !== undefined);
  if (rules.length === 0) return { state: 'none' };
  const addresses = entrances.outboundAddresses;
  const evidence = { outboundAddresses: addresses };
  const letIn = addresses.filter((address) => {
    const range = parseRange(address);
    return range !== undefined && rules.some((rule) => contains(rule, range));
  });
  const steps = [
    decision(
      `Use a rule for the subnet of the nodes or a private endpoint instead of the rule for addresses of storage account ${account.name}.`,
      'ownerChooses',
    ),
  ];
  if (addresses.length === 0) {
    const message = `Storage account ${account.name} lets public addresses in, and Azure does not say by which addresses cluster ${cluster.name} goes out.`;
    return { state: 'unclear', reason: 'OutboundAddressesNotReturned', message, steps, evidence };
  }
  if (letIn.length < addresses.length) return { state: 'none' };
  if (sameRegion(account.location, cluster.location)) {
    // https://learn.microsoft.com/azure/storage/common/storage-network-security#restrictions-for-ip-network-rules
    const message = `Storage account ${account.name} lets the public addresses of cluster ${cluster.name} in, but such rules have no effect on traffic from the account's region.`;
    return { state: 'unclear', reason: 'AddressRulesInSameRegion', message, steps, evidence };
  }
  const message = `The firewall of storage account ${account.name} lets the public addresses of cluster ${cluster.name} in.`;
  return { state: 'open', reason: 'AddressRules', message, evidence };
}
