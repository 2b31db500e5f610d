import { type EventData, type EventType, schemaNameOf } from './event-types.ts';

/**
 * One event, with the attributes of CloudEvents 1.0.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 */
export type BackstayEvent = { readonly [T in EventType]: EventOf<T> }[EventType];

interface EventOf<T extends EventType> {
  /** The same for a repeat: it follows from the audit log's entry. */
  readonly id: string;
  readonly type: T;
  readonly source: string;
  /** Id of the cluster. */
  readonly subject: string;
  /** ISO 8601. */
  readonly time: string;
  readonly dataschema: string;
  /**
   * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/extensions/distributed-tracing.md
   */
  readonly traceparent?: string;
  readonly data: EventData<T>;
}

/** The origin of an event. */
export interface EventOrigin {
  /** Names the app. */
  readonly source: string;
  /** The span that the event comes from, for those who follow traces. */
  readonly traceparent?: string | undefined;
}

export function cloudEvent<T extends EventType>(
  type: T,
  { id, subject, time }: { readonly id: string; readonly subject: string; readonly time: string },
  data: EventData<T>,
  { source, traceparent }: EventOrigin,
): EventOf<T> {
  const trace = traceparent === undefined ? {} : { traceparent };
  return { id, type, source, subject, time, dataschema: schemaNameOf(type), ...trace, data };
}
