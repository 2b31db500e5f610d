import { type Profile, resourcesOf } from '../model/profile.ts';

/** One query of a pass of the graph sweep, with the table of Resource Graph that it reads. */
export type GraphQuery = 'clusters' | 'extensions' | 'roles' | 'resources' | 'groups' | 'policies' | 'instances';

const NETWORKS = [
  'microsoft.network/networksecuritygroups',
  'microsoft.network/routetables',
  'microsoft.network/virtualnetworks',
];

/**
 * The queries of one batch of subscriptions. Storage accounts, vaults and groups are asked for by
 * id: a subscription can have thousands that no profile names.
 */
export function graphQueries(profiles: readonly Profile[]): { readonly [Q in GraphQuery]: string } {
  const ids = listOf(profiles.flatMap(resourcesOf));
  return {
    clusters: `resources
| where type =~ 'microsoft.containerservice/managedclusters'
| project id, tags, identity, sku, properties`,
    extensions: `kubernetesconfigurationresources
| where type =~ 'microsoft.kubernetesconfiguration/extensions'
| project id, properties`,
    roles: `authorizationresources
| where type =~ 'microsoft.authorization/roleassignments'
| project id, properties`,
    resources: `resources
| where id in~ (${ids}) or type in~ (${listOf(NETWORKS)})
| project id, type, location, identity, sku, properties`,
    groups: `resourcecontainers
| where id in~ (${ids})
| project id, location, properties`,
    policies: `policyresources
| where type in~ ('microsoft.authorization/policyassignments', 'microsoft.authorization/policyexemptions')
| project id, properties`,
    instances: `recoveryservicesresources
| where type =~ 'microsoft.dataprotection/backupvaults/backupinstances'
| project id, properties`,
  };
}

/** Only ids of ARM and types get here: neither can hold a quote. */
function listOf(texts: readonly string[]): string {
  return [...new Set(texts)].map((text) => `'${text}'`).join(', ');
}
