declare const kind: unique symbol;

/**
 * A parsed ARM id in its canonical spelling, all lower case.
 *
 * ARM compares ids without regard to case and answers in ever-changing spellings (`resourceGroups`,
 * `resourcegroups`), so a `ResourceId` is made only by the functions below and two of them are the
 * same resource exactly when they are `===`. Where the spelling of ARM's own answer matters
 * (request bodies, people) facts carry it as `armId`.
 */
export type ResourceId = string & { readonly [kind]: 'ResourceId' };
export type ClusterId = ResourceId & { readonly cluster: true };
export type VaultId = ResourceId & { readonly vault: true };
export type StorageAccountId = ResourceId & { readonly storageAccount: true };
export type ResourceGroupId = ResourceId & { readonly resourceGroup: true };

export interface ResourceIdParts {
  readonly subscriptionId: string;
  readonly resourceGroup: string | undefined;
  /** Full type, such as `microsoft.containerservice/managedclusters`. */
  readonly type: string;
  readonly name: string;
}

export const CLUSTER_TYPE = 'microsoft.containerservice/managedclusters';
export const VAULT_TYPE = 'microsoft.dataprotection/backupvaults';
export const STORAGE_ACCOUNT_TYPE = 'microsoft.storage/storageaccounts';
export const RESOURCE_GROUP_TYPE = 'microsoft.resources/resourcegroups';
export const SUBSCRIPTION_TYPE = 'microsoft.resources/subscriptions';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
// Letters of any script are allowed in resource group names; what could change a URL's meaning (% ?
// # \ / and dots alone) is not.
// https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
const NAME = /^(?!\.+$)[\p{L}\p{N}_.()-]{1,260}$/u;

/**
 * Reads an ARM id of a subscription, resource group or resource; `undefined` for anything else,
 * hostile text included.
 */
export function parseResourceId(text: string): ResourceId | undefined {
  const id = text.toLowerCase().replace(/\/$/, '');
  return splitId(id) === undefined ? undefined : (id as ResourceId);
}

export function parseClusterId(text: string): ClusterId | undefined {
  return parseAs<ClusterId>(text, CLUSTER_TYPE);
}

export function parseVaultId(text: string): VaultId | undefined {
  return parseAs<VaultId>(text, VAULT_TYPE);
}

export function parseStorageAccountId(text: string): StorageAccountId | undefined {
  return parseAs<StorageAccountId>(text, STORAGE_ACCOUNT_TYPE);
}

export function parseResourceGroupId(text: string): ResourceGroupId | undefined {
  return parseAs<ResourceGroupId>(text, RESOURCE_GROUP_TYPE);
}

/** The named parts of an id. */
export function partsOf(id: ResourceId): ResourceIdParts {
  const parts = splitId(id);
  if (parts === undefined) throw new Error(`Not a ResourceId: ${id}`);
  return parts;
}

/** The resource group that holds the resource; an error for ids above a resource group. */
export function resourceGroupOf(id: ResourceId): string {
  const { resourceGroup } = partsOf(id);
  if (resourceGroup === undefined) throw new Error(`Not in a resource group: ${id}`);
  return resourceGroup;
}

/** The virtual network that a subnet is in. */
export function networkOf(subnetId: ResourceId): ResourceId {
  return parseResourceId(subnetId.replace(/\/subnets\/[^/]+$/i, '')) ?? subnetId;
}

/** The subscription itself, as a scope. */
export function subscriptionScope(subscriptionId: string): ResourceId {
  const id = parseResourceId(`/subscriptions/${subscriptionId}`);
  if (id === undefined) throw new Error(`Not a subscription id: ${subscriptionId}`);
  return id;
}

/** The group in which AKS keeps the nodes of a cluster, always in its own subscription. */
export function nodeGroupOf(clusterId: ClusterId, name: string | undefined): ResourceGroupId | undefined {
  return name === undefined
    ? undefined
    : parseResourceGroupId(`/subscriptions/${partsOf(clusterId).subscriptionId}/resourceGroups/${name}`);
}

/**
 * True when `inner` is `outer` or lies below it: what is granted on `outer` then reaches `inner`.
 */
export function isWithin(inner: ResourceId, outer: ResourceId): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
}

function parseAs<Id extends ResourceId>(text: string, type: string): Id | undefined {
  const id = parseResourceId(text);
  return id !== undefined && partsOf(id).type === type ? (id as Id) : undefined;
}

function splitId(id: string): ResourceIdParts | undefined {
  const [empty, subscriptions, subscriptionId, ...rest] = id.split('/');
  if (empty !== '' || subscriptions !== 'subscriptions' || subscriptionId === undefined) return undefined;
  if (!UUID.test(subscriptionId) || !rest.every((segment) => NAME.test(segment))) return undefined;
  if (rest.length === 0) {
    return { subscriptionId, resourceGroup: undefined, type: SUBSCRIPTION_TYPE, name: subscriptionId };
  }
  const [groups, group, ...inGroup] = rest;
  if (groups !== 'resourcegroups' || group === undefined) return undefined;
  if (inGroup.length === 0) return { subscriptionId, resourceGroup: group, type: RESOURCE_GROUP_TYPE, name: group };

  // Extension resources repeat `/providers/namespace/...` below the resource that they extend: the
  // last one names the type.
  const last = inGroup.lastIndexOf('providers');
  const [namespace, ...typesAndNames] = inGroup.slice(last + 1);
  if (inGroup[0] !== 'providers' || namespace === undefined) return undefined;
  if (typesAndNames.length === 0 || typesAndNames.length % 2 !== 0) return undefined;
  const types = typesAndNames.filter((_, index) => index % 2 === 0);
  const name = typesAndNames.at(-1);
  return name === undefined
    ? undefined
    : { subscriptionId, resourceGroup: group, type: [namespace, ...types].join('/'), name };
}
