import { type AzCommand, type Body, type Given, groupPath } from './azure.ts';

const VERSION = '2022-07-01';

const networkPath = (given: Given, rest: string) => `${groupPath(given)}/providers/Microsoft.Network/${rest}`;

/** `Https=443` as the Azure CLI reads it. */
function protocolsOf(given: Given): readonly object[] {
  return given.all('protocols').map((pair) => {
    const [protocolType, port] = pair.split('=');
    return { protocolType, port: Number(port) };
  });
}

/** The singular field for one value, the plural for several, as the Azure CLI writes both. */
function prefixes(field: string, values: readonly string[]): object {
  return values.length === 1 ? { [field]: values[0] } : { [`${field.replace(/x$/, 'xe')}s`]: values };
}

const groupOfRules = (given: Given, option: string) =>
  networkPath(given, `firewallPolicies/${given.one('policy-name')}/ruleCollectionGroups/${given.one(option)}`);

export const NETWORK_COMMANDS: Readonly<Record<string, AzCommand>> = {
  'network nsg rule create': (given, azure) =>
    azure.send(
      'PUT',
      networkPath(given, `networkSecurityGroups/${given.one('nsg-name')}/securityRules/${given.one('name')}`),
      VERSION,
      {
        properties: {
          priority: Number(given.one('priority')),
          direction: given.one('direction'),
          access: given.one('access'),
          protocol: given.one('protocol'),
          ...prefixes('sourceAddressPrefix', given.all('source-address-prefixes')),
          ...prefixes('sourcePortRange', given.all('source-port-ranges')),
          ...prefixes('destinationAddressPrefix', given.all('destination-address-prefixes')),
          ...prefixes('destinationPortRange', given.all('destination-port-ranges')),
        },
      },
    ),
  async 'network vnet subnet update'(given, azure) {
    const path = networkPath(given, `virtualNetworks/${given.one('vnet-name')}/subnets/${given.one('name')}`);
    const subnet = await azure.send('GET', path, VERSION);
    subnet.properties.serviceEndpoints = given.all('service-endpoints').map((service) => ({ service }));
    await azure.send('PUT', path, VERSION, subnet);
  },
  'network firewall policy rule-collection-group create': (given, azure) =>
    azure.send('PUT', groupOfRules(given, 'name'), VERSION, {
      properties: { priority: Number(given.one('priority')), ruleCollections: [] },
    }),
  async 'network firewall policy rule-collection-group collection add-filter-collection'(given, azure) {
    const path = groupOfRules(given, 'rule-collection-group-name');
    const group = await azure.send('GET', path, VERSION);
    const collection: Body = {
      ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
      name: given.one('name'),
      priority: Number(given.one('collection-priority')),
      action: { type: given.one('action') },
      rules: [
        {
          ruleType: given.one('rule-type'),
          name: given.one('rule-name'),
          protocols: protocolsOf(given),
          sourceAddresses: given.all('source-addresses'),
          targetFqdns: given.all('target-fqdns'),
        },
      ],
    };
    const ruleCollections = [...(group.properties.ruleCollections ?? []), collection];
    await azure.send('PUT', path, VERSION, { ...group, properties: { ...group.properties, ruleCollections } });
  },
  async 'network firewall application-rule create'(given, azure) {
    const path = networkPath(given, `azureFirewalls/${given.one('firewall-name')}`);
    const firewall = await azure.send('GET', path, VERSION);
    const rule = {
      name: given.one('name'),
      protocols: protocolsOf(given),
      sourceAddresses: given.all('source-addresses'),
      targetFqdns: given.all('target-fqdns'),
    };
    firewall.properties.applicationRuleCollections ??= [];
    firewall.properties.applicationRuleCollections.push({
      name: given.one('collection-name'),
      properties: { priority: Number(given.one('priority')), action: { type: given.one('action') }, rules: [rule] },
    });
    await azure.send('PUT', path, VERSION, firewall);
  },
  'network private-dns link vnet create': (given, azure) =>
    azure.send(
      'PUT',
      networkPath(given, `privateDnsZones/${given.one('zone-name')}/virtualNetworkLinks/${given.one('name')}`),
      '2018-09-01',
      {
        location: 'global',
        properties: {
          virtualNetwork: { id: given.one('virtual-network') },
          registrationEnabled: given.one('registration-enabled') === 'true',
        },
      },
    ),
};
