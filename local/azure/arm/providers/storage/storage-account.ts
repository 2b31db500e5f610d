import type { Echoed, TrackedResource } from '../../state/wire.ts';

export interface StorageAccount extends TrackedResource {
  readonly sku: { readonly name: string; readonly tier: string };
  readonly kind: string;
  readonly properties: Echoed;
}
