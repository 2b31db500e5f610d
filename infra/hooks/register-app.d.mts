import type { Hook } from './tools.mjs';

export function registerApp(
  hook: Hook & {
    readonly roles: readonly object[];
    readonly wait: (milliseconds: number) => Promise<unknown>;
  },
): Promise<void>;
