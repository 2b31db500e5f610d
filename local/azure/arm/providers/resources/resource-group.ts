import type { TrackedResource } from '../../state/wire.ts';

export interface ResourceGroup extends TrackedResource {
  /** The resource that the group was made for, such as the cluster of a node resource group. */
  readonly managedBy?: string | undefined;
  readonly properties: { readonly provisioningState: 'Succeeded' | 'Deleting' };
}

export function newResourceGroup(
  subscriptionId: string,
  name: string,
  wishes: Pick<ResourceGroup, 'location' | 'tags' | 'managedBy'>,
): ResourceGroup {
  return {
    id: `/subscriptions/${subscriptionId}/resourceGroups/${name}`,
    name,
    type: 'Microsoft.Resources/resourceGroups',
    ...wishes,
    properties: { provisioningState: 'Succeeded' },
  };
}
