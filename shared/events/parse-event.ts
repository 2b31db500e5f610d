import { EVENT_OPERATIONS, type EventSubject, type ResourceEventType } from '../model/event-operations.ts';
import {
  type ClusterId,
  parseClusterId,
  parseResourceId,
  parseVaultId,
  type ResourceId,
  type VaultId,
} from '../model/resource-id.ts';

/** A hint at which resource to assess. Everything else is read from ARM. */
export type ResourceEvent =
  | (EventOf & { readonly kind: 'cluster'; readonly clusterId: ClusterId })
  | (EventOf & { readonly kind: 'vault'; readonly vaultId: VaultId })
  | (EventOf & { readonly kind: 'shared'; readonly shared: SharedResource });

/** Several clusters can use it. Of a role assignment or a lock it is the scope. */
export interface SharedResource {
  readonly subject: SharedSubject;
  readonly id: ResourceId;
}

export type SharedSubject = Exclude<EventSubject, 'cluster' | 'vault'>;

interface EventOf {
  readonly eventId: string;
  readonly operation: string;
  /** Of the request that made the change. Identifies a write of our own, and nothing else. */
  readonly correlationId?: string;
}

export type ParsedEvent =
  | { readonly accepted: true; readonly event: ResourceEvent }
  | { readonly accepted: false; readonly reason: 'InvalidEvent' | 'UnsupportedOperation' | 'InvalidResourceId' };

/** A system event of a type that Backstay knows, in any schema. */
export interface SystemEvent {
  readonly eventId: string;
  readonly type: KnownType;
  /** The resource that it is about: anything at all. */
  readonly resource: string;
  /** In small letters; empty where the type says it all. */
  readonly operation: string;
  readonly correlationId?: string | undefined;
}

/**
 * A topic for the second is one of the cluster, which a deployment of Backstay does not make: some
 * operators have it.
 */
export type KnownType = ResourceEventType | 'Microsoft.ContainerService.ClusterSupportEnding';

const SUBJECTS: ReadonlyMap<string, EventSubject> = new Map([
  ...EVENT_OPERATIONS.map(({ type, operation, subject }) => [keyOf(type, operation), subject] as const),
  [keyOf('Microsoft.ContainerService.ClusterSupportEnding', ''), 'cluster'],
]);

/** The target of a system event. */
export function parseEvent({ eventId, type, resource, operation, correlationId }: SystemEvent): ParsedEvent {
  const subject = SUBJECTS.get(keyOf(type, operation));
  if (subject === undefined) return { accepted: false, reason: 'UnsupportedOperation' };
  const pointer = pointerTo(subject, resource, operation);
  if (pointer === undefined) return { accepted: false, reason: 'InvalidResourceId' };
  const event = {
    eventId,
    operation: operation === '' ? type.toLowerCase() : operation,
    ...(correlationId !== undefined && { correlationId }),
    ...pointer,
  };
  return { accepted: true, event };
}

function keyOf(type: KnownType, operation: string): string {
  return `${type} ${operation}`.toLowerCase();
}

type Pointer =
  | { readonly kind: 'cluster'; readonly clusterId: ClusterId }
  | { readonly kind: 'vault'; readonly vaultId: VaultId }
  | { readonly kind: 'shared'; readonly shared: SharedResource };

/** Of the cluster itself, and not of its bindings or extensions. */
const OF_CLUSTER = /^(?:microsoft\.containerservice\/managedclusters\/(?:write|delete|\w+\/action))?$/i;

function pointerTo(subject: EventSubject, resource: string, operation: string): Pointer | undefined {
  switch (subject) {
    case 'cluster': {
      const clusterId = OF_CLUSTER.test(operation) ? parseClusterId(resource) : clusterAbove(resource);
      return clusterId && { kind: 'cluster', clusterId };
    }
    case 'vault': {
      const vaultId = parseVaultId(resource);
      return vaultId && { kind: 'vault', vaultId };
    }
    case 'scope': {
      const id = parseResourceId(resource.replace(/\/providers\/microsoft\.authorization\/[^/]+\/[^/]+$/i, ''));
      const clusterId = id && clusterAbove(id);
      if (clusterId !== undefined) return { kind: 'cluster', clusterId };
      return id && { kind: 'shared', shared: { subject, id } };
    }
    case 'storageAccount':
    case 'network': {
      const id = parseResourceId(resource.replace(/\/(securityrules|routes)\/[^/]+$/i, ''));
      return id && { kind: 'shared', shared: { subject, id } };
    }
  }
}

/** The cluster that the id names, or that the resource with this id is a part of. */
function clusterAbove(resource: string): ClusterId | undefined {
  const id = parseResourceId(resource);
  const [cluster] = /^.+?\/managedclusters\/[^/]+/.exec(id ?? '') ?? [];
  return cluster === undefined ? undefined : parseClusterId(cluster);
}
