import type { Azure } from '../azure.ts';
import { operationNamed } from '../azure.ts';
import { backupVaults } from '../providers/backup-vaults.ts';
import { extensions } from '../providers/extensions.ts';
import { managedClusters } from '../providers/managed-clusters.ts';
import { registrations } from '../providers/registrations.ts';
import { resourceGroups } from '../providers/resource-groups.ts';
import { roleAssignments } from '../providers/role-assignments.ts';
import { roleDefinitions } from '../providers/role-definitions.ts';
import { storageAccounts } from '../providers/storage-accounts.ts';
import { trustedAccess } from '../providers/trusted-access.ts';
import { userAssignedIdentities } from '../providers/user-assigned-identities.ts';
import type { Handler } from './call.ts';
import { pageOf } from './page.ts';

export interface Route {
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  /** Lower case, with the parts that have names of their own as `:name`. */
  readonly path: string;
  readonly apiVersions: readonly string[];
  readonly handler: Handler;
}

const SUBSCRIPTION = '/subscriptions/:subscription';
const GROUP = `${SUBSCRIPTION}/resourcegroups/:group`;
const CLUSTERS = `${GROUP}/providers/microsoft.containerservice/managedclusters`;
const CLUSTER = `${CLUSTERS}/:cluster`;
const BINDINGS = `${CLUSTER}/trustedaccessrolebindings`;
const EXTENSIONS = `${CLUSTER}/providers/microsoft.kubernetesconfiguration/extensions`;
const VAULT = `${GROUP}/providers/microsoft.dataprotection/backupvaults/:vault`;
const ACCOUNT = `${GROUP}/providers/microsoft.storage/storageaccounts/:account`;
const IDENTITY = `${GROUP}/providers/microsoft.managedidentity/userassignedidentities/:identity`;
const CONTAINERS = `${ACCOUNT}/blobservices/default/containers`;
const ASSIGNMENTS = '/:scope{.+}/providers/microsoft.authorization/roleassignments';
const DEFINITIONS = '/:scope{.+}/providers/microsoft.authorization/roledefinitions';

