/** How one delivery ended. */
export type Delivery =
  /** The receiver accepted all messages. */
  | { readonly status: 'accepted' }
  | { readonly status: 'failed'; readonly retry: boolean; readonly retryAfterSeconds?: number; readonly why: string };

/** Receives messages of the outbox, in the form that its producer stored. Never throws. */
export interface Consumer<P extends object = object> {
  /** The most messages that it takes in one call. */
  readonly batch: number;
  send(payloads: readonly P[]): Promise<Delivery>;
}
