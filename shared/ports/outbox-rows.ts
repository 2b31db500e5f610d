import type { ConsumerName, OutboxCount, OutboxRow } from '../model/outbox.ts';

/** A row with the ETag that it was read with. */
export interface StoredMessage {
  readonly row: OutboxRow;
  readonly etag: string;
}

/** Names one message. */
export type MessageKey = Pick<OutboxRow, 'consumer' | 'id'>;

/** Where messages are stored until they are delivered. */
export interface OutboxRows {
  /** Stores a message; leaves one with the same id as it is. */
  add(row: OutboxRow): Promise<void>;
  /** `undefined` when the message is delivered, or was written by a newer version. */
  read(key: MessageKey): Promise<StoredMessage | undefined>;
  /**
   * Replaces the row with this ETag. Answers the new ETag, or `undefined` when another instance was
   * faster.
   */
  write(row: OutboxRow, over: string): Promise<string | undefined>;
  /** Removes the row with this ETag; `false` when another instance was faster. */
  remove(key: MessageKey, over: string): Promise<boolean>;
  /** Removes other messages with the same `replaces`. Answers how many. */
  removeReplaced(row: OutboxRow): Promise<number>;
  /** Waiting messages that were due before this time and that no delivery holds. */
  overdue(before: string): AsyncIterable<MessageKey>;
  /** One entry for each consumer that has messages. */
  count(): Promise<readonly OutboxCount[]>;
  /** Removes what was dead-lettered before this time. Answers how many. */
  forget(before: string): Promise<number>;
  /** Makes all dead-lettered messages of a consumer due at this time. Answers how many. */
  revive(consumer: ConsumerName, at: string): Promise<number>;
}
