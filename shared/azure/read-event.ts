import {
  type CloudEvent,
  EventGridDeserializer,
  type EventGridEvent,
  isSystemEvent,
  type SystemEventNameToEventData,
} from '@azure/eventgrid';
import { type GatedEvent, gateEvent } from '../events/gate-event.ts';
import { type KnownType, type ParsedEvent, parseEvent, type SystemEvent } from '../events/parse-event.ts';
import { RESOURCE_EVENT_TYPES } from '../model/event-operations.ts';

const deserializer = new EventGridDeserializer();

type DeliveredEvent = EventGridEvent<unknown> | CloudEvent<unknown>;

/** Reads an event that the functions host delivers: first the gate, then the types of the SDK. */
export async function readEvent(input: unknown): Promise<ParsedEvent> {
  const gated = gateEvent(input);
  const event = gated && (await deserialize(gated));
  if (event === undefined) return { accepted: false, reason: 'InvalidEvent' };
  const system = systemEventOf(event);
  return system === undefined ? { accepted: false, reason: 'UnsupportedOperation' } : parseEvent(system);
}

/** The SDK refuses what the gate cannot know, such as a time that is none. */
async function deserialize({ schema, event }: GatedEvent): Promise<DeliveredEvent | undefined> {
  try {
    const events: readonly DeliveredEvent[] =
      schema === 'CloudEventSchemaV1_0'
        ? await deserializer.deserializeCloudEvents({ ...event })
        : await deserializer.deserializeEventGridEvents({ ...event });
    return events[0];
  } catch {
    return undefined;
  }
}

function systemEventOf(event: DeliveredEvent): SystemEvent | undefined {
  const eventId = event.id ?? '';
  // AKS names the cluster as the source, and by its bare name as the subject.
  if (dataOf('Microsoft.ContainerService.ClusterSupportEnding', event) !== undefined) {
    const resource = 'source' in event ? event.source : (event.topic ?? '');
    return { eventId, type: 'Microsoft.ContainerService.ClusterSupportEnding', resource, operation: '' };
  }
  for (const type of RESOURCE_EVENT_TYPES) {
    const data = dataOf(type, event);
    if (data === undefined) continue;
    // The SDK's types promise an operation; the gate lets an event without one through.
    const operation = (data.operationName as string | undefined)?.toLowerCase();
    if (operation === undefined) return undefined;
    return { eventId, type, resource: event.subject ?? '', operation, correlationId: data.correlationId };
  }
  return undefined;
}

/** The data of a system event of this type; `undefined` for another type. */
function dataOf<T extends KnownType>(type: T, event: DeliveredEvent): SystemEventNameToEventData[T] | undefined {
  if ('source' in event) return isSystemEvent(type, event) ? event.data : undefined;
  return isSystemEvent(type, event) ? event.data : undefined;
}
