import type { EventSchema } from './resource-event.ts';
import type { DeliveryStatus } from './retry-schedule.ts';

/** Where a subscriber listens, and in which form it wants its events. */
export interface Webhook {
  readonly name: string;
  readonly url: string;
  readonly schema: EventSchema;
}

/**
 * Event Grid waits this long for an answer, at any speed of the rest: the endpoint is as slow as it
 * is.
 */
const ANSWER_TIMEOUT_MS = 30_000;

/** Posts one event; `closing` ends it early. */
export async function postEvent(
  webhook: Webhook,
  event: object,
  attempt: number,
  closing: AbortSignal,
): Promise<DeliveryStatus> {
  const isCloudEvent = webhook.schema === 'CloudEventSchemaV1_0';
  try {
    const response = await fetch(webhook.url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([closing, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
      headers: {
        'content-type': `application/${isCloudEvent ? 'cloudevents+json' : 'json'}; charset=utf-8`,
        'aeg-event-type': 'Notification',
        'aeg-subscription-name': webhook.name.toUpperCase(),
        'aeg-delivery-count': String(attempt - 1),
        ...(!isCloudEvent && { 'aeg-data-version': '2', 'aeg-metadata-version': '1' }),
      },
      body: JSON.stringify(isCloudEvent ? event : [event]),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    // Not reachable, or too slow: for the schedule of retries there is no difference.
    return undefined;
  }
}

/**
 * Proves that the endpoint wants the events, as Event Grid does before it sends the first one.
 *
 * @see https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema
 * @throws Error that names the webhook when it does not agree.
 */
export async function shakeHands(
  webhook: Webhook,
  validation: { id: string; code: string; time: Date },
): Promise<void> {
  const ask = webhook.schema === 'CloudEventSchemaV1_0' ? askByOptions(webhook) : askByEvent(webhook, validation);
  const refusal = `The webhook of ${webhook.name} did not answer Event Grid's validation handshake.`;
  const agreed = await ask.catch((cause: unknown) => {
    throw new Error(refusal, { cause });
  });
  if (!agreed) throw new Error(refusal);
}

async function askByOptions(webhook: Webhook): Promise<boolean> {
  const origin = 'eventgrid.azure.net';
  const response = await fetch(webhook.url, { method: 'OPTIONS', headers: { 'webhook-request-origin': origin } });
  const allowed = response.headers.get('webhook-allowed-origin');
  return response.ok && (allowed === '*' || allowed === origin);
}

async function askByEvent(
  webhook: Webhook,
  { id, code, time }: { id: string; code: string; time: Date },
): Promise<boolean> {
  const event = {
    id,
    topic: '',
    subject: '',
    eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
    eventTime: time.toISOString(),
    data: { validationCode: code },
    dataVersion: '2',
    metadataVersion: '1',
  };
  const response = await fetch(webhook.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', 'aeg-event-type': 'SubscriptionValidation' },
    body: JSON.stringify([event]),
  });
  // 202 is not good enough for Event Grid.
  return response.status === 200 && (await readValidationResponse(response)) === code;
}

async function readValidationResponse(response: Response): Promise<unknown> {
  const answer: unknown = JSON.parse(await response.text());
  return typeof answer === 'object' && answer !== null && 'validationResponse' in answer
    ? answer.validationResponse
    : undefined;
}
