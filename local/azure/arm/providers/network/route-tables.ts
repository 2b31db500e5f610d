import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import type { ArmApp } from '../../server/arm-env.ts';
import { readBody } from '../../server/request-body.ts';
import type { Echoed } from '../../state/wire.ts';
import { inUse, invalidRequestFormat } from './network-errors.ts';
import type { NetworkPart } from './network-resource.ts';
import { trackedFields } from './network-schemas.ts';
import { subnetsUnder } from './references.ts';
import { type PartKind, routeParts } from './route-parts.ts';
import { type ResourceKind, routeResources } from './route-resources.ts';
import { echoOf, newResource, partsBeside, storePart } from './store.ts';

const ROUTES = 'routeTables/routes';
const READ_ONLY = ['provisioningState', 'resourceGuid', 'routes', 'subnets'];

const routePropertiesSchema = z.looseObject({
  addressPrefix: z.string(),
  nextHopType: z.enum(['VirtualNetworkGateway', 'VnetLocal', 'Internet', 'VirtualAppliance', 'None']),
  nextHopIpAddress: z.string().nullish(),
});
const routeSchema = z.object({ properties: routePropertiesSchema });
const tableSchema = z.object({
  ...trackedFields,
  properties: z
    .looseObject({ routes: z.array(z.object({ name: z.string(), properties: routePropertiesSchema })).nullish() })
    .optional(),
});

const TABLES: ResourceKind<Echoed> = {
  type: 'routeTables',
  collection: ({ routeTables }) => routeTables,
  write(c, platform, frame) {
    const { state, random } = platform;
    const { properties = {}, ...wish } = readBody(c, tableSchema, invalidRequestFormat);
    const routes = properties.routes ?? [];
    const table = state.routeTables.set(
      newResource(platform, 'routeTables', frame, {
        ...wish,
        properties: {
          disableBgpRoutePropagation: false,
          ...echoOf(properties, READ_ONLY),
          resourceGuid: frame.current?.properties.resourceGuid ?? random.uuid(),
        },
      }),
    );
    for (const { id } of partsBeside(state.routes.below(table.id), routes)) state.remove(id);
    for (const route of routes) storeRoute(platform, table.id, route.name, route.properties);
    return table;
  },
  answer(state, table) {
    const subnets = subnetsUnder(state, 'routeTable', table.id);
    const routes = state.routes.below(table.id);
    return { ...table, properties: { ...table.properties, routes, ...(subnets.length > 0 && { subnets }) } };
  },
  requireUnused(state, { id }) {
    const subnets = subnetsUnder(state, 'routeTable', id);
    if (subnets.length > 0) throw inUse('RouteTable', `Route table ${id}`, subnets);
  },
};

const ROUTE_KIND: PartKind<Echoed, Echoed> = {
  parent: TABLES,
  type: ROUTES,
  collection: ({ routes }) => routes,
  write(c, platform, table, name) {
    const { properties } = readBody(c, routeSchema, invalidRequestFormat);
    return storeRoute(platform, table.id, name, properties);
  },
  answer: (_, route) => route,
  requireUnused: () => undefined,
};

/** https://learn.microsoft.com/rest/api/virtualnetwork/route-tables */
export function routeRouteTables(app: ArmApp, platform: Platform): void {
  routeResources(app, platform, TABLES);
  routeParts(app, platform, ROUTE_KIND);
}

function storeRoute(platform: Platform, parentId: string, name: string, properties: Echoed): NetworkPart {
  return storePart(
    platform,
    platform.state.routes,
    { parentId, type: ROUTES, name },
    { hasBgpOverride: false, ...echoOf(properties, ['provisioningState', 'hasBgpOverride']) },
  );
}
