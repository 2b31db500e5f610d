import { randomUUID } from 'node:crypto';
import { type Azure, begin, change, find, hex, keep, newPrincipal, type Resource, remove } from '../azure.ts';
import { DURATIONS } from '../durations.ts';
import type { Answer, Call, Handler } from '../server/call.ts';
import { aksError, armError, GATEWAY } from '../server/errors.ts';
import { type JsonObject, objectAt, textAt } from '../server/json.ts';
import { requireGroup } from './resource-groups.ts';

export const CLUSTER = 'microsoft.containerservice/managedclusters';

export function clusterIdOf(call: Call): string {
  // AKS answers with a lower-case "resourcegroups".
  return `/subscriptions/${call.param('subscription')}/resourcegroups/${call.param('group')}/providers/Microsoft.ContainerService/managedClusters/${call.param('cluster')}`;
}

/** The cluster, or ARM's 404 for it. */
export function requireCluster(azure: Azure, call: Call): Resource {
  requireGroup(azure, call);
  const cluster = find(azure, clusterIdOf(call));
  if (cluster !== undefined) return cluster;
  throw armError(
    404,
    'ResourceNotFound',
    `The Resource 'Microsoft.ContainerService/managedClusters/${call.param('cluster')}' under resource group '${call.param('group')}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    GATEWAY,
  );
}

/** Holds the cluster for a write, as AKS does: a second one meanwhile is refused. */
export function occupy(cluster: Resource): void {
  const state = textAt(objectAt(cluster.body, 'properties'), 'provisioningState') ?? '';
  if (!['Succeeded', 'Failed', 'Canceled'].includes(state)) {
    throw aksError(
      409,
      'OperationNotAllowed',
      `Operation is not allowed: Another operation (${state}) is in progress, please wait for it to finish before starting a new operation. See https://aka.ms/aks-pending-operation for more details`,
    );
  }
  const power = textAt(objectAt(objectAt(cluster.body, 'properties'), 'powerState'), 'code');
  if (power === 'Stopped') {
    throw aksError(
      409,
      'OperationNotAllowed',
      'Operation is not allowed: the cluster is stopped. Only start and delete are allowed.',
    );
  }
}

export function setProvisioningState(azure: Azure, id: string, provisioningState: string, more: JsonObject = {}): void {
  change(azure, id, (body) => ({ properties: { ...objectAt(body, 'properties'), provisioningState, ...more } }));
}

/** Where AKS tells the state of an operation. */
export function aksOperationHeader(
  azure: Azure,
  call: Call,
  location: string,
  operationId: string,
): Record<string, string> {
  const path = `/subscriptions/${call.param('subscription')}/providers/Microsoft.ContainerService/locations/${location}/operations/${operationId}`;
  return { 'azure-asyncoperation': `${azure.origin}${path}?api-version=2016-03-30&t=${Date.now()}&c=${hex(8)}` };
}

export function managedClusters(
  azure: Azure,
): Readonly<Record<'get' | 'put' | 'patch' | 'remove' | 'start' | 'stop', Handler>> {
  function put(call: Call): Answer {
    requireGroup(azure, call);
    const id = clusterIdOf(call);
    const before = find(azure, id);
    if (before !== undefined) occupy(before);
    const location = (textAt(call.body, 'location') ?? '').toLowerCase().replaceAll(' ', '');
    if (location === '')
      throw armError(400, 'LocationRequired', 'The location property is required for this definition.');

    const provisioningState = before === undefined ? 'Creating' : 'Updating';
    const body = clusterBody(azure, call, id, location, provisioningState, before?.body);
    keep(azure, { id, type: CLUSTER, name: call.param('cluster'), body });
    const operation = begin(azure, before === undefined ? DURATIONS.clusterCreate : DURATIONS.clusterUpdate, () => {
      setProvisioningState(azure, id, 'Succeeded');
      azure.emit({ kind: 'ResourceWriteSuccess', id, operation: 'Microsoft.ContainerService/managedClusters/write' });
    });
    const headers = aksOperationHeader(azure, call, location, operation.id);
    return { status: before === undefined ? 201 : 200, body, headers };
  }

  function switchPower(to: 'Running' | 'Stopped', busy: string, action: string): Handler {
    return (call) => {
      const cluster = requireCluster(azure, call);
      if (to === 'Stopped') occupy(cluster);
      setProvisioningState(azure, cluster.id, busy);
      const operation = begin(azure, DURATIONS.clusterStartStop, () => {
        setProvisioningState(azure, cluster.id, 'Succeeded', { powerState: { code: to } });
        azure.emit({
          kind: 'ResourceActionSuccess',
          id: cluster.id,
          operation: `Microsoft.ContainerService/managedClusters/${action}/action`,
        });
      });
      const headers = aksOperationHeader(azure, call, textAt(cluster.body, 'location') ?? '', operation.id);
      return { status: 202, headers: { ...headers, location: headers['azure-asyncoperation'] ?? '' } };
    };
  }

  return {
    put,
    get: (call) => ({ status: 200, body: requireCluster(azure, call).body }),
    patch(call) {
      const cluster = requireCluster(azure, call);
      occupy(cluster);
      change(azure, cluster.id, () => ({ tags: objectAt(call.body, 'tags') }));
      azure.emit({
        kind: 'ResourceWriteSuccess',
        id: cluster.id,
        operation: 'Microsoft.ContainerService/managedClusters/write',
      });
      return { status: 200, body: cluster.body };
    },
    remove(call) {
      const id = clusterIdOf(call);
      const cluster = find(azure, id);
      if (cluster === undefined) return { status: 204 };
      setProvisioningState(azure, id, 'Deleting');
      const operation = begin(azure, DURATIONS.clusterDelete, () => {
        remove(azure, id);
        azure.emit({
          kind: 'ResourceDeleteSuccess',
          id,
          operation: 'Microsoft.ContainerService/managedClusters/delete',
        });
      });
      const headers = aksOperationHeader(azure, call, textAt(cluster.body, 'location') ?? '', operation.id);
      return { status: 202, headers: { ...headers, location: headers['azure-asyncoperation'] ?? '' } };
    },
    start: switchPower('Running', 'Starting', 'start'),
    stop: switchPower('Stopped', 'Stopping', 'stop'),
  };
}

