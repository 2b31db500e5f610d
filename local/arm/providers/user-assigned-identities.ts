import { randomUUID } from 'node:crypto';
import { type Azure, find, keep, newPrincipal, remove } from '../azure.ts';
import { DURATIONS } from '../durations.ts';
import type { Call, Handler } from '../server/call.ts';
import { armError, GATEWAY } from '../server/errors.ts';
import { objectAt, textAt } from '../server/json.ts';
import { requireGroup } from './resource-groups.ts';

const IDENTITY = 'microsoft.managedidentity/userassignedidentities';

export function userAssignedIdentities(azure: Azure): Readonly<Record<'get' | 'put' | 'remove', Handler>> {
  const idOf = (call: Call) =>
    `/subscriptions/${call.param('subscription')}/resourcegroups/${call.param('group')}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${call.param('identity')}`;
  return {
    get(call) {
      requireGroup(azure, call);
      const identity = find(azure, idOf(call));
      if (identity !== undefined) return { status: 200, body: identity.body };
      throw armError(
        404,
        'ResourceNotFound',
        `The Resource 'Microsoft.ManagedIdentity/userAssignedIdentities/${call.param('identity')}' was not found.`,
        GATEWAY,
      );
    },
    put(call) {
      requireGroup(azure, call);
      const id = idOf(call);
      const before = find(azure, id);
      const known = objectAt(before?.body, 'properties');
      const tenantId = azure.subscriptions.get(call.param('subscription').toLowerCase())?.tenantId ?? '';
      const body = {
        id,
        name: call.param('identity'),
        type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
        location: call.body.location,
        properties: {
          tenantId,
          principalId: textAt(known, 'principalId') ?? newPrincipal(azure, DURATIONS.principalReplication),
          clientId: textAt(known, 'clientId') ?? randomUUID(),
        },
      };
      keep(azure, { id, type: IDENTITY, name: call.param('identity'), body });
      azure.emit({
        kind: 'ResourceWriteSuccess',
        id,
        operation: 'Microsoft.ManagedIdentity/userAssignedIdentities/write',
      });
      return { status: before === undefined ? 201 : 200, body };
    },
    remove(call) {
      if (find(azure, idOf(call)) === undefined) return { status: 204 };
      remove(azure, idOf(call));
      return { status: 200 };
    },
  };
}
