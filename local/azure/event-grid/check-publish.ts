import { CloudEvent } from 'cloudevents';

/** The schema of a topic. A topic refuses the other schema. */
export type InputSchema = 'CloudEventSchemaV1_0' | 'EventGridSchema';

/** An event as it was published, in any schema. */
export type PublishedEvent = Readonly<Record<string, unknown>> & { readonly id: string };

/**
 * Of one event, and of all in one call. https://learn.microsoft.com/azure/event-grid/quotas-limits
 */
export const MAX_BYTES = 1024 * 1024;

export type Checked =
  | { readonly ok: true; readonly events: readonly PublishedEvent[] }
  | { readonly ok: false; readonly status: 400 | 413; readonly message: string };

const MEDIA_TYPES: Readonly<Record<InputSchema, readonly string[]>> = {
  CloudEventSchemaV1_0: ['application/cloudevents-batch+json', 'application/cloudevents+json'],
  EventGridSchema: ['application/json'],
};

/**
 * Checks a call as Event Grid does: the media type decides between one event and a batch, and one
 * wrong event refuses the whole call.
 * https://learn.microsoft.com/azure/event-grid/cloud-event-schema
 */
export function checkPublish(schema: InputSchema, contentType: string, body: string): Checked {
  if (Buffer.byteLength(body) > MAX_BYTES) return refused(413, 'The maximum size of 1 MB for a request was exceeded.');
  const [mediaType = ''] = contentType.toLowerCase().split(';', 1);
  if (!MEDIA_TYPES[schema].includes(mediaType.trim())) {
    return refused(400, `This topic expects the schema ${schema}; the content type was "${mediaType}".`);
  }
  const parsed = parse(body);
  const isBatch = mediaType.trim() !== 'application/cloudevents+json';
  if (parsed === undefined || Array.isArray(parsed) !== isBatch) {
    return refused(400, isBatch ? 'The body must be a JSON array of events.' : 'The body must be one JSON event.');
  }
  const events = (isBatch ? parsed : [parsed]) as readonly unknown[];
  for (const [index, event] of events.entries()) {
    const problem = schema === 'EventGridSchema' ? problemOfGridEvent(event) : problemOfCloudEvent(event);
    if (problem !== undefined) return refused(400, `Event ${index}: ${problem}`);
  }
  return { ok: true, events: events as readonly PublishedEvent[] };
}

function problemOfCloudEvent(event: unknown): string | undefined {
  if (typeof event !== 'object' || event === null) return 'it is no object.';
  const { specversion, id, source, type, data_base64: binary, data } = event as Readonly<Record<string, unknown>>;
  if (specversion !== '1.0') return 'specversion must be "1.0".';
  for (const [name, value] of Object.entries({ id, source, type })) {
    if (typeof value !== 'string' || value === '') return `${name} must be set.`;
  }
  if (data !== undefined && binary !== undefined) return 'data and data_base64 exclude each other.';
  const misnamed = Object.keys(event).find((name) => name !== 'data_base64' && !/^[a-z\d]+$/.test(name));
  if (misnamed !== undefined) return `the name ${misnamed} has characters other than small letters and digits.`;
  try {
    // The SDK of the CloudEvents project checks against its own schema.
    new CloudEvent(event as ConstructorParameters<typeof CloudEvent>[0]).validate();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** https://learn.microsoft.com/azure/event-grid/event-schema */
function problemOfGridEvent(event: unknown): string | undefined {
  if (typeof event !== 'object' || event === null) return 'it is no object.';
  const fields = event as Readonly<Record<string, unknown>>;
  for (const name of ['id', 'subject', 'eventType', 'eventTime', 'dataVersion']) {
    if (typeof fields[name] !== 'string' || fields[name] === '') return `${name} must be set.`;
  }
  if (Number.isNaN(Date.parse(String(fields.eventTime)))) return 'eventTime must be a time.';
  // The service sets the topic; a publisher that names another one is refused.
  return fields.topic === undefined || fields.topic === '' ? undefined : 'topic must not be set.';
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function refused(status: 400 | 413, message: string): Checked {
  return { ok: false, status, message };
}
