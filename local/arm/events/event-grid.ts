import { randomUUID } from 'node:crypto';
import { type Azure, type AzureEvent, after } from '../azure.ts';
import { DURATIONS } from '../durations.ts';

export interface EventSubscription {
  readonly name: string;
  readonly url: string;
  /** As `Microsoft.ContainerService/managedClusters/write`; letter case does not matter. */
  readonly includedOperationNames: readonly string[];
  readonly schema: 'EventGridSchema' | 'CloudEventSchemaV1_0';
}

/** Seconds until the next try. https://learn.microsoft.com/azure/event-grid/delivery-and-retry */
const RETRY_SECONDS = [10, 30, 60, 300, 600, 1800, 3600] as const;

/** A system topic on the subscriptions: delivers what happens at least once, sometimes twice, in no order that could be relied on. */
export function createEventGrid(duplicates: number, random: () => number) {
  const subscriptions = new Map<string, EventSubscription>();

  /** The endpoint is looked up anew for each try: a subscription may have been given another one meanwhile. */
  async function deliver(azure: Azure, name: string, event: object, tries: number): Promise<void> {
    const subscription = subscriptions.get(name);
    if (subscription === undefined) return;
    const response = await post(subscription.url, [event], 'Notification');
    if (response !== undefined && response.status >= 200 && response.status <= 204) return;
    const wait = RETRY_SECONDS[tries];
    if (wait !== undefined) azure.timeline.at(after(azure, wait), () => deliver(azure, name, event, tries + 1));
  }

  return {
    /** Shakes hands with the endpoint first, as Event Grid does. */
    async subscribe(subscription: EventSubscription): Promise<void> {
      const code = randomUUID();
      const response = await post(subscription.url, [validationEvent(code)], 'SubscriptionValidation');
      const body = (await response?.json().catch(() => undefined)) as { validationResponse?: string } | undefined;
      if (body?.validationResponse !== code)
        throw new Error(`The endpoint of event subscription ${subscription.name} did not answer the validation.`);
      subscriptions.set(subscription.name, subscription);
    },
    publish(azure: Azure, event: AzureEvent): void {
      const body = eventOf(azure, event);
      for (const subscription of subscriptions.values()) {
        if (!subscription.includedOperationNames.some((name) => name.toLowerCase() === event.operation.toLowerCase()))
          continue;
        const times = random() < duplicates ? 2 : 1;
        for (let time = 1; time <= times; time++) {
          azure.timeline.at(after(azure, DURATIONS.eventDelivery * time), () =>
            deliver(azure, subscription.name, body, 0),
          );
        }
      }
    },
  };
}

async function post(url: string, events: readonly object[], type: string): Promise<Response | undefined> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'aeg-event-type': type },
      body: JSON.stringify(events),
    });
  } catch {
    // Nobody there: Event Grid tries again later.
    return undefined;
  }
}

function validationEvent(validationCode: string): object {
  return {
    id: randomUUID(),
    topic: '',
    subject: '',
    eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
    eventTime: new Date().toISOString(),
    data: { validationCode },
    dataVersion: '2',
    metadataVersion: '1',
  };
}

function eventOf(azure: Azure, { kind, id, operation }: AzureEvent): object {
  const subscriptionId = id.split('/')[2] ?? '';
  return {
    id: randomUUID(),
    topic: `/subscriptions/${subscriptionId}`,
    subject: id,
    eventType: `Microsoft.Resources.${kind}`,
    eventTime: azure.timeline.now().toISOString(),
    data: {
      authorization: { scope: id, action: operation, evidence: { role: 'Contributor' } },
      claims: { name: 'Somebody' },
      correlationId: randomUUID(),
      resourceProvider: operation.split('/')[0],
      resourceUri: id,
      operationName: operation,
      status: 'Succeeded',
      subscriptionId,
      tenantId: azure.subscriptions.get(subscriptionId.toLowerCase())?.tenantId,
    },
    dataVersion: '2',
    metadataVersion: '1',
  };
}
