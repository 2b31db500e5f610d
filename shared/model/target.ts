import type { ClusterId } from './resource-id.ts';

/**
 * What is reconciled: one cluster under one profile. The only thing that a queue message carries.
 */
export interface Target {
  readonly clusterId: ClusterId;
  readonly profile: string;
}

/** A target as one line of text: for logs and for comparing. */
export function targetKey(target: Target): string {
  return `${target.clusterId}|${target.profile}`;
}
