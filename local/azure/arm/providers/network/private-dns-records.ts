import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import { readBody } from '../../server/request-body.ts';
import type { Echoed } from '../../state/wire.ts';
import { invalidRequestFormat } from './network-errors.ts';
import type { NetworkPart, RecordSet } from './network-resource.ts';
import type { PartKind } from './route-parts.ts';
import { partId, storePart } from './store.ts';

const RECORDS = 'privateDnsZones/A';

const recordSchema = z.object({
  properties: z.looseObject({
    ttl: z.number().int().min(1).default(3600),
    aRecords: z.array(z.object({ ipv4Address: z.ipv4() })).default([]),
    metadata: z.record(z.string(), z.string()).optional(),
  }),
});

/**
 * Records of addresses, as a person writes them; a zone group of a private endpoint writes them as
 * well.
 */
export const RECORD_KIND: Omit<PartKind<Echoed, Echoed>, 'parent'> = {
  type: RECORDS,
  collection: ({ privateDnsRecords }) => privateDnsRecords,
  write(c, platform, { id }, name) {
    const { ttl, aRecords, metadata } = readBody(c, recordSchema, invalidRequestFormat).properties;
    return store(platform, id, name, { ttl, aRecords, ...(metadata && { metadata }) });
  },
  answer(_, { properties: { provisioningState: __, ...properties }, ...record }) {
    const zone = record.id.split('/').at(-3) ?? '';
    return { ...record, properties: { fqdn: `${record.name}.${zone}.`, isAutoRegistered: false, ...properties } };
  },
  requireUnused: () => undefined,
};

export function recordId(zoneId: string, name: string): string {
  return partId({ parentId: zoneId, type: RECORDS, name });
}

export function storeRecord(platform: Platform, zoneId: string, { recordSetName, ttl, ipAddresses }: RecordSet): void {
  const zone = platform.state.privateDnsZones.get(zoneId);
  if (zone === undefined) return;
  store(platform, zone.id, recordSetName, { ttl, aRecords: ipAddresses.map((ipv4Address) => ({ ipv4Address })) });
}

function store(platform: Platform, parentId: string, name: string, properties: Echoed): NetworkPart {
  return storePart(platform, platform.state.privateDnsRecords, { parentId, type: RECORDS, name }, properties);
}
