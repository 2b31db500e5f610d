import { securityRuleProperties } from '../changes/security-rule.ts';
import { parseResourceId, partsOf, type ResourceId } from '../model/resource-id.ts';
import type { Arm, ArmResult } from '../ports/arm.ts';
import { API_VERSIONS } from './api-versions.ts';
import type { Connection } from './connection.ts';
import { readFirewall, readFirewallPolicy, readRuleCollectionGroup } from './firewall-shapes.ts';
import { beginWrite } from './long-writes.ts';
import {
  readAddressRecord,
  readPrivateEndpoint,
  readPublicAddress,
  readRouteTable,
  readSecurityGroup,
  readSubnet,
  readVirtualNetwork,
  readZoneGroup,
  readZoneId,
  readZoneLink,
} from './network-shapes.ts';
import { restList } from './rest-list.ts';

type Calls = Pick<
  Arm,
  | 'getSubnet'
  | 'getVirtualNetwork'
  | 'getRouteTable'
  | 'getNetworkSecurityGroup'
  | 'getPrivateEndpoint'
  | 'listGroupedZones'
  | 'listPrivateDnsZoneIds'
  | 'listZoneNetworkIds'
  | 'getAddressRecord'
  | 'getPublicAddress'
  | 'listNetworkSecurityGroups'
  | 'listAzureFirewalls'
  | 'getFirewallPolicy'
  | 'listRuleCollectionGroups'
  | 'putSecurityRule'
  | 'deleteSecurityRule'
>;

/**
 * Networks as generic resources: the client for Microsoft.Network is heavy, and takes no
 * api-version but its own.
 */
export function networkCalls(connection: Connection): Calls {
  const { ask, resources } = connection;

  async function get<T>(
    id: ResourceId,
    read: (answer: unknown) => T,
    apiVersion: string = API_VERSIONS.network,
  ): Promise<ArmResult<T>> {
    const client = await resources(partsOf(id).subscriptionId);
    // The client puts a slash of its own before the id.
    return ask(() => client.resources.getById(id.slice(1), apiVersion), read);
  }
  async function list<T>(
    path: string,
    read: (item: Readonly<Record<string, unknown>>) => T,
    apiVersion: string = API_VERSIONS.network,
  ) {
    const client = await connection.rest();
    return ask(
      () => restList(client, path, { 'api-version': apiVersion }),
      (items) => items.map(read),
    );
  }

  return {
    getSubnet: (id) => get(id, readSubnet),
    getVirtualNetwork: (id) => get(id, readVirtualNetwork),
    getRouteTable: (id) => get(id, readRouteTable),
    getNetworkSecurityGroup: (id) => get(id, readSecurityGroup),
    getPrivateEndpoint: (id) => get(id, readPrivateEndpoint),
    getPublicAddress: (id) => get(id, readPublicAddress),
    async listGroupedZones(endpointId) {
      const groups = await list(`${endpointId}/privateDnsZoneGroups`, readZoneGroup);
      return groups.ok ? { ...groups, value: groups.value.flat() } : groups;
    },
    async listPrivateDnsZoneIds(subscriptionId) {
      const path = `/subscriptions/${subscriptionId}/providers/Microsoft.Network/privateDnsZones`;
      const zones = await list(path, readZoneId, API_VERSIONS.privateDnsZones);
      return zones.ok ? { ...zones, value: zones.value.filter((id) => id !== undefined) } : zones;
    },
    getAddressRecord(zoneId, name) {
      const id = parseResourceId(`${zoneId}/a/${name}`);
      if (id === undefined) throw new Error(`${name} is no name of a record.`);
      return get(id, readAddressRecord, API_VERSIONS.privateDnsZones);
    },
    async listZoneNetworkIds(zoneId) {
      const links = await list(`${zoneId}/virtualNetworkLinks`, readZoneLink, API_VERSIONS.privateDnsZones);
      return links.ok ? { ...links, value: links.value.filter((id) => id !== undefined) } : links;
    },
    getFirewallPolicy: (id) => get(id, readFirewallPolicy),
    listNetworkSecurityGroups: (groupId) =>
      list(`${groupId}/providers/Microsoft.Network/networkSecurityGroups`, readSecurityGroup),
    listAzureFirewalls: (subscriptionId) =>
      list(`/subscriptions/${subscriptionId}/providers/Microsoft.Network/azureFirewalls`, readFirewall),
    listRuleCollectionGroups: (policyId) => list(`${policyId}/ruleCollectionGroups`, readRuleCollectionGroup),
    putSecurityRule({ networkSecurityGroupId, name, priority, serviceTag }) {
      return beginWrite(connection, {
        method: 'put',
        path: `${networkSecurityGroupId}/securityRules/${name}`,
        apiVersion: API_VERSIONS.network,
        body: { properties: securityRuleProperties({ priority, serviceTag }) },
      });
    },
    deleteSecurityRule(networkSecurityGroupId, name) {
      const path = `${networkSecurityGroupId}/securityRules/${encodeURIComponent(name)}`;
      return beginWrite(connection, { method: 'delete', path, apiVersion: API_VERSIONS.network });
    },
  };
}