/** Everything that this Azure answers to. The first route that fits is taken. */
export function routesOf(azure: Azure): readonly Route[] {
  const clusters = managedClusters(azure);
  const bindings = trustedAccess(azure);
  const extension = extensions(azure);
  const vaults = backupVaults(azure);
  const accounts = storageAccounts(azure);
  const assignments = roleAssignments(azure);
  const definitions = roleDefinitions(azure);
  const groups = resourceGroups(azure);
  const providers = registrations(azure);
  const identities = userAssignedIdentities(azure);

  const of =
    (apiVersions: readonly string[]) =>
    (method: Route['method'], path: string, handler: Handler): Route => ({ method, path, apiVersions, handler });
  const authorization = of(['2022-04-01']);
  const aks = of(['2024-05-01']);
  const kubernetesConfiguration = of(['2023-05-01']);
  const dataProtection = of(['2024-04-01']);
  const storage = of(['2023-05-01']);
  const managedIdentity = of(['2023-01-31']);
  const resources = of(['2024-07-01']);
  return [
    authorization('GET', `${ASSIGNMENTS}/:assignment`, assignments.get),
    authorization('PUT', `${ASSIGNMENTS}/:assignment`, assignments.put),
    authorization('DELETE', `${ASSIGNMENTS}/:assignment`, assignments.remove),
    authorization('GET', ASSIGNMENTS, assignments.list),
    authorization('GET', `${DEFINITIONS}/:role`, definitions.get),
    authorization('GET', DEFINITIONS, definitions.list),

    aks('GET', `${SUBSCRIPTION}/providers/microsoft.containerservice/managedclusters`, listClusters(azure)),
    aks('GET', CLUSTERS, listClusters(azure)),
    aks('PUT', CLUSTER, clusters.put),
    aks('GET', CLUSTER, clusters.get),
    aks('PATCH', CLUSTER, clusters.patch),
    aks('DELETE', CLUSTER, clusters.remove),
    aks('POST', `${CLUSTER}/start`, clusters.start),
    aks('POST', `${CLUSTER}/stop`, clusters.stop),
    aks('GET', BINDINGS, bindings.list),
    aks('GET', `${BINDINGS}/:binding`, bindings.get),
    aks('PUT', `${BINDINGS}/:binding`, bindings.put),
    aks('DELETE', `${BINDINGS}/:binding`, bindings.remove),
    aks(
      'GET',
      `${SUBSCRIPTION}/providers/microsoft.containerservice/locations/:location/trustedaccessroles`,
      bindings.roles,
    ),
    of(['2016-03-30'])(
      'GET',
      `${SUBSCRIPTION}/providers/microsoft.containerservice/locations/:location/operations/:operation`,
      aksOperation(azure),
    ),

    kubernetesConfiguration('GET', EXTENSIONS, extension.list),
    kubernetesConfiguration('GET', `${EXTENSIONS}/:extension`, extension.get),
    kubernetesConfiguration('PUT', `${EXTENSIONS}/:extension`, extension.put),
    kubernetesConfiguration('PATCH', `${EXTENSIONS}/:extension`, extension.patch),
    kubernetesConfiguration('DELETE', `${EXTENSIONS}/:extension`, extension.remove),
    kubernetesConfiguration('GET', `${EXTENSIONS}/:extension/operations/:operation`, extension.operation),

    dataProtection('GET', `${SUBSCRIPTION}/providers/microsoft.dataprotection/backupvaults`, vaults.list),
    dataProtection('GET', VAULT, vaults.get),
    dataProtection('PUT', VAULT, vaults.put),
    dataProtection('PATCH', VAULT, vaults.patch),
    dataProtection('DELETE', VAULT, vaults.remove),
    dataProtection('GET', `${VAULT}/operationstatus/:operation`, vaults.operation),

    storage('GET', `${SUBSCRIPTION}/providers/microsoft.storage/storageaccounts`, accounts.list),
    storage('GET', ACCOUNT, accounts.get),
    storage('PUT', ACCOUNT, accounts.put),
    storage('PATCH', ACCOUNT, accounts.patch),
    storage('DELETE', ACCOUNT, accounts.remove),
    storage('GET', CONTAINERS, accounts.listContainers),
    storage('GET', `${CONTAINERS}/:container`, accounts.getContainer),
    storage('PUT', `${CONTAINERS}/:container`, accounts.putContainer),

    managedIdentity('GET', IDENTITY, identities.get),
    managedIdentity('PUT', IDENTITY, identities.put),
    managedIdentity('DELETE', IDENTITY, identities.remove),

    resources('GET', `${SUBSCRIPTION}/providers`, providers.list),
    resources('GET', `${SUBSCRIPTION}/providers/:namespace`, providers.get),
    resources('POST', `${SUBSCRIPTION}/providers/:namespace/register`, providers.register),
    resources('POST', `${SUBSCRIPTION}/providers/:namespace/unregister`, providers.unregister),
    resources('GET', `${SUBSCRIPTION}/resourcegroups`, groups.list),
    resources('GET', GROUP, groups.get),
    resources('PUT', GROUP, groups.put),
    resources('PATCH', GROUP, groups.patch),
    resources('DELETE', GROUP, groups.remove),
  ];
}

function listClusters(azure: Azure): Handler {
  return (call) => {
    const prefix = call.path.toLowerCase().split('/providers/')[0] ?? '';
    const found = [...azure.resources.entries()].filter(
      ([key, { type }]) => type === 'microsoft.containerservice/managedclusters' && key.startsWith(`${prefix}/`),
    );
    return pageOf(
      azure,
      call,
      found.map(([, { body }]) => body),
    );
  };
}

function aksOperation(azure: Azure): Handler {
  return (call) => {
    const { id, state, startedAt, endedAt, error } = operationNamed(azure, call.param('operation'));
    return {
      status: 200,
      body: {
        name: id,
        status: state === 'running' ? 'InProgress' : state === 'succeeded' ? 'Succeeded' : 'Failed',
        startTime: startedAt.toISOString(),
        ...(endedAt && { endTime: endedAt.toISOString() }),
        ...(error && { error: { ...error } }),
      },
    };
  };
}