function clusterBody(
  azure: Azure,
  call: Call,
  id: string,
  location: string,
  provisioningState: string,
  before: JsonObject | undefined,
): JsonObject {
  const asked = objectAt(call.body, 'properties');
  const group = call.param('group');
  const name = call.param('cluster');
  const version = textAt(asked, 'kubernetesVersion') ?? '1.35';
  const identity = identityOf(azure, call, before);
  const { windowsProfile: _, ...kept } = asked;
  return {
    id,
    location,
    name,
    type: 'Microsoft.ContainerService/ManagedClusters',
    ...(call.body.tags !== undefined && { tags: call.body.tags }),
    ...(identity !== undefined && { identity }),
    sku: { name: 'Base', tier: 'Free' },
    properties: {
      ...kept,
      provisioningState,
      // Running from the first moment on: the power state is no sign that a cluster is ready.
      powerState:
        objectAt(objectAt(before, 'properties'), 'powerState').code === undefined
          ? { code: 'Running' }
          : objectAt(objectAt(before, 'properties'), 'powerState'),
      kubernetesVersion: version,
      currentKubernetesVersion: version.split('.').length === 2 ? `${version}.1` : version,
      nodeResourceGroup: textAt(asked, 'nodeResourceGroup') ?? `MC_${group}_${name}_${location}`,
      fqdn: `${name.toLowerCase()}-${hex(4)}.hcp.${location}.azmk8s.io`,
      agentPoolProfiles: poolsOf(asked, version),
      storageProfile: asked.storageProfile ?? {
        diskCSIDriver: { enabled: true },
        fileCSIDriver: { enabled: true },
        snapshotController: { enabled: true },
      },
      servicePrincipalProfile: servicePrincipalOf(asked),
      enableRBAC: true,
    },
  };
}

function poolsOf(asked: JsonObject, version: string): readonly JsonObject[] {
  const pools = Array.isArray(asked.agentPoolProfiles) ? asked.agentPoolProfiles : [];
  return pools.map((pool) => ({
    osType: 'Linux',
    ...pool,
    provisioningState: 'Succeeded',
    powerState: { code: 'Running' },
    orchestratorVersion: version,
  }));
}

function servicePrincipalOf(asked: JsonObject): JsonObject {
  return { clientId: textAt(objectAt(asked, 'servicePrincipalProfile'), 'clientId') ?? 'msi' };
}

/** The identity block, with the principals that Azure fills in; none for a cluster under a service principal. */
function identityOf(azure: Azure, call: Call, before: JsonObject | undefined): JsonObject | undefined {
  const asked = objectAt(call.body, 'identity');
  const type = textAt(asked, 'type');
  if (type === undefined || type === 'None') return undefined;
  const existing = objectAt(before, 'identity');
  if (type === 'SystemAssigned') {
    const tenantId = azure.subscriptions.get(call.param('subscription').toLowerCase())?.tenantId ?? '';
    return {
      type,
      principalId: textAt(existing, 'principalId') ?? newPrincipal(azure, DURATIONS.principalReplication),
      tenantId,
    };
  }
  const ids = Object.keys(objectAt(asked, 'userAssignedIdentities'));
  const assigned = ids.map((id) => {
    const known = objectAt(find(azure, id)?.body, 'properties');
    return [
      id,
      {
        principalId: textAt(known, 'principalId') ?? randomUUID(),
        clientId: textAt(known, 'clientId') ?? randomUUID(),
      },
    ];
  });
  return { type, userAssignedIdentities: Object.fromEntries(assigned) };
}
