import type { Cluster } from '../../model/azure.ts';
import type { Evidence, Outcome } from '../../model/finding.ts';
import type { NetworkSecurityGroup, NodeNetwork, NodeSubnet, SecurityRule } from '../../model/network.ts';
import { partsOf } from '../../model/resource-id.ts';
import type { Step } from '../../model/step.ts';
import { az, inGroupOf } from '../../steps/az.ts';
import { decision } from '../../steps/step.ts';
import { subnetsOfNodesAndPods } from '../cluster/pool-subnets.ts';
import { cannotTell, defineRule, manual, notApplicable, satisfied } from '../define-rule.ts';
import { isProvenByInstall } from '../extension/proof-of-install.ts';
import { NSG_ALLOWS_OUTBOUND } from '../rule-ids.ts';
import { type OutboundNeed, outboundNeedsFor } from './outbound-needs.ts';
import { type OutboundVerdict, outboundVerdict } from './outbound-verdict.ts';

const ALLOW_HTTPS_OUT = {
  name: 'allow-aks-backup-out',
  direction: 'Outbound',
  access: 'Allow',
  protocol: 'Tcp',
  sourceAddressPrefixes: ['*'],
  sourcePortRanges: ['*'],
  destinationPortRanges: ['443'],
} as const;

export const nsgAllowsOutbound = defineRule({
  id: NSG_ALLOWS_OUTBOUND,
  slug: 'nsg-allows-outbound',
  title: 'The network security groups let the nodes out to the services that the backup extension needs',
  failureTitle: 'A network security group keeps the nodes from services that the backup extension needs',
  why: 'A security group that stops HTTPS to Azure keeps the extension from its images, its settings and the storage account, even where routes and firewalls allow it.',
  severity: 'required',
  confirmable: ['OutboundPartlyAllowed', 'NodeResourceGroupNotReturned'],
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept#aks-cluster',
  serviceErrors: ['UserErrorKubernetesBackupExtensionUnhealthy', 'UserErrorBackupStorageLocationNotReady'],
  fix: 'person',
  byHand: [
    az('network nsg rule create', {
      subscription: 'SUBSCRIPTION',
      resourceGroup: 'GROUP',
      nsgName: 'NSG',
      priority: 'PRIORITY',
      ...ALLOW_HTTPS_OUT,
      destinationAddressPrefixes: ['AzureCloud'],
    }),
  ],
  needs: ['cluster', 'nodeNetwork', 'backupExtensions'],

  evaluate({ cluster, nodeNetwork, backupExtensions }) {
    if (nodeNetwork === 'absent') {
      return notApplicable('ManagedNetwork', `AKS manages the network of cluster ${cluster.name}.`);
    }
    const judged = judgeGroups(cluster, nodeNetwork);
    if (judged.length === 0) {
      return satisfied('NotFiltered', `No network security group filters the subnets of cluster ${cluster.name}.`);
    }
    const evidence = describe(judged);
    const closed = judged.filter(({ verdict }) => verdict.verdict === 'closed');
    const [first] = closed.filter(({ need }) => need.tags.length > 0);
    if (first !== undefined) return keptIn(first, closed, cluster, evidence);

    const unclear = judged.filter(({ verdict }) => verdict.verdict !== 'open');
    if (unclear.length === 0) {
      const message = `The network security groups of cluster ${cluster.name} let HTTPS out.`;
      return satisfied('OutboundAllowed', message, evidence);
    }
    const unproven = unclear.filter(({ need }) => !need.isProvenByInstall);
    if (unproven.length === 0 && isProvenByInstall(backupExtensions)) {
      const message = `The network security groups of cluster ${cluster.name} let HTTPS out in part; the installed extension proves that it is enough.`;
      return satisfied('ProvenByInstall', message, evidence);
    }
    return letOutInPart(unclear, cluster, evidence);
  },
});

/** One group and one need. */
interface Judged {
  readonly group: NetworkSecurityGroup;
  readonly subnets: readonly NodeSubnet[];
  readonly need: OutboundNeed;
  readonly verdict: OutboundVerdict;
}

/**
 * Groups on subnets count whole; of those that AKS puts on the interfaces, only if an operator
 * added a deny rule.
 */
