/**
 * How a command of the terminal ends. One table for all of them; docs/cli.md explains it to people.
 */
export const EXIT = {
  /** It did what was asked, and all is well: every cluster is ready, every chain is sound. */
  ok: 0,
  /** It could not do what was asked. */
  error: 1,
  /** The options or arguments are wrong; nothing was done. */
  usage: 2,
  /** It did what was asked, and not all is well: a cluster is not ready, a chain is broken. */
  notWell: 3,
} as const;
