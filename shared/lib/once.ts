/**
 * Runs the work when first asked for, and never again once it has succeeded. A failure is not kept:
 * the next one to ask tries again.
 */
export function once(work: () => Promise<unknown>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= work().then(
      () => undefined,
      (error: unknown) => {
        running = undefined;
        throw error;
      },
    );
    return running;
  };
}
