import type { Echoed, TrackedResource } from '../../state/wire.ts';

/** A managed disk, or a snapshot of one. */
export interface Disk extends TrackedResource {
  readonly sku: { readonly name: string; readonly tier: string };
  readonly managedBy?: string | undefined;
  readonly properties: Echoed;
}
