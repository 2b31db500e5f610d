import type { AuthorizationManagementClient } from '@azure/arm-authorization';
import type { ContainerServiceClient } from '@azure/arm-containerservice';
import type { SourceControlConfigurationClient } from '@azure/arm-kubernetesconfiguration';
import type { ResourceManagementClient } from '@azure/arm-resources';
import type { StorageManagementClient } from '@azure/arm-storage';
import type { HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import type { ContainerClient } from '@azure/storage-blob';
import type { Client } from '@azure-rest/core-client';
import type { Clock } from '../lib/clock.ts';
import { API_VERSIONS } from './api-versions.ts';
import { type Ask, asker } from './ask.ts';
import { type Cloud, scopeOf } from './clouds.ts';
import { type WireOptions, wirePolicy } from './wire.ts';

/**
 * The SDK's clients for one cloud, and the way to ask them. Each client is loaded when it is first
 * used, and kept.
 */
export interface Connection {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly ask: Ask;
  containerService(subscriptionId: string): Promise<ContainerServiceClient>;
  kubernetesConfiguration(subscriptionId: string): Promise<SourceControlConfigurationClient>;
  authorization(subscriptionId: string): Promise<AuthorizationManagementClient>;
  resources(subscriptionId: string): Promise<ResourceManagementClient>;
  storage(subscriptionId: string): Promise<StorageManagementClient>;
  /** The token that requests go out with; `undefined` while there is none to be had. */
  token(): Promise<string | undefined>;
  /**
   * A container of blobs at this address, asked once for each call; for accounts of this cloud
   * only.
   */
  blobContainer(address: string): Promise<ContainerClient>;
  /** Single requests to any address of the Resource Manager. */
  rest(): Promise<Client>;
}

export interface ConnectionOptions extends Omit<WireOptions, 'resourceManager'> {
  readonly cloud: Cloud;
  readonly credential: TokenCredential;
  /** Version of Backstay, for the `User-Agent` header. */
  readonly version: string;
  /** Sends the requests; by default the SDK's own client, over the network. */
  readonly httpClient?: HttpClient;
}

export function connect(options: ConnectionOptions): Connection {
  const { cloud, credential, httpClient } = options;
  const endpoint = cloud.resourceManager;
  const shared = {
    endpoint,
    additionalPolicies: [
      { policy: wirePolicy({ ...options, resourceManager: endpoint }), position: 'perRetry' as const },
    ],
    // See wire.ts: one discipline for all, and no address but the Resource Manager's gets the
    // token.
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    userAgentOptions: { userAgentPrefix: `backstay/${options.version}` },
    ...(httpClient && { httpClient }),
  };
  // The two generations of the SDK name the same things differently.
  const newer = { ...shared, credentials: { scopes: [scopeOf(cloud)] } };
  const older = { ...shared, $host: endpoint, credentialScopes: scopeOf(cloud) };

  return {
    cloud,
    clock: options.clock,
    ask: asker(options.clock),
    containerService: keptBy(async (subscriptionId) => {
      const { ContainerServiceClient } = await import('@azure/arm-containerservice');
      return new ContainerServiceClient(credential, subscriptionId, {
        ...newer,
        apiVersion: API_VERSIONS.managedClusters,
      });
    }),
    kubernetesConfiguration: keptBy(async (subscriptionId) => {
      const { SourceControlConfigurationClient } = await import('@azure/arm-kubernetesconfiguration');
      return new SourceControlConfigurationClient(credential, subscriptionId, {
        ...older,
        apiVersion: API_VERSIONS.extensions,
      });
    }),
    authorization: keptBy(async (subscriptionId) => {
      const { AuthorizationManagementClient } = await import('@azure/arm-authorization');
      // Its groups of operations have a version each: one for all would break some. For role
      // assignments it is the one in API_VERSIONS.
      return new AuthorizationManagementClient(credential, subscriptionId, older);
    }),
    resources: keptBy(async (subscriptionId) => {
      const { ResourceManagementClient } = await import('@azure/arm-resources');
      return new ResourceManagementClient(credential, subscriptionId, { ...newer, apiVersion: API_VERSIONS.resources });
    }),
    storage: keptBy(async (subscriptionId) => {
      const { StorageManagementClient } = await import('@azure/arm-storage');
      return new StorageManagementClient(credential, subscriptionId, {
        ...newer,
        apiVersion: API_VERSIONS.storageAccounts,
      });
    }),
    async token() {
      const answer = await credential.getToken(scopeOf(cloud)).catch(() => null);
      return answer?.token;
    },
    async blobContainer(address) {
      const { ContainerClient } = await import('@azure/storage-blob');
      return new ContainerClient(address, credential, {
        retryOptions: { maxTries: 1, tryTimeoutInMs: 10_000 },
        userAgentOptions: { userAgentPrefix: `backstay/${options.version}` },
      });
    },
    rest: keptOnce(async () => {
      const { getClient } = await import('@azure-rest/core-client');
      return getClient(endpoint, credential, newer);
    }),
  };
}

function keptBy<T>(make: (subscriptionId: string) => Promise<T>): (subscriptionId: string) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (subscriptionId) => {
    const client = made.get(subscriptionId) ?? make(subscriptionId);
    made.set(subscriptionId, client);
    return client;
  };
}

function keptOnce<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
