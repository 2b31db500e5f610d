import type { Hook } from './tools.mjs';

export const FUNCTIONS: readonly string[];

export function connectEvents(
  hook: Hook & {
    readonly profiles: readonly object[];
    readonly parameters: string;
    readonly wait: (milliseconds: number) => Promise<unknown>;
  },
): Promise<void>;
