import type { Cluster, StorageAccount } from '../../model/azure.ts';
import type { Absent } from '../../model/fact.ts';
import type { Evidence, Outcome } from '../../model/finding.ts';
import type { NodeNetwork } from '../../model/network.ts';
import type { Step } from '../../model/step.ts';
import { takesAllNetworks, takesPublicTraffic } from '../../model/storage-networks.ts';
import { az, named } from '../../steps/az.ts';
import { decision, note } from '../../steps/step.ts';
import { subnetsOfPods } from '../cluster/pool-subnets.ts';
import { blocked, cannotTell, defineRule, manual, satisfied } from '../define-rule.ts';
import { STORAGE_ACCOUNT, STORAGE_REACHABLE_FROM_NODES } from '../rule-ids.ts';
import { followName } from './account-name.ts';
import { enterByAddress } from './enter-by-address.ts';
import { enterByEndpoint } from './enter-by-endpoint.ts';
import { enterBySubnet, stepsForSubnets } from './enter-by-subnet.ts';
import { strongest, type Way, type WayFacts } from './way-in.ts';

export const storageReachableFromNodes = defineRule({
  id: STORAGE_REACHABLE_FROM_NODES,
  slug: 'storage-reachable-from-nodes',
  title: 'The nodes of the cluster reach the storage account',
  failureTitle: 'The firewall of the storage account keeps the nodes of the cluster out',
  why: 'The pods of the extension write the backups from the nodes; trusted services let the vault in, never the pods.',
  severity: 'required',
  confirmable: [
    'NetworkSecurityPerimeter',
    'AddressRulesInSameRegion',
    'EndpointInOtherNetwork',
    'CustomDnsServers',
    'NoPrivateDnsZone',
  ],
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-backup-faq',
  serviceErrors: ['UserErrorBackupStorageLocationNotReady'],
  fix: 'person',
  byHand: [
    az('network vnet subnet update', {
      subscription: 'SUBSCRIPTION',
      resourceGroup: 'GROUP',
      vnetName: 'NETWORK',
      name: 'SUBNET',
      serviceEndpoints: ['ENDPOINTS-OF-THE-SUBNET', 'Microsoft.Storage'],
    }),
    az('storage account network-rule add', {
      subscription: 'SUBSCRIPTION',
      resourceGroup: 'GROUP',
      accountName: 'ACCOUNT',
      subnet: 'SUBNET-ID',
    }),
  ],
  needs: ['cluster', 'nodeNetwork', 'storageAccount', 'storageEntrances'],

  evaluate({ cluster, nodeNetwork, storageAccount: account, storageEntrances: entrances }) {
    if (account === 'absent') return blocked(STORAGE_ACCOUNT, 'There is no storage account yet.');
    const evidence = describeFirewall(account);
    if (entrances === 'notNeeded') return open(account, evidence);
    const facts = { cluster, nodeNetwork, account, entrances };
    if (!takesAllNetworks(account)) return judgeWays(facts, evidence);
    // A private DNS zone can lead the nodes away from the public address. BKS-508 has what is not
    // known of it.
    const name = followName(facts);
    return name?.state === 'broken' ? outcomeOf(name, facts, evidence) : open(account, evidence);
  },
});

function open({ name }: StorageAccount, evidence: Evidence): Outcome {
  return satisfied('AllNetworks', `Storage account ${name} takes traffic from all networks.`, evidence);
}

/**
 * One way in that is proven is enough; without one, a way that cannot be judged is better news than
 * none.
 */
function judgeWays(facts: WayFacts, evidence: Evidence): Outcome {
  const { account, cluster } = facts;
  const { name, publicNetworkAccess } = account;
  if (publicNetworkAccess?.toLowerCase() === 'securedbyperimeter') {
    return cannotTell(
      'NetworkSecurityPerimeter',
      `A network security perimeter decides who reaches storage account ${name}; Backstay does not read its access rules.`,
      [
        decision(
          `In the portal, open Networking of storage account ${name} and check that an inbound access rule of its perimeter lets the subscription of cluster ${cluster.name} in, or that a private endpoint does.`,
          'causeUnknown',
        ),
      ],
      evidence,
    );
  }
  const isPublic = takesPublicTraffic(account);
  if (isPublic && account.firewall?.defaultAction === undefined) {
    return cannotTell(
      'NetworkRulesNotReturned',
      `Azure's answer has no network rules for storage account ${name}.`,
      [az('storage account show', { ...named(account.id), query: 'networkRuleSet' })],
      evidence,
    );
  }
  // With public access disabled, rules for subnets and addresses have no effect.
  // https://learn.microsoft.com/azure/storage/common/storage-network-security
  const followed = followName(facts);
  const publicWays = isPublic && followed === undefined ? [enterBySubnet(facts), enterByAddress(facts)] : [];
  const ways = [...publicWays, ...(followed === undefined ? [] : [followed]), enterByEndpoint(facts)];
  return outcomeOf(strongest(ways), facts, evidence);
}

function outcomeOf(way: Way, { account, cluster, nodeNetwork }: WayFacts, evidence: Evidence): Outcome {
  switch (way.state) {
    case 'open':
      return satisfied(way.reason, way.message, { ...evidence, ...way.evidence });
    case 'unclear':
      return cannotTell(way.reason, way.message, way.steps, { ...evidence, ...way.evidence });
    case 'broken':
      return manual(way.reason, way.message, way.steps, { ...evidence, ...way.evidence });
    case 'none': {
      const message = `The firewall of storage account ${account.name} lets neither a subnet nor a private endpoint of cluster ${cluster.name} in.`;
      return manual('NodesBlocked', message, stepsToLetIn(account, cluster, nodeNetwork), evidence);
    }
  }
}

function stepsToLetIn(account: StorageAccount, cluster: Cluster, network: NodeNetwork | Absent): readonly Step[] {
  const endpoint = `Create a private endpoint (sub-resource blob) of storage account ${account.name} in the virtual network of the nodes, with its private DNS zone linked to that network: https://learn.microsoft.com/azure/storage/common/storage-private-endpoints`;
  // Its subnet, its address and the zone are for the owner of the network to choose.
  if (!takesPublicTraffic(account)) return [decision(endpoint, 'ownerChooses')];
  if (network === 'absent') {
    return [
      decision(
        `${endpoint}. AKS made that network; it is in resource group ${cluster.nodeResourceGroup ?? 'of the nodes'}.`,
        'ownerChooses',
      ),
    ];
  }
  return [...stepsForSubnets(account, subnetsOfPods(cluster, network)), note(`Or: ${endpoint}`)];
}

function describeFirewall({ publicNetworkAccess, firewall, privateEndpoints }: StorageAccount): Evidence {
  return {
    publicNetworkAccess: publicNetworkAccess ?? null,
    defaultAction: firewall?.defaultAction ?? null,
    allowedSubnets: (firewall?.subnets ?? []).map(({ id }) => id),
    allowedAddresses: firewall?.ipRules ?? [],
    privateEndpoints: privateEndpoints.map(
      ({ endpointId, status }) => `${endpointId ?? 'without id'}: ${status ?? 'no status'}`,
    ),
  };
}
