import type { QueueClient, ReceivedMessageItem } from '@azure/storage-queue';

/** A message that stays hidden from others while its function runs. */
export interface Lease {
  /** Stops renewing; answers with the receipt that now opens the message. */
  end(): Promise<string>;
}

/**
 * Renews the lease of a message each time that half of it is over. A lease that cannot be renewed
 * is lost, and another host may run the message.
 */
export function keepLease(
  queue: QueueClient,
  { messageId, popReceipt }: ReceivedMessageItem,
  leaseSeconds: number,
  onLost: (error: unknown) => void,
): Lease {
  let receipt = popReceipt;
  let renewing: Promise<void> = Promise.resolve();

  async function renew(): Promise<void> {
    try {
      const renewed = await queue.updateMessage(messageId, receipt, undefined, leaseSeconds);
      receipt = renewed.popReceipt ?? receipt;
    } catch (error) {
      clearInterval(timer);
      onLost(error);
    }
  }
  const timer = setInterval(() => {
    renewing = renewing.then(renew);
  }, leaseSeconds * 500);

  return {
    async end() {
      clearInterval(timer);
      await renewing;
      return receipt;
    },
  };
}
