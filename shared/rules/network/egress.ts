import type { Cluster } from '../../model/azure.ts';
import type { Absent } from '../../model/fact.ts';
import type { Evidence, Outcome } from '../../model/finding.ts';
import type { EgressAppliance, NodeNetwork, NodeSubnet, Route } from '../../model/network.ts';
import { defaultRouteOf, nextHopTypeOf } from '../../model/routes.ts';
import type { Step } from '../../model/step.ts';
import { az, named } from '../../steps/az.ts';
import { decision, note } from '../../steps/step.ts';
import { cannotTell, defineRule, manual, satisfied } from '../define-rule.ts';
import { isPrivate, parseRange } from './address-range.ts';
import { type EgressNames, egressNamesFor } from './egress-names.ts';
import { judgeAppliances } from './judge-appliances.ts';
import { outboundNeedsFor } from './outbound-needs.ts';

/**
 * By which nodes get out on their own. https://learn.microsoft.com/azure/aks/egress-outboundtype
 */
const DIRECT = ['loadbalancer', 'managednatgateway', 'managednatgatewayv2', 'userassignednatgateway'];
const HALVES = ['0.0.0.0/1', '128.0.0.0/1'];
const ISOLATED = ['none', 'block'];

export const egress = defineRule({
  id: 'BKS-601',
  slug: 'egress',
  title: 'The nodes reach every name that the backup extension needs',
  failureTitle: 'Routes or a firewall keep the nodes from names that the backup extension needs',
  why: 'The extension fetches its images, its settings and its tokens, and writes its backups, by these names.',
  severity: 'required',
  confirmable: [
    'UnsupportedAppliance',
    'RouteOutsideAzure',
    'NoDefaultRoute',
    'NetworkIsolated',
    'UnknownOutboundType',
    'RulesByAddress',
    'NamesNotDocumented',
  ],
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept#aks-cluster',
  serviceErrors: ['UserErrorKubernetesBackupExtensionUnhealthy'],
  fix: 'person',
  byHand: [
    az('network firewall policy rule-collection-group collection add-filter-collection', {
      subscription: 'SUBSCRIPTION',
      resourceGroup: 'GROUP',
      policyName: 'POLICY',
      ruleCollectionGroupName: 'GROUP-OF-RULES',
      name: 'backstay-aks-backup',
      collectionPriority: 'PRIORITY',
      action: 'Allow',
      ruleType: 'ApplicationRule',
      ruleName: 'backstay-aks-backup',
      protocols: ['Https=443', 'Http=80'],
      sourceAddresses: ['SUBNET'],
      targetFqdns: ['MISSING-NAME'],
    }),
  ],
  needs: ['cluster', 'nodeNetwork', 'egressFirewall'],

  evaluate({ cluster, nodeNetwork, egressFirewall }) {
    const wanted = egressNamesFor(cluster.location);
    const subnets = nodeNetwork === 'absent' ? [] : nodeNetwork.subnets;
    const evidence = evidenceOf(cluster, subnets);
    const outboundType = cluster.network.outboundType?.toLowerCase();

    if (outboundType !== undefined && ISOLATED.includes(outboundType)) return isolated(cluster, wanted, evidence);
    const blackHole = subnets.map(defaultRouteOf).find((route) => route && nextHopTypeOf(route) === 'none');
    if (blackHole !== undefined) {
      return nowhere(cluster, `The default route ${blackHole.name}`, 'everything', evidence);
    }
    for (const subnet of subnets) {
      const dropped = droppedBy(subnet, cluster.location);
      if (dropped !== undefined) return nowhere(cluster, `Routes of subnet ${subnet.name}`, dropped, evidence);
    }
    return byRoutes(cluster, nodeNetwork, egressFirewall, { wanted, evidence });
  },
});

interface Judging {
  readonly wanted: EgressNames;
  readonly evidence: Evidence;
}

