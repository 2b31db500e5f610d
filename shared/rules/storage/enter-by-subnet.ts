import type { AllowedSubnet, Cluster, StorageAccount } from '../../model/azure.ts';
import type { NodeSubnet } from '../../model/network.ts';
import { networkOf, partsOf, type ResourceId } from '../../model/resource-id.ts';
import type { Step } from '../../model/step.ts';
import { az, inGroupOf, named } from '../../steps/az.ts';
import { subnetsOfPods } from '../cluster/pool-subnets.ts';
import { isInNodeGroup } from './node-group.ts';
import type { Way, WayFacts } from './way-in.ts';

/**
 * Both give a subnet a way to accounts in its own region.
 * https://learn.microsoft.com/azure/storage/common/storage-network-security-virtual-networks
 */
const STORAGE_ENDPOINTS = ['microsoft.storage', 'microsoft.storage.global'];

/**
 * Rules of the account for subnets. Every subnet that pods go out by must be let in: the extension
 * may run on any of them.
 */
export function enterBySubnet({ cluster, nodeNetwork, account }: WayFacts): Way {
  const allowed = (account.firewall?.subnets ?? []).filter(hasEffect);
  if (nodeNetwork === 'absent') return enterByManagedSubnet(cluster, account, allowed);

  const subnets = subnetsOfPods(cluster, nodeNetwork);
  const letIn = subnets.filter(({ id }) => allowed.some((rule) => rule.id === id));
  if (letIn.length === 0) return { state: 'none' };
  const keptOut = subnets.filter((subnet) => !letIn.includes(subnet));
  const steps = stepsForSubnets(account, subnets, allowed);
  if (keptOut.length > 0) {
    const message = `The firewall of storage account ${account.name} lets in only ${letIn.length} of ${subnets.length} subnets of cluster ${cluster.name}; ${namesOf(keptOut)} is kept out.`;
    return { state: 'broken', reason: 'SubnetsBlocked', message, steps, evidence: {} };
  }
  const without = letIn.filter((subnet) => !hasStorageEndpoint(subnet));
  if (without.length > 0) {
    const message = `The firewall of storage account ${account.name} lets subnet ${namesOf(without)} in, but the subnet has no service endpoint for Microsoft.Storage, so the rule has no effect.`;
    return { state: 'broken', reason: 'NoServiceEndpoint', message, steps, evidence: {} };
  }
  const message = `The firewall of storage account ${account.name} lets the subnets of cluster ${cluster.name} in.`;
  return { state: 'open', reason: 'SubnetRules', message, evidence: { subnetsLetIn: subnets.map(({ id }) => id) } };
}

/** The commands that let subnets in: a rule has an effect only with the service endpoint. */
export function stepsForSubnets(
  account: StorageAccount,
  subnets: readonly NodeSubnet[],
  allowed: readonly AllowedSubnet[] = [],
): readonly Step[] {
  return subnets.flatMap((subnet) => [
    ...(hasStorageEndpoint(subnet) ? [] : [serviceEndpointCommand(subnet)]),
    ...(allowed.some(({ id }) => id === subnet.id) ? [] : [ruleCommand(account, subnet.id)]),
  ]);
}

function enterByManagedSubnet(cluster: Cluster, account: StorageAccount, allowed: readonly AllowedSubnet[]): Way {
  const own = allowed.filter(({ id }) => isInNodeGroup(id, cluster));
  if (own.length === 0) return { state: 'none' };
  const message = `The firewall of storage account ${account.name} lets a subnet in the node resource group of cluster ${cluster.name} in.`;
  return { state: 'open', reason: 'SubnetRules', message, evidence: { subnetsLetIn: own.map(({ id }) => id) } };
}

/** A rule whose subnet was deleted, or that is not in effect yet, lets nothing in. */
function hasEffect({ state }: AllowedSubnet): boolean {
  return (state ?? 'Succeeded').toLowerCase() === 'succeeded';
}

function hasStorageEndpoint({ serviceEndpoints }: NodeSubnet): boolean {
  return serviceEndpoints.some((service) => STORAGE_ENDPOINTS.includes(service.toLowerCase()));
}

/** The command replaces the list, so it names the endpoints that are there too. */
function serviceEndpointCommand({ id, serviceEndpoints }: NodeSubnet): Step {
  const vnetName = partsOf(networkOf(id)).name;
  const all = [...serviceEndpoints, 'Microsoft.Storage'];
  return az('network vnet subnet update', { ...named(id), vnetName, serviceEndpoints: all });
}

function ruleCommand({ id, name }: StorageAccount, subnetId: ResourceId): Step {
  return az('storage account network-rule add', { ...inGroupOf(id), accountName: name, subnet: subnetId });
}

function namesOf(subnets: readonly NodeSubnet[]): string {
  return subnets.map(({ name }) => name).join(', ');
}
