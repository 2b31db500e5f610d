import { type Azure, begin, change, find, keep, listBelow, remove } from '../azure.ts';
import { DURATIONS } from '../durations.ts';
import type { Call, Handler } from '../server/call.ts';
import { ArmError, aksError } from '../server/errors.ts';
import { type JsonObject, objectAt, textAt } from '../server/json.ts';
import { pageOf } from '../server/page.ts';
import { aksOperationHeader, clusterIdOf, occupy, requireCluster, setProvisioningState } from './managed-clusters.ts';

const BINDING = 'microsoft.containerservice/managedclusters/trustedaccessrolebindings';
const MOST_BINDINGS = 8;
const ROLES: Readonly<Record<string, readonly string[]>> = {
  'microsoft.dataprotection/backupvaults': ['backup-operator'],
  'microsoft.machinelearningservices/workspaces': ['mlworkload', 'inference-v1'],
};

export function trustedAccess(azure: Azure): Readonly<Record<'get' | 'list' | 'put' | 'remove' | 'roles', Handler>> {
  const idOf = (call: Call) => `${clusterIdOf(call)}/trustedAccessRoleBindings/${call.param('binding')}`;
  return {
    get(call) {
      requireCluster(azure, call);
      const binding = find(azure, idOf(call));
      if (binding === undefined) throw notFound(call);
      return { status: 200, body: binding.body };
    },
    list(call) {
      const cluster = requireCluster(azure, call);
      return pageOf(
        azure,
        call,
        listBelow(azure, cluster.id, BINDING).map(({ body }) => body),
      );
    },
    put(call) {
      const cluster = requireCluster(azure, call);
      const id = idOf(call);
      checkBinding(call);
      const before = find(azure, id);
      if (before === undefined && listBelow(azure, cluster.id, BINDING).length >= MOST_BINDINGS) {
        throw aksError(400, 'QuotaExceeded', `A cluster takes at most ${MOST_BINDINGS} trusted access role bindings.`);
      }
      occupy(cluster);
      const properties = objectAt(call.body, 'properties');
      const body: JsonObject = {
        id,
        name: call.param('binding'),
        type: 'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings',
        properties: {
          provisioningState: 'Updating',
          sourceResourceId: properties.sourceResourceId,
          roles: properties.roles,
        },
      };
      keep(azure, { id, type: BINDING, name: call.param('binding'), body });
      setProvisioningState(azure, cluster.id, 'Updating');
      const operation = begin(azure, DURATIONS.trustedAccessBinding, () => {
        change(azure, id, (now) => ({
          properties: { ...objectAt(now, 'properties'), provisioningState: 'Succeeded' },
        }));
        setProvisioningState(azure, cluster.id, 'Succeeded');
        azure.emit({
          kind: 'ResourceWriteSuccess',
          id,
          operation: 'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings/write',
        });
      });
      return {
        status: 201,
        body,
        headers: aksOperationHeader(azure, call, textAt(cluster.body, 'location') ?? '', operation.id),
      };
    },
    remove(call) {
      const cluster = requireCluster(azure, call);
      if (find(azure, idOf(call)) === undefined) return { status: 204 };
      occupy(cluster);
      setProvisioningState(azure, cluster.id, 'Updating');
      const operation = begin(azure, DURATIONS.trustedAccessBinding, () => {
        remove(azure, idOf(call));
        setProvisioningState(azure, cluster.id, 'Succeeded');
      });
      const headers = aksOperationHeader(azure, call, textAt(cluster.body, 'location') ?? '', operation.id);
      return { status: 202, headers: { ...headers, location: headers['azure-asyncoperation'] ?? '' } };
    },
    roles: () => ({
      status: 200,
      body: {
        value: Object.entries(ROLES).flatMap(([sourceResourceType, names]) =>
          names.map((name) => ({ sourceResourceType, name: `${sourceResourceType}/${name}`, rules: [] })),
        ),
      },
    }),
  };
}

function checkBinding(call: Call): void {
  const properties = objectAt(call.body, 'properties');
  const source = textAt(properties, 'sourceResourceId') ?? '';
  const roles = Array.isArray(properties.roles) ? properties.roles : [];
  if (!/^[A-Za-z0-9-]{1,24}$/.test(call.param('binding'))) {
    throw aksError(
      400,
      'InvalidParameter',
      'The name of a trusted access role binding has 1 to 24 letters, digits and hyphens.',
    );
  }
  const type = source.split('/').slice(-3, -1).join('/').toLowerCase();
  const known = ROLES[type] ?? [];
  for (const role of roles) {
    if (typeof role === 'string' && known.some((name) => `${type}/${name}` === role.toLowerCase())) continue;
    throw aksError(
      400,
      'InvalidParameter',
      `The value of parameter properties.roles is invalid. Role ${String(role)} is not found for source ${source}.`,
    );
  }
  if (roles.length === 0)
    throw aksError(400, 'InvalidParameter', 'The value of parameter properties.roles is invalid: it is empty.');
}

function notFound(call: Call): ArmError {
  return new ArmError(404, {
    code: 'NotFound',
    details: [{ code: 'Unspecified', message: 'rpc error: code = NotFound desc = TrustedAccessRoleBinding not found' }],
    message: `Could not find the trusted access role binding ${call.param('binding')} in subscription: ${call.param('subscription')}, resourceGroup: ${call.param('group')}, clusterName: ${call.param('cluster')}.`,
    subcode: 'GetTrustedAccessRoleBinding_NotFound',
  });
}
