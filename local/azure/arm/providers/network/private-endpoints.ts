import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import type { ArmApp } from '../../server/arm-env.ts';
import { readBody } from '../../server/request-body.ts';
import type { ArmState } from '../../state/arm-state.ts';
import type { Echoed } from '../../state/wire.ts';
import { readRange, writeAddress } from './ip-range.ts';
import { invalidRequestFormat } from './network-errors.ts';
import type {
  DnsConfig,
  PrivateEndpoint,
  PrivateEndpointProperties,
  RecordSet,
  Subnet,
  ZoneGroupProperties,
} from './network-resource.ts';
import { trackedFields } from './network-schemas.ts';
import { recordId, storeRecord } from './private-dns-records.ts';
import { requireReference } from './references.ts';
import { type PartKind, routeParts } from './route-parts.ts';
import { type ResourceKind, routeResources } from './route-resources.ts';
import { echoOf, type Frame, isSame, newResource, storePart } from './store.ts';

/** Of the public cloud, as the addresses of the accounts here. */
const STORAGE_SUFFIX = 'core.windows.net';
const MAX_ADDRESSES = 50;

const reference = z.object({ id: z.string() });
const connections = z
  .array(
    z.object({
      name: z.string(),
      properties: z.looseObject({ privateLinkServiceId: z.string(), groupIds: z.array(z.string()).optional() }),
    }),
  )
  .optional();
const endpointSchema = z.object({
  ...trackedFields,
  properties: z.looseObject({
    subnet: reference,
    privateLinkServiceConnections: connections,
    manualPrivateLinkServiceConnections: connections,
  }),
});
const zoneGroupSchema = z.object({
  properties: z.looseObject({
    privateDnsZoneConfigs: z
      .array(z.object({ name: z.string(), properties: z.looseObject({ privateDnsZoneId: z.string() }) }))
      .default([]),
  }),
});

const ENDPOINTS: ResourceKind<PrivateEndpointProperties> = {
  type: 'privateEndpoints',
  collection: ({ privateEndpoints }) => privateEndpoints,
  write(c, platform, frame) {
    const { properties, ...wish } = readBody(c, endpointSchema, invalidRequestFormat);
    requireReference(platform.state.subnets, properties.subnet, { id: frame.id });
    const endpoint = platform.state.privateEndpoints.set(
      newResource(platform, 'privateEndpoints', frame, {
        ...wish,
        properties: {
          ...echoOf(properties, ['provisioningState', 'networkInterfaces', 'customDnsConfigs']),
          subnet: properties.subnet,
          customDnsConfigs: namesOf(platform.state, frame, properties),
          privateLinkServiceConnections: stated(properties.privateLinkServiceConnections, 'Approved'),
          manualPrivateLinkServiceConnections: stated(properties.manualPrivateLinkServiceConnections, 'Pending'),
        },
      }),
    );
    connectAccounts(platform.state, endpoint);
    return endpoint;
  },
  answer(state, endpoint) {
    // A zone group keeps the names from then on:
    // https://learn.microsoft.com/azure/private-link/private-endpoint-dns-integration
    const isGrouped = state.privateDnsZoneGroups.below(endpoint.id).length > 0;
    return isGrouped ? { ...endpoint, properties: { ...endpoint.properties, customDnsConfigs: [] } } : endpoint;
  },
  requireUnused(state, endpoint) {
    for (const group of state.privateDnsZoneGroups.below(endpoint.id)) removeRecords(state, group);
    disconnectAccounts(state, endpoint);
  },
};

const ZONE_GROUPS: PartKind<PrivateEndpointProperties, ZoneGroupProperties> = {
  parent: ENDPOINTS,
  type: 'privateEndpoints/privateDnsZoneGroups',
  collection: ({ privateDnsZoneGroups }) => privateDnsZoneGroups,
  write(c, platform, { id: parentId }, name) {
    const { properties } = readBody(c, zoneGroupSchema, invalidRequestFormat);
    const { privateEndpoints, privateDnsZoneGroups } = platform.state;
    const endpoint = privateEndpoints.get(parentId);
    const { customDnsConfigs = [] } = endpoint?.properties ?? {};
    const privateDnsZoneConfigs = properties.privateDnsZoneConfigs.map((config) => {
      const { privateDnsZoneId } = config.properties;
      return {
        ...config,
        properties: { privateDnsZoneId, recordSets: recordSetsIn(privateDnsZoneId, customDnsConfigs) },
      };
    });
    const group = storePart<ZoneGroupProperties>(
      platform,
      privateDnsZoneGroups,
      { parentId, type: 'privateEndpoints/privateDnsZoneGroups', name },
      { ...echoOf(properties, ['provisioningState']), privateDnsZoneConfigs },
    );
    for (const { properties: config } of privateDnsZoneConfigs) {
      for (const record of config.recordSets) storeRecord(platform, config.privateDnsZoneId, record);
    }
    return group;
  },
  // By its specification this part has no type.
  answer: (_, { type: __, ...group }) => group,
  requireUnused: removeRecords,
};

/** https://learn.microsoft.com/rest/api/virtualnetwork/private-endpoints */
export function routePrivateEndpoints(app: ArmApp, platform: Platform): void {
  routeResources(app, platform, ENDPOINTS);
  routeParts(app, platform, ZONE_GROUPS);
}

/**
 * Each part of a resource that an endpoint leads to has a public name, and an address in the subnet
 * of the endpoint.
 */
