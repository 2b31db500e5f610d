import type { ResourceId } from './resource-id.ts';

/** An ARM action at a scope. */
export interface Permission {
  readonly action: string;
  readonly scope: ResourceId;
}
