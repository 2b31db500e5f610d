import type { Consumer } from '../model/consumer.ts';
import type { ConsumerName } from '../model/outbox.ts';
import { span } from '../telemetry/at-work.ts';

/** A consumer whose calls are in traces, without what is sent and where to. */
export function observedConsumer(consumer: ConsumerName, { batch, send }: Consumer): Consumer {
  return {
    batch,
    send: (payloads) =>
      span(
        'send',
        { 'backstay.consumer': consumer, 'messaging.batch.message_count': payloads.length },
        async (open) => {
          const delivery = await send(payloads);
          open.note({ 'backstay.delivery.outcome': delivery.status });
          if (delivery.status === 'failed') open.fail();
          return delivery;
        },
      ),
  };
}
