import type { ResourceGroup as SdkResourceGroup } from '@azure/arm-resources';
import type { ResourceGroup } from '../model/azure.ts';
import { parseResourceGroupId, partsOf } from '../model/resource-id.ts';
import type { Arm } from '../ports/arm.ts';
import { UnreadableAnswer } from './ask.ts';
import type { Connection } from './connection.ts';
import { isRecord, text } from './shapes.ts';

export function resourceGroupCalls({ ask, resources }: Connection): Pick<Arm, 'getResourceGroup' | 'putResourceGroup'> {
  return {
    async getResourceGroup(id) {
      const { subscriptionId, name } = partsOf(id);
      const { resourceGroups } = await resources(subscriptionId);
      return ask(() => resourceGroups.get(name), readResourceGroup);
    },
    async putResourceGroup({ groupId, location }) {
      const { subscriptionId, name } = partsOf(groupId);
      const { resourceGroups } = await resources(subscriptionId);
      return ask(() => resourceGroups.createOrUpdate(name, { location }), readResourceGroup);
    },
  };
}

export function readResourceGroup(group: SdkResourceGroup): ResourceGroup {
  const id = parseResourceGroupId(text(group.id) ?? '');
  if (id === undefined) throw new UnreadableAnswer('a resource group without a proper id');
  const { properties } = group;
  return {
    id,
    name: text(group.name) ?? partsOf(id).name,
    location: text(group.location) ?? '',
    provisioningState: text(isRecord(properties) ? properties.provisioningState : undefined),
  };
}
