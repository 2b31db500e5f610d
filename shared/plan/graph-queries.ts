import { type Profile, resourcesOf } from '../model/profile.ts';

/** One query of a pass of the graph sweep, with the table of Resource Graph that it reads. */
export type GraphQuery = 'clusters' | 'extensions' | 'roles' | 'resources' | 'groups' | 'policies' | 'instances';

/** Ids of principals and role definitions have no blank. */
export const BETWEEN_PARTS_OF_GRANT = ' ';

const NETWORKS = [
  'microsoft.network/networksecuritygroups',
  'microsoft.network/routetables',
  'microsoft.network/virtualnetworks',
];

/** The parts of a role assignment that a rule reads. */
const GRANT = ['principalId', 'roleDefinitionId', 'condition']
  .map((name) => `tostring(properties.${name})`)
  .join(`, '${BETWEEN_PARTS_OF_GRANT}', `);

/**
 * The queries of one batch of subscriptions. A subscription has up to 4,000 role assignments, at
 * far fewer scopes: a row for each scope takes a third of the pages. Storage accounts, vaults and
 * groups are asked for by id: a subscription can have thousands that no profile names.
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
| summarize assignments = count(), grants = make_list(strcat(${GRANT})) by id = tostring(properties.scope)`,
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
