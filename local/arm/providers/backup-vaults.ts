import {
  type Azure,
  begin,
  change,
  find,
  keep,
  listBelow,
  newPrincipal,
  operationNamed,
  type Resource,
  remove,
} from '../azure.ts';
import { DURATIONS } from '../durations.ts';
import type { Answer, Call, Handler } from '../server/call.ts';
import { armError, GATEWAY } from '../server/errors.ts';
import { type JsonObject, objectAt, textAt } from '../server/json.ts';
import { pageOf } from '../server/page.ts';
import { requireGroup } from './resource-groups.ts';

const VAULT = 'microsoft.dataprotection/backupvaults';
const WRITE = 'Microsoft.DataProtection/backupVaults/write';

export function backupVaults(
  azure: Azure,
): Readonly<Record<'get' | 'list' | 'put' | 'patch' | 'remove' | 'operation', Handler>> {
  const idOf = (call: Call) =>
    `/subscriptions/${call.param('subscription')}/resourceGroups/${call.param('group')}/providers/Microsoft.DataProtection/backupVaults/${call.param('vault')}`;
  const require = (call: Call): Resource => {
    requireGroup(azure, call);
    const vault = find(azure, idOf(call));
    if (vault !== undefined) return vault;
    throw armError(
      404,
      'ResourceNotFound',
      `The Resource 'Microsoft.DataProtection/backupVaults/${call.param('vault')}' under resource group '${call.param('group')}' was not found.`,
      GATEWAY,
    );
  };

  function finishLater(call: Call, seconds: number): Record<string, string> {
    const id = idOf(call);
    const operation = begin(azure, seconds, () => {
      change(azure, id, (body) => ({
        properties: { ...objectAt(body, 'properties'), provisioningState: 'Succeeded' },
      }));
      azure.emit({ kind: 'ResourceWriteSuccess', id, operation: WRITE });
    });
    return { 'azure-asyncoperation': `${azure.origin}${id}/operationStatus/${operation.id}?api-version=2024-04-01` };
  }

  return {
    get: (call) => ({ status: 200, body: require(call).body }),
    list: (call) =>
      pageOf(
        azure,
        call,
        listBelow(azure, `/subscriptions/${call.param('subscription')}`, VAULT).map(({ body }) => body),
      ),
    put(call): Answer {
      requireGroup(azure, call);
      const id = idOf(call);
      const before = find(azure, id);
      const identity = identityOf(azure, call, before?.body);
      const body: JsonObject = {
        id,
        name: call.param('vault'),
        type: 'Microsoft.DataProtection/backupVaults',
        location: call.body.location,
        ...(call.body.tags !== undefined && { tags: call.body.tags }),
        ...(identity !== undefined && { identity }),
        properties: {
          ...objectAt(call.body, 'properties'),
          provisioningState: before === undefined ? 'Provisioning' : 'Updating',
        },
      };
      keep(azure, { id, type: VAULT, name: call.param('vault'), body });
      return { status: before === undefined ? 201 : 200, body, headers: finishLater(call, DURATIONS.vaultCreate) };
    },
    patch(call) {
      const vault = require(call);
      const identity =
        call.body.identity === undefined ? objectAt(vault.body, 'identity') : identityOf(azure, call, vault.body);
      const { identity: _, ...rest } = vault.body;
      vault.body = {
        ...rest,
        ...(identity !== undefined && { identity }),
        properties: { ...objectAt(vault.body, 'properties'), provisioningState: 'Updating' },
      };
      return { status: 202, headers: finishLater(call, DURATIONS.vaultUpdate) };
    },
    remove(call) {
      if (find(azure, idOf(call)) === undefined) return { status: 204 };
      remove(azure, idOf(call));
      return { status: 200 };
    },
    operation(call) {
      const { id, state, startedAt, endedAt, error } = operationNamed(azure, call.param('operation'));
      return {
        status: 200,
        body: {
          id: `${idOf(call)}/operationStatus/${id}`,
          name: id,
          // Spelled as this provider spells it.
          status: state === 'running' ? 'Inprogress' : state === 'succeeded' ? 'Succeeded' : 'Failed',
          startTime: startedAt.toISOString(),
          endTime: endedAt?.toISOString() ?? '0001-01-01T00:00:00Z',
          ...(error && { error: { ...error } }),
        },
      };
    },
  };
}

function identityOf(azure: Azure, call: Call, before: JsonObject | undefined): JsonObject | undefined {
  const asked = objectAt(call.body, 'identity');
  const type = textAt(asked, 'type');
  if (type === undefined || type === 'None') return { type: 'None' };
  const existing = objectAt(before, 'identity');
  const system = type.toLowerCase().includes('systemassigned');
  const tenantId = azure.subscriptions.get(call.param('subscription').toLowerCase())?.tenantId ?? '';
  const users = Object.keys(objectAt(asked, 'userAssignedIdentities')).map((id) => {
    const known = objectAt(find(azure, id)?.body, 'properties');
    return [id, { principalId: textAt(known, 'principalId'), clientId: textAt(known, 'clientId') }] as const;
  });
  return {
    type,
    ...(system && {
      principalId: textAt(existing, 'principalId') ?? newPrincipal(azure, DURATIONS.principalReplication),
      tenantId,
    }),
    ...(users.length > 0 && { userAssignedIdentities: Object.fromEntries(users) }),
  };
}