function namesOf(
  state: ArmState,
  { id, current }: Frame<PrivateEndpointProperties>,
  properties: z.infer<typeof endpointSchema>['properties'],
): readonly DnsConfig[] {
  const { privateLinkServiceConnections = [], manualPrivateLinkServiceConnections = [], subnet } = properties;
  const wanted = [...privateLinkServiceConnections, ...manualPrivateLinkServiceConnections].flatMap((connection) => {
    const account = state.storageAccounts.get(connection.properties.privateLinkServiceId);
    if (account === undefined) return [];
    return (connection.properties.groupIds ?? []).map((groupId) => `${account.name}.${groupId}.${STORAGE_SUFFIX}`);
  });
  const taken = state.privateEndpoints
    .all()
    .filter((other) => !isSame(other.id, id) && isSame(other.properties.subnet.id, subnet.id))
    .flatMap((other) => other.properties.customDnsConfigs.flatMap(({ ipAddresses }) => ipAddresses));
  const free = addressesIn(state.subnets.get(subnet.id)).filter((address) => !taken.includes(address));
  return wanted.map((fqdn, index) => {
    const before = current?.properties.customDnsConfigs.find((config) => config.fqdn === fqdn);
    return before ?? { fqdn, ipAddresses: [free[index] ?? ''] };
  });
}

/** The first four addresses of a subnet, and its last, are Azure's own. */
function addressesIn(subnet: Subnet | undefined): readonly string[] {
  const { addressPrefix, addressPrefixes = [] } = subnet?.properties ?? {};
  const range = readRange(addressPrefix ?? addressPrefixes[0] ?? '', subnet?.name ?? '');
  if (range === undefined) return [];
  const count = Math.min(range.last - range.first - 4, MAX_ADDRESSES);
  return Array.from({ length: Math.max(count, 0) }, (_, index) => writeAddress(range.first + 4 + index));
}

/**
 * The records of an endpoint in a zone: those whose private name, `privatelink` before the service,
 * ends with the zone's.
 */
function recordSetsIn(zoneId: string, names: readonly DnsConfig[]): readonly RecordSet[] {
  const zone = zoneId.split('/').at(-1)?.toLowerCase() ?? '';
  return names.flatMap(({ fqdn, ipAddresses }) => {
    const [host = '', ...service] = fqdn.split('.');
    if (`privatelink.${service.join('.')}` !== zone) return [];
    return {
      recordType: 'A',
      recordSetName: host,
      fqdn: `${host}.${zone}`,
      ttl: 10,
      ipAddresses,
      provisioningState: 'Succeeded',
    };
  });
}

/** The records of a group go with it. */
function removeRecords(state: ArmState, { properties }: { readonly properties: ZoneGroupProperties }): void {
  for (const { properties: config } of properties.privateDnsZoneConfigs) {
    for (const { recordSetName } of config.recordSets) state.remove(recordId(config.privateDnsZoneId, recordSetName));
  }
}

type Connections = PrivateEndpointProperties['privateLinkServiceConnections'];

/**
 * A connection with manual approval waits; the others are approved for callers who may write the
 * account.
 */
function stated(wanted: z.infer<typeof connections>, status: 'Approved' | 'Pending'): Connections {
  return (wanted ?? []).map(({ name, properties }) => ({
    name,
    properties: {
      ...properties,
      provisioningState: 'Succeeded',
      privateLinkServiceConnectionState: { status, description: '', actionsRequired: 'None' },
    },
  }));
}

/** The account shows each endpoint that leads to it. */
function connectAccounts(state: ArmState, endpoint: PrivateEndpoint): void {
  const { storageAccounts } = state;
  disconnectAccounts(state, endpoint);
  const { privateLinkServiceConnections, manualPrivateLinkServiceConnections } = endpoint.properties;
  for (const { properties } of [...privateLinkServiceConnections, ...manualPrivateLinkServiceConnections]) {
    const account = storageAccounts.get(properties.privateLinkServiceId);
    if (account === undefined) continue;
    // The storage service spells one field of the state otherwise than the network service.
    const { actionsRequired, ...connected } = properties.privateLinkServiceConnectionState;
    const name = `${account.name}.${endpoint.name}`;
    const connection = {
      id: `${account.id}/privateEndpointConnections/${name}`,
      name,
      type: 'Microsoft.Storage/storageAccounts/privateEndpointConnections',
      properties: {
        provisioningState: 'Succeeded',
        privateEndpoint: { id: endpoint.id },
        privateLinkServiceConnectionState: { ...connected, actionRequired: actionsRequired ?? 'None' },
      },
    };
    const privateEndpointConnections = [...connectionsOf(account.properties), connection];
    storageAccounts.set({ ...account, properties: { ...account.properties, privateEndpointConnections } });
  }
}

function disconnectAccounts({ storageAccounts }: ArmState, { id }: PrivateEndpoint): void {
  for (const account of storageAccounts.all()) {
    const before = connectionsOf(account.properties);
    const left = before.filter(({ properties }) => !isSame(properties?.privateEndpoint?.id, id));
    if (left.length === before.length) continue;
    storageAccounts.set({ ...account, properties: { ...account.properties, privateEndpointConnections: left } });
  }
}

interface AccountConnection {
  readonly properties?: { readonly privateEndpoint?: { readonly id?: string } };
}

function connectionsOf({ privateEndpointConnections }: Echoed): readonly AccountConnection[] {
  return Array.isArray(privateEndpointConnections) ? privateEndpointConnections : [];
}
