import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import { serviceError } from '../../server/errors.ts';
import type { ArmState } from '../../state/arm-state.ts';
import { contains, type IpRange, overlap, readRange } from './ip-range.ts';
import { inUse } from './network-errors.ts';
import type { Subnet, SubnetProperties } from './network-resource.ts';
import { optionalReference } from './network-schemas.ts';
import { clustersIn, firewallAddressesIn, type Referrer, requireReference } from './references.ts';
import { echoOf, partId, storePart } from './store.ts';

export const SUBNETS = 'virtualNetworks/subnets';

const READ_ONLY = [
  'provisioningState',
  'purpose',
  'ipConfigurations',
  'ipConfigurationProfiles',
  'privateEndpoints',
  'resourceNavigationLinks',
  'serviceAssociationLinks',
];

const optionalPrefix = z
  .string()
  .nullish()
  .transform((prefix) => prefix ?? undefined);
const optionalPrefixes = z
  .array(z.string())
  .nullish()
  .transform((prefixes) => prefixes ?? undefined);

export const subnetPropertiesSchema = z.looseObject({
  addressPrefix: optionalPrefix,
  addressPrefixes: optionalPrefixes,
  networkSecurityGroup: optionalReference,
  routeTable: optionalReference,
  natGateway: optionalReference,
});

export interface SubnetWish {
  readonly name: string;
  readonly properties: SubnetProperties;
}

/** The network that subnets are to be in. */
export interface SubnetSpace extends Required<Referrer> {
  readonly name: string;
  readonly addressPrefixes: readonly string[];
}

/**
 * @throws ArmError when the subnets that a network is to have cannot be together in it, or refer to
 * what is not there
 */
export function requireSubnets(state: ArmState, space: SubnetSpace, subnets: readonly SubnetWish[]): void {
  const outer = rangesOf(space.addressPrefixes, space.name);
  const taken: IpRange[] = [];
  for (const { name, properties } of subnets) {
    for (const range of rangesOf(properties.addressPrefixes ?? [properties.addressPrefix ?? ''], name)) {
      if (!outer.some((prefix) => contains(prefix, range))) throw invalidSubnet(name, space.name);
      if (taken.some((other) => overlap(other, range))) throw overlapping(name, space.name);
      taken.push(range);
    }
    const referrer = { id: partId({ parentId: space.id, type: SUBNETS, name }), location: space.location };
    requireReference(state.networkSecurityGroups, properties.networkSecurityGroup, referrer);
    requireReference(state.routeTables, properties.routeTable, referrer);
  }
}

export function storeSubnet(platform: Platform, parentId: string, { name, properties }: SubnetWish): Subnet {
  const { addressPrefix, addressPrefixes, networkSecurityGroup, routeTable } = properties;
  return storePart(
    platform,
    platform.state.subnets,
    { parentId, type: SUBNETS, name },
    {
      delegations: [],
      privateEndpointNetworkPolicies: 'Disabled',
      privateLinkServiceNetworkPolicies: 'Enabled',
      ...echoOf(properties, READ_ONLY),
      addressPrefix,
      addressPrefixes,
      networkSecurityGroup,
      routeTable,
    },
  );
}

export function subnetAnswer(state: ArmState, subnet: Subnet): object {
  const ipConfigurations = firewallAddressesIn(state, subnet.id);
  if (ipConfigurations.length === 0) return subnet;
  return { ...subnet, properties: { ...subnet.properties, ipConfigurations } };
}

export function requireUnusedSubnet(state: ArmState, { id, name }: Subnet): void {
  const users = [...firewallAddressesIn(state, id), ...clustersIn(state, id)];
  if (users.length > 0) throw inUse('Subnet', `Subnet ${name}`, users);
}

function rangesOf(prefixes: readonly string[], owner: string): readonly IpRange[] {
  return prefixes.map((prefix) => readRange(prefix, owner)).filter((range) => range !== undefined);
}

function invalidSubnet(name: string, network: string) {
  return serviceError(400, 'NetcfgInvalidSubnet', `Subnet '${name}' is not valid in virtual network '${network}'.`);
}

function overlapping(name: string, network: string) {
  const message =
    `Subnet '${name}' is not valid because its IP address range overlaps with that of an existing subnet in virtual ` +
    `network '${network}'.`;
  return serviceError(400, 'NetcfgSubnetRangesOverlap', message);
}
