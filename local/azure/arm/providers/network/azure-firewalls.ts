import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import type { ArmApp } from '../../server/arm-env.ts';
import { serviceError } from '../../server/errors.ts';
import { readBody } from '../../server/request-body.ts';
import type { ArmState } from '../../state/arm-state.ts';
import { readRange, writeAddress } from './ip-range.ts';
import { invalidRequestFormat } from './network-errors.ts';
import type { AzureFirewall, FirewallConfiguration, FirewallProperties } from './network-resource.ts';
import { optionalReference, trackedFields, zonesSchema } from './network-schemas.ts';
import { configurationId, type Referrer, requireReference } from './references.ts';
import { type ResourceKind, routeResources } from './route-resources.ts';
import { echoOf, isSame, newResource } from './store.ts';

const READ_ONLY = ['provisioningState', 'ipGroups'];
/** Azure keeps the first four addresses of each subnet for itself. */
const RESERVED_ADDRESSES = 4;

const firewallSchema = z.object({
  ...trackedFields,
  zones: zonesSchema,
  properties: z.looseObject({
    firewallPolicy: optionalReference,
    ipConfigurations: z
      .array(
        z.object({
          name: z.string(),
          properties: z.object({ subnet: optionalReference, publicIPAddress: optionalReference }),
        }),
      )
      .nullish(),
  }),
});

const FIREWALLS: ResourceKind<FirewallProperties> = {
  type: 'azureFirewalls',
  collection: ({ azureFirewalls }) => azureFirewalls,
  write(c, platform, frame) {
    const { properties, ...wish } = readBody(c, firewallSchema, invalidRequestFormat);
    const { firewallPolicy } = properties;
    const ipConfigurations = properties.ipConfigurations ?? [];
    requireConfigurations(platform.state, ipConfigurations, { id: frame.id, location: wish.location });
    // A policy serves firewalls of other regions, too.
    requireReference(platform.state.firewallPolicies, firewallPolicy, { id: frame.id });
    return platform.state.azureFirewalls.set(
      newResource(platform, 'azureFirewalls', frame, {
        ...wish,
        properties: { ...DEFAULTS, ...echoOf(properties, READ_ONLY), firewallPolicy, ipConfigurations },
      }),
    );
  },
  answer: firewallAnswer,
  requireUnused: () => undefined,
};

const DEFAULTS = {
  sku: { name: 'AZFW_VNet', tier: 'Standard' },
  threatIntelMode: 'Alert',
  additionalProperties: {},
  applicationRuleCollections: [],
  natRuleCollections: [],
  networkRuleCollections: [],
};

/** https://learn.microsoft.com/rest/api/firewall/azure-firewalls */
export function routeAzureFirewalls(app: ArmApp, platform: Platform): void {
  routeResources(app, platform, FIREWALLS);
}

function requireConfigurations(
  state: ArmState,
  configurations: readonly FirewallConfiguration[],
  referrer: Required<Referrer>,
): void {
  for (const { properties } of configurations) {
    const { subnet } = properties;
    if (subnet === undefined) continue;
    requireReference(state.subnets, subnet, referrer);
    requireReference(state.virtualNetworks, { id: subnet.id.replace(/\/subnets\/[^/]+$/i, '') }, referrer);
    if (isSame(subnet.id.split('/').at(-1), 'AzureFirewallSubnet')) continue;
    // The code is assumed: no public source has it. That the name must be this one is documented:
    // https://learn.microsoft.com/azure/firewall/firewall-faq
    const message = `Subnet ${subnet.id} of firewall ${referrer.id} must be named AzureFirewallSubnet.`;
    throw serviceError(400, 'AzureFirewallSubnetNameInvalid', message);
  }
}

function firewallAnswer(state: ArmState, firewall: AzureFirewall): object {
  const ipConfigurations = firewall.properties.ipConfigurations.map(({ name, properties }) => ({
    name,
    id: configurationId(firewall.id, name),
    etag: firewall.etag,
    type: 'Microsoft.Network/azureFirewalls/azureFirewallIpConfigurations',
    properties: {
      provisioningState: 'Succeeded',
      privateIPAddress: addressIn(state, properties.subnet?.id),
      ...properties,
    },
  }));
  return { ...firewall, properties: { ...firewall.properties, ipConfigurations } };
}

/** Where routes lead that send traffic through the firewall. */
export function privateAddressOf(state: ArmState, { properties }: AzureFirewall): string | undefined {
  return addressIn(state, properties.ipConfigurations.find((each) => each.properties.subnet)?.properties.subnet?.id);
}

/** The first address that a subnet has to give; all configurations of a firewall share it. */
function addressIn({ subnets }: ArmState, subnetId: string | undefined): string | undefined {
  const subnet = subnetId === undefined ? undefined : subnets.get(subnetId);
  const prefix = subnet?.properties.addressPrefix ?? subnet?.properties.addressPrefixes?.[0];
  const range = prefix === undefined ? undefined : readRange(prefix, subnet?.name ?? '');
  return range && writeAddress(range.first + RESERVED_ADDRESSES);
}
