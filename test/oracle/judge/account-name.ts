import { listAt, resourcesBelow, resourcesOf, same, textAt, textsAt, type World } from './world.ts';

/** The target of an account's public name, as a network resolves it. */
export type Resolution =
  | { readonly to: 'public' | 'nowhere' | 'unknown' }
  | { readonly to: 'private'; readonly addresses: readonly string[] };

/**
 * Once an account has an endpoint for blobs, its name is an alias in `privatelink.blob…`. A network
 * that is linked to a private zone of that name gets its answer there, and no answer where the zone
 * has no record.
 * https://learn.microsoft.com/azure/storage/common/storage-private-endpoints#dns-changes-for-private-endpoints
 */
export function resolutionIn(world: World, account: unknown, network: unknown): Resolution {
  // A DNS server of the owner's may forward to a zone from elsewhere, or answer by itself.
  if (textsAt(network, 'properties.dhcpOptions.dnsServers').length > 0) return { to: 'unknown' };
  const id = textAt(network, 'id');
  const zones = resourcesOf(world, 'privateDnsZones').filter((zone) =>
    /^privatelink\.blob\./i.test(textAt(zone, 'name') ?? ''),
  );
  const linked = zones.filter((zone) =>
    resourcesBelow(world, textAt(zone, 'id') ?? '', 'virtualNetworkLinks').some((link) =>
      same(textAt(link, 'properties.virtualNetwork.id'), id),
    ),
  );
  if (linked.length === 0) return { to: 'public' };
  const records = linked.flatMap((zone) =>
    resourcesBelow(world, textAt(zone, 'id') ?? '', 'A').filter((record) =>
      same(textAt(record, 'name'), textAt(account, 'name')),
    ),
  );
  const addresses = records.flatMap((record) =>
    listAt(record, 'properties.aRecords').flatMap((each) => textAt(each, 'ipv4Address') ?? []),
  );
  return addresses.length === 0 ? { to: 'nowhere' } : { to: 'private', addresses };
}

/**
 * The addresses of an endpoint: its zone group names those that it has written, the endpoint itself
 * names them without one.
 */
export function addressesOf(world: World, endpoint: unknown): readonly string[] {
  const groups = resourcesBelow(world, textAt(endpoint, 'id') ?? '', 'privateDnsZoneGroups');
  const written = groups.flatMap((group) =>
    listAt(group, 'properties.privateDnsZoneConfigs').flatMap((config) => listAt(config, 'properties.recordSets')),
  );
  return [...written, ...listAt(endpoint, 'properties.customDnsConfigs')].flatMap((each) =>
    textsAt(each, 'ipAddresses'),
  );
}
