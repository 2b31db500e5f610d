import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import type { ArmApp } from '../../server/arm-env.ts';
import { readBody } from '../../server/request-body.ts';
import type { Echoed } from '../../state/wire.ts';
import { invalidRequestFormat } from './network-errors.ts';
import { trackedFields } from './network-schemas.ts';
import { type ResourceKind, routeResources } from './route-resources.ts';
import { echoOf, newResource } from './store.ts';

const addressSchema = z.object({
  ...trackedFields,
  sku: z.looseObject({ name: z.string() }).optional(),
  properties: z.looseObject({ ipAddress: z.string().optional() }).default({}),
});

const ADDRESSES: ResourceKind<Echoed> = {
  type: 'publicIPAddresses',
  collection: ({ publicAddresses }) => publicAddresses,
  write(c, platform, frame) {
    const { properties, ...wish } = readBody(c, addressSchema, invalidRequestFormat);
    const known = frame.current?.properties.ipAddress;
    const address = newResource(platform, 'publicIPAddresses', frame, {
      ...wish,
      properties: {
        publicIPAllocationMethod: 'Static',
        ...echoOf(properties, ['provisioningState', 'resourceGuid']),
        // From the range that is kept for documentation, one for each.
        // https://www.rfc-editor.org/rfc/rfc5737
        ipAddress:
          properties.ipAddress ?? known ?? `203.0.113.${(platform.state.publicAddresses.all().length % 250) + 4}`,
      },
    });
    return platform.state.publicAddresses.set(address);
  },
  answer: (_, address) => address,
  requireUnused: () => undefined,
};

/** https://learn.microsoft.com/rest/api/virtualnetwork/public-ip-addresses */
export function routePublicAddresses(app: ArmApp, platform: Platform): void {
  routeResources(app, platform, ADDRESSES);
}
