import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import type { ArmApp } from '../../server/arm-env.ts';
import { readBody } from '../../server/request-body.ts';
import type { Echoed } from '../../state/wire.ts';
import { invalidRequestFormat } from './network-errors.ts';
import { trackedFields } from './network-schemas.ts';
import { RECORD_KIND } from './private-dns-records.ts';
import { requireReference } from './references.ts';
import { type PartKind, routeParts } from './route-parts.ts';
import { type ResourceKind, routeResources } from './route-resources.ts';
import { echoOf, newResource, storePart } from './store.ts';

const LINKS = 'privateDnsZones/virtualNetworkLinks';

const zoneSchema = z.object({ ...trackedFields, properties: z.looseObject({}).default({}) });
const linkSchema = z.object({
  properties: z.looseObject({
    virtualNetwork: z.object({ id: z.string() }),
    registrationEnabled: z.boolean().default(false),
  }),
});

const ZONES: ResourceKind<Echoed> = {
  type: 'privateDnsZones',
  collection: ({ privateDnsZones }) => privateDnsZones,
  write(c, platform, frame) {
    const { properties, ...wish } = readBody(c, zoneSchema, invalidRequestFormat);
    const zone = newResource(platform, 'privateDnsZones', frame, { ...wish, properties: echoOf(properties, []) });
    return platform.state.privateDnsZones.set(zone);
  },
  answer: (_, zone) => zone,
  requireUnused: () => undefined,
};

const LINK_KIND: PartKind<Echoed, Echoed> = {
  parent: ZONES,
  type: LINKS,
  collection: ({ virtualNetworkLinks }) => virtualNetworkLinks,
  write(c, platform, { id: parentId }, name) {
    const { properties } = readBody(c, linkSchema, invalidRequestFormat);
    requireReference(platform.state.virtualNetworks, properties.virtualNetwork, { id: parentId });
    return storePart(
      platform,
      platform.state.virtualNetworkLinks,
      { parentId, type: LINKS, name },
      { ...echoOf(properties, ['provisioningState', 'virtualNetworkLinkState']), virtualNetworkLinkState: 'Completed' },
    );
  },
  answer: (_, link) => ({ ...link, location: 'global' }),
  requireUnused: () => undefined,
};

/** https://learn.microsoft.com/rest/api/dns/privatedns/private-zones */
export function routePrivateDnsZones(app: ArmApp, platform: Platform): void {
  routeResources(app, platform, ZONES);
  routeParts(app, platform, LINK_KIND);
  routeParts(app, platform, { parent: ZONES, ...RECORD_KIND });
}
