/** Something that sets functions off. */
export interface Listener {
  /** Takes no more work; resolves when what it has begun is done. */
  stop(): Promise<void>;
}
