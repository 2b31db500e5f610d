import type { Consumer, Delivery } from '../model/consumer.ts';

/** A consumer that takes one message in a call. */
export function oneByOne<P extends object>(send: (payload: P) => Promise<Delivery>): Consumer<P> {
  return {
    batch: 1,
    async send(payloads) {
      for (const payload of payloads) {
        const delivery = await send(payload);
        if (delivery.status === 'failed') return delivery;
      }
      return { status: 'accepted' };
    },
  };
}
