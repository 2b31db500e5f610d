import { isInstalled } from './extension.ts';
import { firewallAt, namesBlockedBy } from './firewall.ts';
import { type NodeSubnet, nodeSubnets } from './node-subnets.ts';
import { passageThrough } from './security-rules.ts';
import { at, cannot, type Doubt, find, listAt, same, textAt, textsAt, unknown, type World } from './world.ts';

/**
 * Where the pods go out to, as the service tags that contain it. AzureCloud has all datacentre
 * addresses.
 * https://learn.microsoft.com/azure/virtual-network/service-tags-overview
 * https://learn.microsoft.com/azure/container-registry/container-registry-firewall-access-rules
 */
function destinationsFrom(region: string): Readonly<Record<string, readonly string[]>> {
  const cloud = ['Internet', 'AzureCloud'];
  const regional = [...cloud, `AzureCloud.${region}`];
  return {
    'blob storage': [...regional, 'Storage', `Storage.${region}`],
    'Resource Manager': [...cloud, 'AzureResourceManager'],
    'Microsoft Entra ID': [...cloud, 'AzureActiveDirectory'],
    'the registry of Microsoft': [...cloud, 'MicrosoftContainerRegistry', `MicrosoftContainerRegistry.${region}`],
    // Whether AzureCloud holds the front door is not documented. The images of an installed
    // extension have come through it.
    'the front door of the registry': [...cloud, 'AzureFrontDoor.FirstParty'],
    'the service of extensions': regional,
  };
}

/** The way of the pods out of the network of the nodes. */
export function* judgeOutbound(world: World): Generator<Doubt> {
  const cluster = find(world, world.arrangement.cluster);
  if (cluster === undefined) return;
  const outboundType = textAt(cluster, 'properties.networkProfile.outboundType');
  // Matrix: not supported. The AKS team on 2026-09-09 (Azure/AKS#5245): supported by now.
  if (outboundType === 'none' || outboundType === 'block') yield unknown('The cluster is network isolated.');

  const subnets = nodeSubnets(world);
  if (subnets === undefined) return yield unknown('A subnet of the nodes is not there to be read.');
  const region = textAt(cluster, 'location')?.replaceAll(' ', '') ?? '';
  const findings = subnets.map((subnet) => [...judgeSubnet(world, subnet, region, outboundType)]);
  // Pods go to any of the pools that take them: when some have a way out, it depends on where they
  // land.
  const isSplit = findings.some((doubts) => doubts.length === 0) && findings.some((doubts) => doubts.length > 0);
  for (const doubt of findings.flat()) yield isSplit ? unknown(doubt.reason) : doubt;

  // The proxy or the DNS server may or may not know the names; an installed extension has got
  // through.
  if (isInstalled(world)) return;
  if (at(cluster, 'properties.httpProxyConfig.httpsProxy') ?? at(cluster, 'properties.httpProxyConfig.httpProxy')) {
    yield unknown('An HTTP proxy decides which names can be reached.');
  }
  if (subnets.some(({ network }) => textsAt(network, 'properties.dhcpOptions.dnsServers').length > 0)) {
    yield unknown('DNS servers of the network decide which names can be resolved.');
  }
}

function* judgeSubnet(
  world: World,
  subnet: NodeSubnet,
  region: string,
  outboundType: string | undefined,
): Generator<Doubt> {
  const groupId = textAt(subnet.subnet, 'properties.networkSecurityGroup.id');
  if (groupId !== undefined) {
    const group = find(world, groupId);
    if (group === undefined) yield unknown(`${groupId} is not there to be read.`);
    else yield* judgeGroup(group, subnet, region);
  }
  yield* judgeRoute(world, subnet, region, outboundType);
}

function* judgeGroup(group: unknown, { id, prefixes }: NodeSubnet, region: string): Generator<Doubt> {
  for (const [name, coveredBy] of Object.entries(destinationsFrom(region))) {
    const passage = passageThrough(group, { direction: 'Outbound', coveredBy, subnet: prefixes, port: 443 });
    if (passage === 'denied') yield cannot(`A security rule keeps ${id} from ${name}.`);
    if (passage === 'unknown') yield unknown(`Whether ${id} reaches ${name} depends on addresses.`);
  }
}

/** https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview */
function* judgeRoute(
  world: World,
  subnet: NodeSubnet,
  region: string,
  outboundType: string | undefined,
): Generator<Doubt> {
  const tableId = textAt(subnet.subnet, 'properties.routeTable.id');
  const table = tableId === undefined ? undefined : find(world, tableId);
  if (tableId !== undefined && table === undefined) return yield unknown(`${tableId} is not there to be read.`);
  const routes = listAt(table, 'properties.routes');
  const byDefault = routes.find((each) => textAt(each, 'properties.addressPrefix') === '0.0.0.0/0');
  // A route to part of the Internet, or for a tag, takes part of the traffic elsewhere.
  const others = routes.filter((each) => each !== byDefault && !isOfNetworkOrInternet(each));
  const dropped = others.filter((each) => same(textAt(each, 'properties.nextHopType'), 'None'));
  if (dropped.length > 0 && dropped.length === others.length) {
    const prefixes = dropped.map((each) => textAt(each, 'properties.addressPrefix') ?? '');
    for (const [name, coveredBy] of Object.entries(destinationsFrom(region))) {
      if (coveredBy.some((tag) => prefixes.some((prefix) => same(prefix, tag))))
        yield cannot(`${tableId} drops ${name}.`);
    }
    if (['0.0.0.0/1', '128.0.0.0/1'].every((half) => prefixes.includes(half)))
      yield cannot(`${tableId} drops everything.`);
  }
  if (others.length > 0) yield unknown(`${tableId} sends part of the traffic elsewhere.`);

  const hop = textAt(byDefault, 'properties.nextHopType');
  if (byDefault === undefined) {
    // https://learn.microsoft.com/azure/aks/egress-outboundtype: AKS itself makes no way out then.
    if (outboundType === 'userDefinedRouting') yield cannot(`${subnet.id} has no route to the Internet.`);
  } else if (same(hop, 'None')) yield cannot(`${tableId} drops what goes to the Internet.`);
  else if (same(hop, 'VirtualAppliance'))
    yield* judgeAppliance(world, textAt(byDefault, 'properties.nextHopIpAddress'), subnet);
  else if (!same(hop, 'Internet')) yield unknown(`${tableId} sends everything to ${hop}.`);
}

function isOfNetworkOrInternet(route: unknown): boolean {
  const prefix = textAt(route, 'properties.addressPrefix') ?? '';
  const isPrivate = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(prefix);
  return isPrivate || same(textAt(route, 'properties.nextHopType'), 'Internet');
}

function* judgeAppliance(world: World, address: string | undefined, subnet: NodeSubnet): Generator<Doubt> {
  const firewall = firewallAt(world, address);
  if (firewall === undefined) return yield unknown(`${address} is no Azure Firewall whose rules could be read.`);
  const { blocked, unclear } = namesBlockedBy(world, firewall, subnet.prefixes);
  if (blocked.length > 0) yield cannot(`${textAt(firewall, 'name')} blocks ${blocked.join(', ')}.`);
  if (unclear.length > 0) yield unknown(`${textAt(firewall, 'name')} may block ${unclear.join(', ')}.`);
}
