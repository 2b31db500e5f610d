import { BEFORE, CLUSTER_BODY, LOCATION, PROFILES, SUBSCRIPTION_ID } from '../../local/demo/world.ts';
import type { Profile } from '../../shared/model/profile.ts';
import type { RemedyKind } from '../../shared/model/remedy.ts';
import { type ClusterId, parseClusterId } from '../../shared/model/resource-id.ts';
import { parseProfiles } from '../../shared/profiles/profiles.ts';
import { must } from '../support/facts.ts';

export const MAX_CLUSTERS = 3;
export const CLUSTERS_VERSION = '2024-05-01';
export const VAULTS_VERSION = '2024-04-01';

const [standard] = PROFILES.profiles;
export const VAULT_ID = must(standard).vault;
const GOLD_VAULT_ID = VAULT_ID.replace(/[^/]+$/, 'bv-gold');

/** The clusters of a world, by their number. */
export const CLUSTERS: readonly { readonly id: string; readonly key: ClusterId; readonly body: object }[] = [
  'aks-shop',
  'aks-pay',
  'aks-web',
].map((name) => {
  const id = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/${name}`;
  return {
    id,
    key: must(parseClusterId(id)),
    body: { ...CLUSTER_BODY, properties: { ...CLUSTER_BODY.properties, dnsPrefix: name } },
  };
});

/** What is there before a run begins. */
export const FOUNDATION: typeof BEFORE = [
  ...BEFORE,
  {
    id: GOLD_VAULT_ID,
    apiVersion: VAULTS_VERSION,
    body: {
      location: LOCATION,
      identity: { type: 'SystemAssigned' },
      properties: { storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }] },
    },
  },
];

/** Changes of operators in a profile from one deployment to the next. */
export interface ProfileSettings {
  readonly name: 'standard' | 'basic' | 'gold';
  readonly mode: 'enforce' | 'observe';
  readonly without: readonly RemedyKind[];
  readonly approve: readonly RemedyKind[];
}

const USUAL: readonly RemedyKind[] = [
  'providerRegistration',
  'backupExtension',
  'trustedAccessBinding',
  'blobContainer',
  'roleGrant',
];

/**
 * The profiles as a deployment of Backstay reads them. The profile "gold" has a vault of its own.
 */
export function profilesFrom(settings: readonly ProfileSettings[]): readonly Profile[] {
  const profiles = settings.map(({ name, mode, without, approve }) => ({
    ...must(standard),
    name,
    mode,
    ...(name === 'gold' && { vault: GOLD_VAULT_ID }),
    allow: USUAL.filter((kind) => !without.includes(kind)),
    approve: approve.filter((kind) => !without.includes(kind)),
  }));
  return parseProfiles(JSON.stringify({ profiles }), 'profiles.json');
}
