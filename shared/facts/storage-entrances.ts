import type { Cluster, StorageAccount } from '../model/azure.ts';
import type { Fact, Source } from '../model/fact.ts';
import type { Failure } from '../model/failure.ts';
import type { EndpointEntrance, PrivateDnsZone, StorageEntrances } from '../model/network.ts';
import { partsOf, type ResourceId } from '../model/resource-id.ts';
import { takesAllNetworks } from '../model/storage-networks.ts';
import type { ArmReader } from '../ports/arm.ts';
import { type Reader, sourceOf } from './reading.ts';

const WITHOUT_ID: Failure = {
  class: 'permanent',
  code: 'EndpointNotNamed',
  message: 'The storage account does not name the endpoint.',
};

/** How the nodes may get into a storage account behind a firewall. An account that takes all networks costs no read. */
export const readStorageEntrances: Reader<'storageEntrances'> = async ({ arm, fact }) => {
  const [account, cluster, network] = await Promise.all([fact('storageAccount'), fact('cluster'), fact('nodeNetwork')]);
  if (account.state === 'unknown') return account;
  if (account.value === 'absent' || takesAllNetworks(account.value)) return { ...account, value: 'notNeeded' };
  if (cluster.state === 'unknown') return cluster;
  if (network.state === 'unknown') return network;

  const [endpoints, addresses] = await Promise.all([
    readEndpoints(account.value, network.value === 'absent', arm),
    readOutboundAddresses(account.value, cluster.value, arm),
  ]);
  if (addresses.state === 'unknown') return addresses;
  const value = { ...endpoints.value, outboundAddresses: addresses.value };
  return { state: 'known', value, sources: [...account.sources, ...endpoints.sources, ...addresses.sources] };
};

type Endpoints = Pick<StorageEntrances, 'endpoints' | 'unread'>;

/** One endpoint that cannot be read says nothing about the others: each is read for itself. */
async function readEndpoints(
  { privateEndpoints }: StorageAccount,
  withPeers: boolean,
  arm: ArmReader,
): Promise<{ readonly value: Endpoints; readonly sources: readonly Source[] }> {
  const approved = privateEndpoints.filter(({ status }) => status?.toLowerCase() === 'approved');
  const ids = approved.flatMap(({ endpointId }) => endpointId ?? []);
  const found = await Promise.all(ids.map(async (id) => ({ id, read: await readEndpoint(id, withPeers, arm) })));
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

async function readEndpoint(id: ResourceId, withPeers: boolean, arm: ArmReader): Promise<Fact<EndpointEntrance>> {
  const [endpoint, zoneIds] = await Promise.all([arm.getPrivateEndpoint(id), arm.listPrivateDnsZoneIds(id)]);
  const sources = [sourceOf(endpoint.trace), sourceOf(zoneIds.trace)];
  if (!endpoint.ok) return { state: 'unknown', failure: endpoint.failure, sources };
  if (!zoneIds.ok) return { state: 'unknown', failure: zoneIds.failure, sources };

  const [zones, network] = await Promise.all([
    Promise.all(zoneIds.value.map((zoneId) => readZone(zoneId, arm))),
    withPeers ? arm.getVirtualNetwork(endpoint.value.networkId) : undefined,
  ]);
  sources.push(...zones.flatMap((zone) => zone.sources), ...(network === undefined ? [] : [sourceOf(network.trace)]));
  if (network?.ok === false) return { state: 'unknown', failure: network.failure, sources };
  const unread = zones.find(({ state }) => state === 'unknown');
  if (unread?.state === 'unknown') return { state: 'unknown', failure: unread.failure, sources };
  const value = {
    ...endpoint.value,
    peerIds: network?.ok ? network.value.peerIds : [],
    zones: zones.flatMap((zone) => (zone.state === 'known' ? zone.value : [])),
  };
  return { state: 'known', value, sources };
}

async function readZone(id: ResourceId, arm: ArmReader): Promise<Fact<PrivateDnsZone>> {
  const links = await arm.listZoneNetworkIds(id);
  const sources = [sourceOf(links.trace)];
  return links.ok
    ? { state: 'known', value: { id, name: partsOf(id).name, linkedNetworkIds: links.value }, sources }
    : { state: 'unknown', failure: links.failure, sources };
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
