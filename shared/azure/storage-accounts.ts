import type {
  ListContainerItem,
  NetworkRuleSet,
  BlobContainer as SdkBlobContainer,
  StorageAccount as SdkStorageAccount,
} from '@azure/arm-storage';
import type {
  AllowedSubnet,
  BlobContainer,
  PrivateEndpointConnection,
  StorageAccount,
  StorageFirewall,
} from '../model/azure.ts';
import type { Failure } from '../model/failure.ts';
import { parseResourceId, parseStorageAccountId, partsOf, resourceGroupOf } from '../model/resource-id.ts';
import type { Arm } from '../ports/arm.ts';
import { UnreadableAnswer } from './ask.ts';
import type { Connection } from './connection.ts';
import { allOf } from './pages.ts';
import { flag, isRecord, records, text } from './shapes.ts';

type Calls = Pick<
  Arm,
  'getStorageAccount' | 'getNetworkRules' | 'setStorageBypass' | 'findBlobContainer' | 'putBlobContainer'
>;

const NO_RULES: Failure = {
  class: 'permanent',
  code: 'NoNetworkRules',
  message: 'The account has no network rules that could be added to.',
};

export function storageAccountCalls({ ask, storage }: Connection): Calls {
  return {
    async getStorageAccount(id) {
      const { subscriptionId, name } = partsOf(id);
      const { storageAccounts } = await storage(subscriptionId);
      return ask(() => storageAccounts.getProperties(resourceGroupOf(id), name), readStorageAccount);
    },
    async getNetworkRules(id) {
      const { subscriptionId, name } = partsOf(id);
      const { storageAccounts } = await storage(subscriptionId);
      return ask(
        () => storageAccounts.getProperties(resourceGroupOf(id), name),
        (account) => {
          const rules: unknown = account.networkRuleSet;
          return { account: readStorageAccount(account), rules: isRecord(rules) ? rules : undefined };
        },
      );
    },
    async setStorageBypass(id, bypass, { value: { rules }, trace }) {
      if (text(rules?.defaultAction) === undefined) return { ok: false, failure: NO_RULES, trace };
      const { subscriptionId, name } = partsOf(id);
      const { storageAccounts } = await storage(subscriptionId);
      // As it came from the same client a moment ago.
      const networkRuleSet = { ...rules, bypass: bypass.length === 0 ? 'None' : bypass.join(', ') } as NetworkRuleSet;
      return ask(() => storageAccounts.update(resourceGroupOf(id), name, { networkRuleSet }), readStorageAccount);
    },
    async findBlobContainer(id, container) {
      const { subscriptionId, name } = partsOf(id);
      const { blobContainers } = await storage(subscriptionId);
      return ask(
        () => allOf(blobContainers.list(resourceGroupOf(id), name, { filter: container })),
        (found) => {
          const same = found.find((each) => text(each.name)?.toLowerCase() === container);
          return same === undefined ? 'absent' : readBlobContainer(same);
        },
      );
    },
    async putBlobContainer({ accountId, container }) {
      const { subscriptionId, name } = partsOf(accountId);
      const { blobContainers } = await storage(subscriptionId);
      return ask(
        () => blobContainers.create(resourceGroupOf(accountId), name, container, { publicAccess: 'None' }),
        readBlobContainer,
      );
    },
  };
}

export function readStorageAccount(account: SdkStorageAccount): StorageAccount {
  const armId = text(account.id);
  const id = armId === undefined ? undefined : parseStorageAccountId(armId);
  if (armId === undefined || id === undefined) throw new UnreadableAnswer('a storage account without a proper id');
  return {
    id,
    armId,
    name: text(account.name) ?? partsOf(id).name,
    location: text(account.location) ?? '',
    blobEndpoint: text(account.primaryEndpoints?.blob),
    kind: text(account.kind),
    tier: text(account.sku?.tier) ?? tierIn(text(account.sku?.name)),
    publicNetworkAccess: text(account.publicNetworkAccess),
    allowSharedKeyAccess: flag(account.allowSharedKeyAccess),
    firewall: readFirewall(account.networkRuleSet),
    privateEndpoints: records(account.privateEndpointConnections).map(readConnection),
  };
}

function readConnection(connection: Readonly<Record<string, unknown>>): PrivateEndpointConnection {
  const properties = isRecord(connection.properties) ? connection.properties : connection;
  const { privateEndpoint, privateLinkServiceConnectionState: state } = properties;
  return {
    endpointId: isRecord(privateEndpoint) ? parseResourceId(text(privateEndpoint.id) ?? '') : undefined,
    status: isRecord(state) ? text(state.status) : undefined,
  };
}

function readFirewall(rules: unknown): StorageFirewall | undefined {
  if (!isRecord(rules)) return undefined;
  return {
    defaultAction: text(rules.defaultAction),
    bypass: bypassIn(rules.bypass),
    resourceIds: records(rules.resourceAccessRules).flatMap(({ resourceId }) => text(resourceId) ?? []),
    subnets: records(rules.virtualNetworkRules).flatMap(readAllowedSubnet),
    ipRules: records(rules.ipRules).flatMap((rule) => text(rule.iPAddressOrRange ?? rule.value) ?? []),
  };
}

function readAllowedSubnet(rule: Readonly<Record<string, unknown>>): readonly AllowedSubnet[] {
  const id = parseResourceId(text(rule.virtualNetworkResourceId ?? rule.id) ?? '');
  return id === undefined ? [] : [{ id, state: text(rule.state) }];
}

/** `Logging, Metrics, AzureServices` as its parts; `None` is no part. */
function bypassIn(value: unknown): readonly string[] {
  const parts = (text(value) ?? '').split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '' && part.toLowerCase() !== 'none');
}

/** `Standard_LRS` is of the tier `Standard`. */
function tierIn(sku: string | undefined): string | undefined {
  return sku?.split('_')[0];
}

/** The client makes dates of times, and dates without a time of what is none. */
function isoTime(value: unknown): string | undefined {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : undefined;
}

function readBlobContainer(container: SdkBlobContainer | ListContainerItem): BlobContainer {
  const armId = text(container.id);
  const name = text(container.name);
  if (armId === undefined || name === undefined) throw new UnreadableAnswer('a container without id or name');
  const lastModified = isoTime(container.lastModifiedTime);
  return { armId, name, lastModified };
}
