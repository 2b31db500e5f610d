import type { ArmState } from '../../state/arm-state.ts';
import type { Collection } from '../../state/collection.ts';
import { subnetsOfPools } from '../container-service/agent-pool.ts';
import { invalidReference } from './network-errors.ts';
import type { SubResource } from './network-resource.ts';
import { isSame } from './store.ts';

/**
 * Where a reference was found: the resource that makes it, and the region that both must share if
 * any.
 */
export interface Referrer {
  readonly id: string;
  readonly location?: string;
}

/** @throws ArmError when the reference leads nowhere, or to another region */
export function requireReference(
  collection: Collection<SubResource & { readonly location?: string }>,
  reference: SubResource | undefined,
  { id, location }: Referrer,
): void {
  if (reference === undefined) return;
  const found = collection.get(reference.id);
  if (found === undefined || (location !== undefined && (found.location ?? location) !== location))
    throw invalidReference(reference.id, id);
}

export function subnetsUnder(
  { subnets }: ArmState,
  property: 'networkSecurityGroup' | 'routeTable',
  id: string,
): readonly SubResource[] {
  return subnets
    .all()
    .filter(({ properties }) => isSame(properties[property]?.id, id))
    .map(referenceTo);
}

/** The addresses that firewalls hold in a subnet. */
export function firewallAddressesIn({ azureFirewalls }: ArmState, subnetId: string): readonly SubResource[] {
  return azureFirewalls
    .all()
    .flatMap(({ id, properties }) =>
      properties.ipConfigurations
        .filter((configuration) => isSame(configuration.properties.subnet?.id, subnetId))
        .map(({ name }) => ({ id: configurationId(id, name) })),
    );
}

/**
 * The clusters whose nodes are in a subnet; Azure names the nodes' own interfaces, of which there
 * are none here.
 */
export function clustersIn({ managedClusters }: ArmState, subnetId: string): readonly SubResource[] {
  return managedClusters
    .all()
    .filter((cluster) => subnetsOfPools(cluster).some((id) => isSame(id, subnetId)))
    .map(referenceTo);
}

export function firewallsUnder({ azureFirewalls }: ArmState, policyId: string): readonly SubResource[] {
  return azureFirewalls
    .all()
    .filter(({ properties }) => isSame(properties.firewallPolicy?.id, policyId))
    .map(referenceTo);
}

export function policiesUnder({ firewallPolicies }: ArmState, policyId: string): readonly SubResource[] {
  return firewallPolicies
    .all()
    .filter(({ properties }) => isSame(properties.basePolicy?.id, policyId))
    .map(referenceTo);
}

export function configurationId(firewallId: string, name: string): string {
  return `${firewallId}/azureFirewallIpConfigurations/${name}`;
}

export function referenceTo({ id }: SubResource): SubResource {
  return { id };
}
