import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import type { ArmApp } from '../../server/arm-env.ts';
import { readBody } from '../../server/request-body.ts';
import type { ArmState } from '../../state/arm-state.ts';
import type { Echoed } from '../../state/wire.ts';
import { invalidRequestFormat } from './network-errors.ts';
import type { PrivateEndpoint, PrivateEndpointProperties } from './network-resource.ts';
import { trackedFields } from './network-schemas.ts';
import { requireReference } from './references.ts';
import { type PartKind, routeParts } from './route-parts.ts';
import { type ResourceKind, routeResources } from './route-resources.ts';
import { echoOf, isSame, newResource, storePart } from './store.ts';

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
          ...echoOf(properties, ['provisioningState', 'networkInterfaces']),
          subnet: properties.subnet,
          privateLinkServiceConnections: stated(properties.privateLinkServiceConnections, 'Approved'),
          manualPrivateLinkServiceConnections: stated(properties.manualPrivateLinkServiceConnections, 'Pending'),
        },
      }),
    );
    connectAccounts(platform.state, endpoint);
    return endpoint;
  },
  answer: (_, endpoint) => endpoint,
  requireUnused(state, endpoint) {
    disconnectAccounts(state, endpoint);
  },
};

const ZONE_GROUPS: PartKind<PrivateEndpointProperties, Echoed> = {
  parent: ENDPOINTS,
  type: 'privateEndpoints/privateDnsZoneGroups',
  collection: ({ privateDnsZoneGroups }) => privateDnsZoneGroups,
  write(c, platform, { id: parentId }, name) {
    const { properties } = readBody(c, zoneGroupSchema, invalidRequestFormat);
    return storePart(
      platform,
      platform.state.privateDnsZoneGroups,
      { parentId, type: 'privateEndpoints/privateDnsZoneGroups', name },
      echoOf(properties, ['provisioningState']),
    );
  },
  // By its specification this part has no type.
  answer: (_, { type: __, ...group }) => group,
  requireUnused: () => undefined,
};

/** https://learn.microsoft.com/rest/api/virtualnetwork/private-endpoints */
export function routePrivateEndpoints(app: ArmApp, platform: Platform): void {
  routeResources(app, platform, ENDPOINTS);
  routeParts(app, platform, ZONE_GROUPS);
}

type Connections = PrivateEndpointProperties['privateLinkServiceConnections'];

/** A connection that asks for approval by hand waits; the others are approved for who may write the account. */
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
