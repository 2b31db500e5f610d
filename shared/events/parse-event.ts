import { type ClusterId, parseClusterId, parseVaultId, type VaultId } from '../model/resource-id.ts';

/** What is taken from an event: a hint at which resource to assess. Everything else is read from ARM. */
export type ResourceEvent =
  | (EventOf & { readonly kind: 'cluster'; readonly clusterId: ClusterId })
  | (EventOf & { readonly kind: 'vault'; readonly vaultId: VaultId });

interface EventOf {
  readonly eventId: string;
  readonly operation: string;
  /** Of the request that made the change. Tells a write of our own, and nothing else. */
  readonly correlationId?: string;
}

export type ParsedEvent =
  | { readonly accepted: true; readonly event: ResourceEvent }
  | { readonly accepted: false; readonly reason: 'NotAnEvent' | 'OtherOperation' | 'NotAResourceId' };

/** A system event of a type that Backstay knows, whatever the schema it came in. */
export interface SystemEvent {
  readonly eventId: string;
  readonly type: KnownType;
  /** The resource that it is about: anything at all. */
  readonly resource: string;
  /** In small letters; empty where the type says it all. */
  readonly operation: string;
  readonly correlationId?: string | undefined;
}

/** The types whose data names an operation. */
export const RESOURCE_TYPES = [
  'Microsoft.Resources.ResourceWriteSuccess',
  'Microsoft.Resources.ResourceDeleteSuccess',
  'Microsoft.Resources.ResourceActionSuccess',
] as const;
export type KnownType = (typeof RESOURCE_TYPES)[number] | 'Microsoft.ContainerService.ClusterSupportEnding';

/** Which operations concern whom. A start is the only sign that a stopped cluster can be served again. */
const OPERATIONS: Readonly<Record<KnownType, Readonly<Record<string, ResourceEvent['kind']>>>> = {
  'Microsoft.Resources.ResourceWriteSuccess': {
    'microsoft.containerservice/managedclusters/write': 'cluster',
    'microsoft.dataprotection/backupvaults/write': 'vault',
  },
  'Microsoft.Resources.ResourceDeleteSuccess': { 'microsoft.containerservice/managedclusters/delete': 'cluster' },
  'Microsoft.Resources.ResourceActionSuccess': { 'microsoft.containerservice/managedclusters/start/action': 'cluster' },
  'Microsoft.ContainerService.ClusterSupportEnding': { '': 'cluster' },
};

/** The target of a system event. */
export function parseEvent({ eventId, type, resource, operation, correlationId }: SystemEvent): ParsedEvent {
  const kind = Object.hasOwn(OPERATIONS[type], operation) ? OPERATIONS[type][operation] : undefined;
  const event = {
    eventId,
    operation: operation === '' ? type.toLowerCase() : operation,
    ...(correlationId !== undefined && { correlationId }),
  };
  switch (kind) {
    case 'cluster': {
      const clusterId = parseClusterId(resource);
      return clusterId === undefined
        ? { accepted: false, reason: 'NotAResourceId' }
        : { accepted: true, event: { ...event, kind, clusterId } };
    }
    case 'vault': {
      const vaultId = parseVaultId(resource);
      return vaultId === undefined
        ? { accepted: false, reason: 'NotAResourceId' }
        : { accepted: true, event: { ...event, kind, vaultId } };
    }
    case undefined:
      return { accepted: false, reason: 'OtherOperation' };
  }
}
