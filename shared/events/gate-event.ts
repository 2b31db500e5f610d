import * as z from 'zod';

const id = z.string().min(1).max(200);
const resource = z.string().max(2048);
const name = z.string().max(300);
const time = z.string().max(64);

/** Of what an event says, only this is read. The claims of the person behind the event are not. */
const data = z.object({
  operationName: name.optional(),
  correlationId: z.guid().optional().catch(undefined),
});

/** https://learn.microsoft.com/azure/event-grid/event-schema */
const eventGridSchema = z.object({
  id,
  topic: resource,
  subject: resource,
  eventType: name,
  eventTime: time,
  dataVersion: z.string().max(32),
  metadataVersion: z.literal('1'),
  data,
});

/** https://learn.microsoft.com/azure/event-grid/cloud-event-schema */
const cloudEventSchema = z.object({
  id,
  source: resource,
  subject: resource.optional(),
  type: name,
  time: time.optional(),
  specversion: z.literal('1.0'),
  data,
});

export type GatedEvent =
  | { readonly schema: 'EventGridSchema'; readonly event: z.infer<typeof eventGridSchema> }
  | { readonly schema: 'CloudEventSchemaV1_0'; readonly event: z.infer<typeof cloudEventSchema> };

/**
 * Lets an event through, cut down to what is read of it. Anybody may have sent it: Event Grid signs
 * nothing.
 */
export function gateEvent(input: unknown): GatedEvent | undefined {
  const cloud = cloudEventSchema.safeParse(input);
  if (cloud.success) return { schema: 'CloudEventSchemaV1_0', event: cloud.data };
  const grid = eventGridSchema.safeParse(input);
  return grid.success ? { schema: 'EventGridSchema', event: grid.data } : undefined;
}
