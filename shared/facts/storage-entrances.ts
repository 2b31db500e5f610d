import type { Cluster, StorageAccount } from '../model/azure.ts';
import type { Fact, Source } from '../model/fact.ts';
import { type Failure, saysNotThere } from '../model/failure.ts';
import type { EndpointEntrance, GroupedZone, PrivateDnsZone, StorageEntrances } from '../model/network.ts';
import { type ClusterId, partsOf, type ResourceId } from '../model/resource-id.ts';
import { takesAllNetworks } from '../model/storage-networks.ts';
import type { ArmReader } from '../ports/arm.ts';
import { type Reader, sourceOf } from './reading.ts';

const WITHOUT_ID: Failure = {
  class: 'permanent',
  code: 'EndpointNotNamed',
  message: 'The storage account does not name the endpoint.',
};

/**
 * How the nodes may get into a storage account behind a firewall, or to one whose name a private
 * endpoint changes. An account that takes all networks and has no endpoint costs no read.
 */
export const readStorageEntrances: Reader<'storageEntrances'> = async ({ arm, fact }) => {
  const [account, cluster, network] = await Promise.all([fact('storageAccount'), fact('cluster'), fact('nodeNetwork')]);
  if (account.state === 'unknown') return account;
  if (account.value === 'absent' || !needsEntrance(account.value)) return { ...account, value: 'notNeeded' };
  if (cluster.state === 'unknown') return cluster;
  if (network.state === 'unknown') return network;

  const [endpoints, addresses] = await Promise.all([
    readEndpoints(account.value, { withPeers: network.value === 'absent', clusterId: cluster.value.id }, arm),
    readOutboundAddresses(account.value, cluster.value, arm),
  ]);
  if (addresses.state === 'unknown') return addresses;
  const value = { ...endpoints.value, outboundAddresses: addresses.value };
  return { state: 'known', value, sources: [...account.sources, ...endpoints.sources, ...addresses.sources] };
};

function needsEntrance(account: StorageAccount): boolean {
  return !takesAllNetworks(account) || account.privateEndpoints.some(isApproved);
}

function isApproved({ status }: StorageAccount['privateEndpoints'][number]): boolean {
  return status?.toLowerCase() === 'approved';
}

type Endpoints = Pick<StorageEntrances, 'endpoints' | 'unread'>;

interface Near {
  readonly withPeers: boolean;
  readonly clusterId: ClusterId;
}

/** One endpoint that cannot be read says nothing about the others: each is read for itself. */
async function readEndpoints(
  account: StorageAccount,
  near: Near,
  arm: ArmReader,
): Promise<{ readonly value: Endpoints; readonly sources: readonly Source[] }> {
  const approved = account.privateEndpoints.filter(isApproved);
  const ids = approved.flatMap(({ endpointId }) => endpointId ?? []);
  const found = await Promise.all(
    ids.map(async (id) => ({ id, read: await readEndpoint(id, account.name, near, arm) })),
  );
  const unnamed = approved.length - ids.length;
  return {
    value: {
      endpoints: found.flatMap(({ read }) => (read.state === 'known' ? read.value : [])),
      unread: [
        ...found.flatMap(({ id, read }) =>
          read.state === 'unknown' ? { endpoint: id as string, failure: read.failure } : [],
        ),
        ...Array.from({ length: unnamed }, () => ({ endpoint: 'an endpoint without an id', failure: WITHOUT_ID })),
      ],
    },
    sources: found.flatMap(({ read }) => read.sources),
  };
}

async function readEndpoint(
  id: ResourceId,
  accountName: string,
  { withPeers, clusterId }: Near,
  arm: ArmReader,
): Promise<Fact<EndpointEntrance>> {
  const [endpoint, grouped] = await Promise.all([arm.getPrivateEndpoint(id), arm.listGroupedZones(id)]);
  const sources = [sourceOf(endpoint.trace), sourceOf(grouped.trace)];
  if (!endpoint.ok) return { state: 'unknown', failure: endpoint.failure, sources };
  if (!grouped.ok) return { state: 'unknown', failure: grouped.failure, sources };

  const [zones, network] = await Promise.all([
    readZones(id, accountName, grouped.value, clusterId, arm),
    withPeers ? arm.getVirtualNetwork(endpoint.value.networkId) : undefined,
  ]);
  sources.push(...zones.sources, ...(network === undefined ? [] : [sourceOf(network.trace)]));
  if (network?.ok === false) return { state: 'unknown', failure: network.failure, sources };
  if (zones.state === 'unknown') return { state: 'unknown', failure: zones.failure, sources };
  const value = {
    ...endpoint.value,
    addresses: [...endpoint.value.addresses, ...grouped.value.flatMap(({ addresses }) => addresses)],
    peerIds: network?.ok ? network.value.peerIds : [],
    zones: zones.value,
  };
  return { state: 'known', value, sources };
}

