import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import { type ArmApp, type ArmContext, originOf } from '../../server/arm-env.ts';
import { pageOf } from '../../server/paging.ts';
import { readBody } from '../../server/request-body.ts';
import type { ArmState } from '../../state/arm-state.ts';
import { invalidRequestFormat, parentNotFound, partNotFound } from './network-errors.ts';
import type { NetworkPart, SubResource, VirtualNetwork } from './network-resource.ts';
import { requireName } from './network-schemas.ts';
import { isSame } from './store.ts';

const TYPE = 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings';
const PEERINGS =
  '/subscriptions/:subscriptionId/resourcegroups/:resourceGroupName/providers/microsoft.network/virtualnetworks/:name/virtualnetworkpeerings';

const peeringSchema = z.object({
  properties: z.looseObject({
    remoteVirtualNetwork: z.object({ id: z.string().startsWith('/') }),
    allowVirtualNetworkAccess: z.boolean().default(true),
    allowForwardedTraffic: z.boolean().default(false),
    allowGatewayTransit: z.boolean().default(false),
    useRemoteGateways: z.boolean().default(false),
  }),
});

type Peering = NetworkPart<{
  readonly remoteVirtualNetwork?: SubResource | undefined;
  readonly peeringState?: string | undefined;
}>;

/**
 * Kept in the network that has them.
 * https://learn.microsoft.com/rest/api/virtualnetwork/virtual-network-peerings
 */
export function routePeerings(app: ArmApp, platform: Platform): void {
  const { state, events, random } = platform;

  app.get(PEERINGS, (c) => c.json(pageOf(c, platform, peeringsOf(requireNetwork(c, state)))));
  app.get(`${PEERINGS}/:partName`, (c) => {
    const id = idOf(c, requireNetwork(c, state));
    const peering = peeringsOf(requireNetwork(c, state)).find((each) => isSame(each.id, id));
    if (peering === undefined) throw partNotFound(id);
    return c.json(peering);
  });
  app.put(`${PEERINGS}/:partName`, (c) => {
    const network = requireNetwork(c, state);
    const name = c.req.param('partName');
    requireName(name);
    const { properties } = readBody(c, peeringSchema, invalidRequestFormat);
    const id = idOf(c, network);
    const others = peeringsOf(network).filter((each) => !isSame(each.id, id));
    const remote = state.virtualNetworks.get(properties.remoteVirtualNetwork.id);
    const back = remote && peeringTo(remote, network.id);
    // Traffic flows once both sides have a peering to each other.
    const peeringState = back === undefined ? 'Initiated' : 'Connected';
    const peering = {
      id,
      name,
      type: TYPE,
      etag: `W/"${random.uuid()}"`,
      properties: {
        ...properties,
        peeringState,
        peeringSyncLevel: back === undefined ? 'RemoteNotInSync' : 'FullyInSync',
        provisioningState: 'Succeeded',
      },
    };
    keep(state, network, [...others, peering]);
    if (remote !== undefined) restate(state, remote, network.id, 'Connected');
    events.publish({ kind: 'Write', outcome: 'Success', resourceId: id, origin: originOf(c) });
    return c.json(peering, others.length < peeringsOf(network).length ? 200 : 201);
  });
  app.delete(`${PEERINGS}/:partName`, (c) => {
    const network = requireNetwork(c, state);
    const id = idOf(c, network);
    const gone = peeringsOf(network).find((each) => isSame(each.id, id));
    if (gone === undefined) return c.body(null, 204);
    keep(
      state,
      network,
      peeringsOf(network).filter((each) => each !== gone),
    );
    const remote = state.virtualNetworks.get(gone.properties.remoteVirtualNetwork?.id ?? '');
    if (remote !== undefined) restate(state, remote, network.id, 'Disconnected');
    events.publish({ kind: 'Delete', outcome: 'Success', resourceId: id, origin: originOf(c) });
    return c.body(null, 200);
  });
}

function peeringsOf({ properties }: VirtualNetwork): readonly Peering[] {
  return Array.isArray(properties.virtualNetworkPeerings) ? properties.virtualNetworkPeerings : [];
}

function peeringTo(network: VirtualNetwork, remoteId: string): Peering | undefined {
  return peeringsOf(network).find(({ properties }) => isSame(properties?.remoteVirtualNetwork?.id, remoteId));
}

/** A change on one side changes the state of the other side. */
function restate(state: ArmState, network: VirtualNetwork, remoteId: string, peeringState: string): void {
  const back = peeringTo(network, remoteId);
  if (back === undefined) return;
  const changed = { ...back, properties: { ...back.properties, peeringState } };
  keep(
    state,
    network,
    peeringsOf(network).map((each) => (each === back ? changed : each)),
  );
}

function keep(
  { virtualNetworks }: ArmState,
  network: VirtualNetwork,
  virtualNetworkPeerings: readonly Peering[],
): void {
  virtualNetworks.set({ ...network, properties: { ...network.properties, virtualNetworkPeerings } });
}

function requireNetwork(c: ArmContext, { virtualNetworks }: ArmState): VirtualNetwork {
  const { subscriptionId, resourceGroupName, name = '' } = c.req.param();
  const id = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.Network/virtualNetworks/${name}`;
  const network = virtualNetworks.get(id);
  if (network === undefined) throw parentNotFound(name);
  return network;
}

function idOf(c: ArmContext, network: VirtualNetwork): string {
  return `${network.id}/virtualNetworkPeerings/${c.req.param('partName')}`;
}
