import type { Hook } from './tools.mjs';

export function checkEnvironment(
  hook: Hook & {
    readonly nodeVersion: string;
    readonly profiles: readonly object[];
    readonly rights: object;
  },
): void;