function judgeGroups(cluster: Cluster, network: NodeNetwork): readonly Judged[] {
  const { nodeGroupSecurityGroups } = network;
  const subnets = subnetsOfNodesAndPods(cluster, network);
  const needs = outboundNeedsFor(cluster.location);
  const onSubnets = new Map(subnets.flatMap(({ networkSecurityGroup: group }) => (group ? [[group.id, group]] : [])));
  const atInterfaces = (nodeGroupSecurityGroups ?? []).filter(
    (group) => !onSubnets.has(group.id) && group.rules.some(isOutboundDeny),
  );
  const judge = (group: NetworkSecurityGroup, behind: readonly NodeSubnet[]) =>
    needs.map((need) => ({ group, subnets: behind, need, verdict: outboundVerdict(group, behind, need) }));
  return [
    ...[...onSubnets.values()].flatMap((group) =>
      judge(
        group,
        subnets.filter(({ networkSecurityGroup }) => networkSecurityGroup?.id === group.id),
      ),
    ),
    ...atInterfaces.flatMap((group) => judge(group, subnets)),
  ];
}

function isOutboundDeny({ direction, access }: SecurityRule): boolean {
  return direction === 'outbound' && access === 'deny';
}

function keptIn(first: Judged, closed: readonly Judged[], cluster: Cluster, evidence: Evidence): Outcome {
  const { group, verdict } = first;
  const by = verdict.verdict === 'closed' && verdict.by !== undefined ? verdict.by : undefined;
  const needs = closed.filter((each) => each.group === group).map(({ need }) => need);
  const stopped = needs.map(({ name }) => name).join(', ');
  const message = `Network security group ${group.name} keeps the nodes of cluster ${cluster.name} from ${stopped}${by ? `: rule ${by.name} (priority ${by.priority}) stops it` : ''}.`;
  return manual('OutboundDenied', message, [listCommand(group), allowStep(group, by, needs)], evidence);
}

function letOutInPart(unclear: readonly Judged[], cluster: Cluster, evidence: Evidence): Outcome {
  const [first] = unclear;
  const names = [...new Set(unclear.map(({ need }) => need.name))].join(', ');
  const message = `Whether network security group ${first?.group.name} lets the nodes of cluster ${cluster.name} out to ${names} depends on rules for a part of their addresses.`;
  const groups = [...new Set(unclear.map(({ group }) => group))];
  const steps = groups.flatMap((group) => {
    const needs = unclear.filter((each) => each.group === group).map(({ need }) => need);
    return [listCommand(group), allowStep(group, undefined, needs)];
  });
  return cannotTell('OutboundPartlyAllowed', message, steps, evidence);
}

/** One rule for all tags that are missing, ahead of the rule that stops them. */
function allowStep(group: NetworkSecurityGroup, by: SecurityRule | undefined, needs: readonly OutboundNeed[]): Step {
  const priority = freePriorityBefore(group, by?.priority ?? LAST_PRIORITY + 1);
  const tags = [...new Set(needs.map(({ allow }) => allow))];
  if (priority === undefined) {
    return decision(
      `Move rule ${by?.name ?? 'that denies'} of ${group.name} to a later priority, so that a rule that allows HTTPS to ${tags.join(' ')} can come ahead of it.`,
      'othersRelyOnIt',
    );
  }
  return az('network nsg rule create', {
    ...ofGroup(group),
    priority,
    ...ALLOW_HTTPS_OUT,
    destinationAddressPrefixes: tags,
  });
}

/**
 * https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#security-rules
 */
const FIRST_PRIORITY = 100;
const LAST_PRIORITY = 4096;

function freePriorityBefore({ rules }: NetworkSecurityGroup, before: number): number | undefined {
  const taken = new Set(rules.filter(isOutbound).map(({ priority }) => priority));
  for (let priority = Math.min(before, LAST_PRIORITY + 1) - 1; priority >= FIRST_PRIORITY; priority--) {
    if (!taken.has(priority)) return priority;
  }
  return undefined;
}

function isOutbound({ direction }: SecurityRule): boolean {
  return direction === 'outbound';
}

function listCommand(group: NetworkSecurityGroup): Step {
  return az('network nsg rule list', { ...ofGroup(group), output: 'table' });
}

function ofGroup({ id }: NetworkSecurityGroup) {
  return { ...inGroupOf(id), nsgName: partsOf(id).name };
}

function describe(judged: readonly Judged[]): Evidence {
  return {
    outbound: judged.map(({ group, need, verdict }) => {
      const by = verdict.verdict === 'partial' ? verdict.by : [verdict.by].filter((rule) => rule !== undefined);
      return `${group.name} to ${need.name}: ${verdict.verdict} (${by.map(({ name }) => name).join(', ') || 'no rule'})`;
    }),
  };
}