/**
 * The zones of the endpoint's zone groups; without one, those in the subscriptions of the endpoint
 * and of the cluster.
 */
async function readZones(
  endpointId: ResourceId,
  accountName: string,
  grouped: readonly GroupedZone[],
  clusterId: ClusterId,
  arm: ArmReader,
): Promise<Fact<readonly PrivateDnsZone[]>> {
  const keptBy = grouped.length > 0 ? 'zoneGroup' : 'person';
  const listed =
    keptBy === 'zoneGroup'
      ? { state: 'known' as const, value: grouped.map(({ zoneId }) => zoneId), sources: [] }
      : await listZones([endpointId, clusterId], arm);
  if (listed.state === 'unknown') return listed;
  const ids = [...new Set(listed.value)].filter((id) => /^privatelink\.blob\./i.test(partsOf(id).name));
  const zones = await Promise.all(ids.map((id) => readZone(id, keptBy, accountName, arm)));
  const sources = [...listed.sources, ...zones.flatMap((zone) => zone.sources)];
  const unread = zones.find(({ state }) => state === 'unknown');
  if (unread?.state === 'unknown') return { state: 'unknown', failure: unread.failure, sources };
  return { state: 'known', value: zones.flatMap((zone) => (zone.state === 'known' ? zone.value : [])), sources };
}

async function listZones(beside: readonly ResourceId[], arm: ArmReader): Promise<Fact<readonly ResourceId[]>> {
  const subscriptions = [...new Set(beside.map((id) => partsOf(id).subscriptionId))];
  const lists = await Promise.all(subscriptions.map((id) => arm.listPrivateDnsZoneIds(id)));
  const sources = lists.map(({ trace }) => sourceOf(trace));
  const failed = lists.find((list) => !list.ok);
  if (failed?.ok === false) return { state: 'unknown', failure: failed.failure, sources };
  return { state: 'known', value: lists.flatMap((list) => (list.ok ? list.value : [])), sources };
}

async function readZone(
  id: ResourceId,
  keptBy: PrivateDnsZone['keptBy'],
  accountName: string,
  arm: ArmReader,
): Promise<Fact<PrivateDnsZone>> {
  const [links, record] = await Promise.all([arm.listZoneNetworkIds(id), arm.getAddressRecord(id, accountName)]);
  const sources = [sourceOf(links.trace), sourceOf(record.trace)];
  if (!links.ok) return { state: 'unknown', failure: links.failure, sources };
  if (!record.ok && !saysNotThere(record.failure)) return { state: 'unknown', failure: record.failure, sources };
  const addresses = record.ok ? record.value : [];
  const value = { id, name: partsOf(id).name, keptBy, linkedNetworkIds: links.value, addresses };
  return { state: 'known', value, sources };
}

/** Only an account with rules for addresses makes a difference by them. */
async function readOutboundAddresses(
  { firewall }: StorageAccount,
  { network }: Cluster,
  arm: ArmReader,
): Promise<Fact<readonly string[]>> {
  const ids = (firewall?.ipRules ?? []).length === 0 ? [] : network.outboundAddressIds;
  const answers = await Promise.all(ids.map((id) => arm.getPublicAddress(id)));
  const sources = answers.map(({ trace }) => sourceOf(trace));
  const failed = answers.find((answer) => !answer.ok);
  if (failed?.ok === false) return { state: 'unknown', failure: failed.failure, sources };
  return { state: 'known', value: answers.flatMap((answer) => (answer.ok ? (answer.value ?? []) : [])), sources };
}
