import type { Hook } from './tools.mjs';

export function grantRights(
  hook: Hook & {
    readonly profiles: readonly object[];
    readonly rights: object;
    readonly parameters: string;
    readonly wait: (milliseconds: number) => Promise<unknown>;
  },
): Promise<void>;

export function sharedPlaces(profiles: readonly object[], rights: object): readonly string[];
