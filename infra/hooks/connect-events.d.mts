import type { Hook } from './tools.mjs';

export function connectEvents(
  hook: Hook & {
    readonly profiles: readonly object[];
    readonly parameters: string;
    /** Answers the status of a GET; rejects where nothing answers. */
    readonly get: (address: string) => Promise<number>;
    readonly wait: (milliseconds: number) => Promise<unknown>;
  },
): Promise<void>;