function byRoutes(
  cluster: Cluster,
  network: NodeNetwork | Absent,
  appliances: readonly EgressAppliance[] | Absent,
  { wanted, evidence }: Judging,
): Outcome {
  const { name, id, nodePools, network: profile } = cluster;
  const outboundType = profile.outboundType?.toLowerCase() ?? '';
  const subnets = network === 'absent' ? [] : network.subnets;
  const query = '{outboundType:networkProfile.outboundType, pools:agentPoolProfiles[].vnetSubnetId}';
  const show = az('aks show', { ...named(id), query });
  const told = (reason: string, message: string, steps: readonly Step[]) =>
    cannotTell(reason, message, [...steps, listOf(wanted)], evidence);

  if (nodePools.length === 0) {
    return told('NodePoolsNotReturned', `Azure does not return the node pools of cluster ${name}.`, [show]);
  }
  const passed =
    appliances === 'absent' ? undefined : judgeAppliances(cluster, subnets, appliances, wanted, evidence, 'backup');
  if (passed !== undefined && passed.outcome !== 'satisfied') return passed;
  const elsewhere = subnets.flatMap(routesElsewhere);
  if (elsewhere.length > 0) {
    return told(
      'RouteOutsideAzure',
      `Routes of cluster ${name} lead public addresses to where Backstay cannot look: ${elsewhere.join(', ')}.`,
      [decision('Check that these names are reached there.', 'outsideAzure')],
    );
  }
  // Subnets without a default route of their own go by the outbound type.
  const goDirectly = network === 'absent' || subnets.some((subnet) => defaultRouteOf(subnet) === undefined);
  if (goDirectly && outboundType === 'userdefinedrouting') {
    return told(
      'NoDefaultRoute',
      `Cluster ${name} goes out by routes of its owner, and no default route of its subnets is to be seen; a gateway may announce one.`,
      [
        show,
        decision(
          'Check the effective routes of a node in the portal: Networking of its virtual machine.',
          'causeUnknown',
        ),
      ],
    );
  }
  if (goDirectly && !DIRECT.includes(outboundType)) {
    return told('UnknownOutboundType', `How cluster ${name} goes out (${outboundType || 'not told'}) is not known.`, [
      show,
    ]);
  }
  return (
    passed ??
    satisfied(
      'NotRestricted',
      `No route or firewall of an operator filters traffic of cluster ${name} to the names (${profile.outboundType}).`,
      evidence,
    )
  );
}

/**
 * Routes for public addresses that lead neither out directly nor to where the default route leads.
 */
function routesElsewhere(subnet: NodeSubnet): readonly string[] {
  const usual = defaultRouteOf(subnet)?.nextHopAddress;
  return (subnet.routeTable?.routes ?? [])
    .filter((route) => {
      const type = nextHopTypeOf(route);
      if (type === 'internet' || isForInside(route)) return false;
      return type !== 'virtualappliance' || route.nextHopAddress !== usual;
    })
    .map((route) => `${subnet.name}: ${route.addressPrefix} to ${route.nextHopType}`);
}

/**
 * A part of the traffic that routes with next hop None are known to drop. A route elsewhere may
 * take some of it back, and a service endpoint has routes of its own; neither is judged.
 */
function droppedBy({ routeTable, serviceEndpoints }: NodeSubnet, location: string): string | undefined {
  const others = (routeTable?.routes ?? []).filter(
    (route) => route.addressPrefix.trim() !== '0.0.0.0/0' && !isForInside(route),
  );
  const dropping = others.filter((route) => nextHopTypeOf(route) === 'none');
  if (dropping.length === 0 || dropping.length < others.length || serviceEndpoints.length > 0) return undefined;
  const prefixes = dropping.map(({ addressPrefix }) => addressPrefix.trim().toLowerCase());
  // The usual way to outweigh a default route that a gateway announces.
  if (HALVES.every((half) => prefixes.includes(half))) return 'everything';
  return outboundNeedsFor(location).find(({ tags }) => tags.some((tag) => prefixes.includes(tag)))?.name;
}

/** For private addresses, or for IPv6, by which none of the names is asked for. */
function isForInside({ addressPrefix }: Route): boolean {
  const range = parseRange(addressPrefix);
  return addressPrefix.includes(':') || (range !== undefined && isPrivate(range));
}

/**
 * The support matrix of 2024 leaves such clusters out; Microsoft said in 2026 that they are
 * supported.
 */
function isolated({ name, network }: Cluster, wanted: EgressNames, evidence: Evidence): Outcome {
  return cannotTell(
    'NetworkIsolated',
    `Cluster ${name} is network isolated (${network.outboundType}). Microsoft's support matrix leaves such clusters out, a later statement of its AKS team includes them; whether the extension works here is not known.`,
    [
      decision(
        'Read https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix and https://github.com/Azure/AKS/issues/5245 before you rely on backups of this cluster.',
        'ownerChooses',
      ),
      listOf(wanted),
    ],
    evidence,
  );
}

function nowhere({ name }: Cluster, routes: string, dropped: string, evidence: Evidence): Outcome {
  const verb = routes.startsWith('Routes') ? 'drop' : 'drops';
  return manual(
    'DroppedByRoute',
    `${routes} of cluster ${name} ${verb} ${dropped === 'everything' ? dropped : `the traffic to ${dropped}`} (next hop None).`,
    [
      // Where the traffic should go instead is a decision on the network.
      decision(
        'Give that route a next hop that leads out, or delete it where the outbound type of the cluster leads out without it.',
        'ownerChooses',
      ),
    ],
    evidence,
  );
}

function listOf({ names }: EgressNames): Step {
  return note(`Names that the extension has to reach: ${names.map(({ fqdn }) => fqdn).join(', ')}`);
}

function evidenceOf({ network }: Cluster, subnets: readonly NodeSubnet[]): Evidence {
  return {
    outboundType: network.outboundType ?? null,
    subnets: subnets.map(({ id }) => id),
    defaultRoutes: subnets.flatMap((subnet) => {
      const route = defaultRouteOf(subnet);
      return route === undefined
        ? []
        : `${subnet.routeTable?.id}/${route.name}: ${route.nextHopType} ${route.nextHopAddress ?? ''}`.trim();
    }),
  };
}
