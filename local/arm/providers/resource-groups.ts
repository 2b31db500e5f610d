import { type Azure, change, find, keep, listBelow, type Resource, remove } from '../azure.ts';
import type { Call, Handler } from '../server/call.ts';
import { armError, GATEWAY } from '../server/errors.ts';
import { objectAt, textAt } from '../server/json.ts';
import { pageOf } from '../server/page.ts';

export const GROUP = 'microsoft.resources/resourcegroups';

export function groupIdOf(call: Call): string {
  return `/subscriptions/${call.param('subscription')}/resourceGroups/${call.param('group')}`;
}

/** The resource group of a call, or ARM's 404 for it. */
export function requireGroup(azure: Azure, call: Call): Resource {
  const group = find(azure, groupIdOf(call));
  if (group !== undefined) return group;
  throw armError(404, 'ResourceGroupNotFound', `Resource group '${call.param('group')}' could not be found.`, GATEWAY);
}

export function resourceGroups(azure: Azure): Readonly<Record<'get' | 'put' | 'patch' | 'list' | 'remove', Handler>> {
  return {
    get: (call) => ({ status: 200, body: requireGroup(azure, call).body }),
    put(call) {
      const id = groupIdOf(call);
      const existed = find(azure, id) !== undefined;
      const location = textAt(call.body, 'location');
      if (location === undefined)
        throw armError(400, 'LocationRequired', 'The location property is required for this definition.');
      const body = {
        id,
        name: call.param('group'),
        type: 'Microsoft.Resources/resourceGroups',
        location,
        ...(call.body.tags !== undefined && { tags: call.body.tags }),
        properties: { provisioningState: 'Succeeded' },
      };
      keep(azure, { id, type: GROUP, name: call.param('group'), body });
      azure.emit({
        kind: 'ResourceWriteSuccess',
        id,
        operation: 'Microsoft.Resources/subscriptions/resourceGroups/write',
      });
      return { status: existed ? 200 : 201, body };
    },
    patch(call) {
      const group = requireGroup(azure, call);
      change(azure, group.id, () => ({ tags: objectAt(call.body, 'tags') }));
      return { status: 200, body: group.body };
    },
    list: (call) =>
      pageOf(
        azure,
        call,
        listBelow(azure, `/subscriptions/${call.param('subscription')}`, GROUP).map(({ body }) => body),
      ),
    remove(call) {
      const group = requireGroup(azure, call);
      remove(azure, group.id);
      azure.emit({
        kind: 'ResourceDeleteSuccess',
        id: group.id,
        operation: 'Microsoft.Resources/subscriptions/resourceGroups/delete',
      });
      return { status: 200 };
    },
  };
}
