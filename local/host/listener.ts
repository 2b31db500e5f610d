/** Something that sets functions off. */
export interface Listener {
  /** Takes no more work; resolves when its started work is done. */
  stop(): Promise<void>;
}
