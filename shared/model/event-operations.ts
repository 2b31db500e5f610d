/** The resource that an event points at decides which targets it marks. */
export type EventSubject =
  /** The cluster, or a resource below it. */
  | 'cluster'
  | 'vault'
  /** A role assignment or a lock: it applies to its scope and everything below. */
  | 'scope'
  | 'storageAccount'
  /** A network security group or a route table. */
  | 'network';

/** The function that takes the event. */
export type EventFunction = 'clusterWritten' | 'vaultWritten';

export interface EventOperation {
  readonly type: ResourceEventType;
  readonly operation: string;
  readonly subject: EventSubject;
}

export const RESOURCE_EVENT_TYPES = [
  'Microsoft.Resources.ResourceWriteSuccess',
  'Microsoft.Resources.ResourceDeleteSuccess',
  'Microsoft.Resources.ResourceActionSuccess',
] as const;
export type ResourceEventType = (typeof RESOURCE_EVENT_TYPES)[number];

/**
 * The events that a deployment subscribes to. `npm run docs` writes infra/events/operations.json
 * from them.
 * https://learn.microsoft.com/azure/event-grid/event-schema-subscriptions
 */
export const EVENT_OPERATIONS: readonly EventOperation[] = [
  ...writesAndDeletes('cluster', [
    'Microsoft.ContainerService/managedClusters',
    'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings',
    'Microsoft.KubernetesConfiguration/extensions',
  ]),
  ...['start', 'stop'].map((action) => ({
    type: RESOURCE_EVENT_TYPES[2],
    operation: `Microsoft.ContainerService/managedClusters/${action}/action`,
    subject: 'cluster' as const,
  })),
  ...writesAndDeletes('vault', ['Microsoft.DataProtection/backupVaults']),
  ...writesAndDeletes('scope', ['Microsoft.Authorization/roleAssignments', 'Microsoft.Authorization/locks']),
  ...writesAndDeletes('storageAccount', ['Microsoft.Storage/storageAccounts']),
  ...writesAndDeletes('network', [
    'Microsoft.Network/networkSecurityGroups',
    'Microsoft.Network/networkSecurityGroups/securityRules',
    'Microsoft.Network/routeTables',
    'Microsoft.Network/routeTables/routes',
  ]),
];

export function functionFor(subject: EventSubject): EventFunction {
  return subject === 'cluster' ? 'clusterWritten' : 'vaultWritten';
}

export const EVENT_FUNCTIONS: readonly EventFunction[] = ['clusterWritten', 'vaultWritten'];

/** The operations of the events that go to this function. */
export function operationsFor(name: EventFunction): readonly string[] {
  return EVENT_OPERATIONS.filter(({ subject }) => functionFor(subject) === name).map(({ operation }) => operation);
}

function writesAndDeletes(subject: EventSubject, types: readonly string[]): readonly EventOperation[] {
  return types.flatMap((type) => [
    { type: RESOURCE_EVENT_TYPES[0], operation: `${type}/write`, subject },
    { type: RESOURCE_EVENT_TYPES[1], operation: `${type}/delete`, subject },
  ]);
}
