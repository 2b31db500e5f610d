import type { ArmState } from '../azure/arm/state/arm-state.ts';
import { isPlain } from './fill.ts';

/**
 * Properties that Azure sets and no client can write: the stand-in drops them from a request, as
 * Azure does. A case has to be able to begin with them, so it writes them into the body of its
 * `put`.
 * https://github.com/Azure/azure-rest-api-specs (`readOnly` in the definitions of these types)
 */
const READ_ONLY: ReadonlySet<string> = new Set([
  // Microsoft.Storage/storageAccounts
  'privateEndpointConnections',
  'statusOfPrimary',
  'statusOfSecondary',
  // Microsoft.ContainerService/managedClusters
  'powerState',
  'currentKubernetesVersion',
  'currentOrchestratorVersion',
  'nodeImageVersion',
  'effectiveOutboundIPs',
  // Microsoft.DataProtection/backupVaults and their backupInstances
  'currentProtectionState',
  'protectionStatus',
  'protectionErrorDetails',
  'resourceMoveState',
  'isVaultProtectedByResourceGuard',
  // Microsoft.KubernetesConfiguration/extensions
  'statuses',
  'errorInfo',
  'currentVersion',
  'aksAssignedIdentity',
  // Microsoft.Network
  'peeringState',
  'peeringSyncLevel',
  'ipConfigurations',
  'privateEndpoints',
  'networkInterfaces',
  // Each of them
  'provisioningState',
]);

/** Puts the read-only parts of a request's body into what the request made. */
export function seedReadOnly(state: ArmState, id: string, body: unknown): void {
  if (hasReadOnly(body)) state.change(id, (resource) => seeded(resource, body) as typeof resource);
}

function hasReadOnly(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasReadOnly);
  return isPlain(value) && Object.entries(value).some(([key, each]) => READ_ONLY.has(key) || hasReadOnly(each));
}

function seeded(there: unknown, wanted: unknown): unknown {
  if (Array.isArray(there) && Array.isArray(wanted)) {
    return there.map((each, index) => (index < wanted.length ? seeded(each, wanted[index]) : each));
  }
  if (!isPlain(there) || !isPlain(wanted)) return there;
  const changes = Object.entries(wanted).flatMap(([key, each]) => {
    if (READ_ONLY.has(key)) return [[key, each]];
    return hasReadOnly(each) ? [[key, seeded(there[key] ?? {}, each)]] : [];
  });
  return { ...there, ...Object.fromEntries(changes) };
}
