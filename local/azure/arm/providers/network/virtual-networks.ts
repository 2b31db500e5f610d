import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import type { ArmApp } from '../../server/arm-env.ts';
import { readBody } from '../../server/request-body.ts';
import type { Tags } from '../../state/wire.ts';
import { invalidRequestFormat } from './network-errors.ts';
import type { SubnetProperties, VirtualNetwork, VirtualNetworkProperties } from './network-resource.ts';
import { trackedFields } from './network-schemas.ts';
import { type PartKind, routeParts } from './route-parts.ts';
import { type ResourceKind, routeResources } from './route-resources.ts';
import { echoOf, type Frame, isSame, newResource, partsBeside } from './store.ts';
import {
  requireSubnets,
  requireUnusedSubnet,
  SUBNETS,
  type SubnetWish,
  storeSubnet,
  subnetAnswer,
  subnetPropertiesSchema,
} from './subnet.ts';

const networkSchema = z.object({
  ...trackedFields,
  properties: z.looseObject({
    addressSpace: z.looseObject({ addressPrefixes: z.array(z.string()).min(1) }),
    subnets: z.array(z.object({ name: z.string(), properties: subnetPropertiesSchema })).nullish(),
  }),
});

const subnetSchema = z.object({ properties: subnetPropertiesSchema });

const READ_ONLY = ['provisioningState', 'resourceGuid', 'flowLogs', 'subnets'];

const VIRTUAL_NETWORKS: ResourceKind<VirtualNetworkProperties> = {
  type: 'virtualNetworks',
  collection: ({ virtualNetworks }) => virtualNetworks,
  write(c, platform, frame) {
    const { properties, ...wish } = readBody(c, networkSchema, invalidRequestFormat);
    // Since 2023-09-01 a network that is written without subnets keeps those that it has:
    // https://techcommunity.microsoft.com/blog/azurenetworkingblog/azure-virtual-network-now-supports-updates-without-subnet-property/4067952
    const subnets = properties.subnets ?? platform.state.subnets.below(frame.id);
    return putVirtualNetwork(platform, frame, { ...wish, properties, subnets });
  },
  answer(state, network) {
    const subnets = state.subnets.below(network.id).map((subnet) => subnetAnswer(state, subnet));
    return { ...network, properties: { ...network.properties, subnets } };
  },
  requireUnused(state, { id }) {
    for (const subnet of state.subnets.below(id)) requireUnusedSubnet(state, subnet);
  },
};

const SUBNET_KIND: PartKind<VirtualNetworkProperties, SubnetProperties> = {
  parent: VIRTUAL_NETWORKS,
  type: SUBNETS,
  collection: ({ subnets }) => subnets,
  write(c, platform, network, name) {
    const { properties } = readBody(c, subnetSchema, invalidRequestFormat);
    const others = platform.state.subnets.below(network.id).filter((subnet) => !isSame(subnet.name, name));
    const { addressPrefixes } = network.properties.addressSpace;
    requireSubnets(platform.state, { ...network, addressPrefixes }, [...others, { name, properties }]);
    return storeSubnet(platform, network.id, { name, properties });
  },
  answer: subnetAnswer,
  requireUnused: requireUnusedSubnet,
};

/** https://learn.microsoft.com/rest/api/virtualnetwork/virtual-networks */
export function routeVirtualNetworks(app: ArmApp, platform: Platform): void {
  routeResources(app, platform, VIRTUAL_NETWORKS);
  routeParts(app, platform, SUBNET_KIND);
}

export interface VirtualNetworkWish {
  readonly location: string;
  readonly tags?: Tags | undefined;
  readonly properties: VirtualNetworkProperties;
  /** All that the network is to have: others go. */
  readonly subnets: readonly SubnetWish[];
}

/** Makes or changes a network with its subnets. */
export function putVirtualNetwork(
  platform: Platform,
  frame: Frame<VirtualNetworkProperties>,
  { subnets, properties, ...wish }: VirtualNetworkWish,
): VirtualNetwork {
  const { state, random } = platform;
  const { addressSpace } = properties;
  requireSubnets(state, { ...frame, location: wish.location, addressPrefixes: addressSpace.addressPrefixes }, subnets);
  const dropped = partsBeside(state.subnets.below(frame.id), subnets);
  for (const subnet of dropped) requireUnusedSubnet(state, subnet);

  const network = state.virtualNetworks.set(
    newResource(platform, 'virtualNetworks', frame, {
      ...wish,
      properties: {
        // A network that is written without its peerings keeps them.
        virtualNetworkPeerings: frame.current?.properties.virtualNetworkPeerings ?? [],
        enableDdosProtection: false,
        resourceGuid: frame.current?.properties.resourceGuid ?? random.uuid(),
        ...echoOf(properties, READ_ONLY),
        addressSpace,
      },
    }),
  );
  for (const { id } of dropped) state.remove(id);
  for (const subnet of subnets) storeSubnet(platform, network.id, subnet);
  return network;
}
