import type { Cluster } from '../../model/azure.ts';
import type { Absent } from '../../model/fact.ts';
import type { Evidence, Outcome } from '../../model/finding.ts';
import type { NetworkSecurityGroup, NodeNetwork, SecurityRule } from '../../model/network.ts';
import { partsOf } from '../../model/resource-id.ts';
import type { Step } from '../../model/step.ts';
import { az, inGroupOf, named } from '../../steps/az.ts';
import { decision } from '../../steps/step.ts';
import { cannotTell, manual, missing, notApplicable, satisfied } from '../define-rule.ts';
import { freePriority } from './free-priority.ts';
import { type InboundVerdict, inboundVerdict, type ServiceTag } from './inbound-verdict.ts';

/** One security group of the network, what is behind it, and whether it lets the tag in. */
interface Judged {
  readonly group: NetworkSecurityGroup;
  readonly prefixes: readonly string[];
  readonly verdict: InboundVerdict;
}

/**
 * Whether the security groups around the nodes let a service tag in. Groups of operators on a
 * subnet must say so; those that AKS puts on the interfaces are managed by AKS, unless an operator
 * added a deny rule.
 */
export function judgeServiceTag(tag: ServiceTag, cluster: Cluster, network: NodeNetwork | Absent): Outcome {
  if (cluster.nodePools.length === 0) {
    return cannotTell('NodePoolsNotReturned', `Azure does not return the node pools of cluster ${cluster.name}.`, [
      az('aks show', { ...named(cluster.id), query: 'agentPoolProfiles' }),
    ]);
  }
  if (network === 'absent') {
    return notApplicable(
      'ManagedNetwork',
      `AKS manages the network of cluster ${cluster.name}, without filters of its own.`,
    );
  }
  const onSubnets = judgedOnSubnets(network, tag);
  const atInterfaces = (network.nodeGroupSecurityGroups ?? [])
    .filter(({ id }) => !onSubnets.some(({ group }) => group.id === id))
    .map((group) => ({ group, prefixes: [], verdict: inboundVerdict(group, tag, []) }));
  const evidence: Evidence = {
    serviceTag: tag,
    subnets: network.subnets.map(({ id }) => id),
    securityGroups: onSubnets.map(inWords),
    securityGroupsAtInterfaces: atInterfaces.map(inWords),
  };

  const stopping = onSubnets.find(({ verdict }) => verdict.verdict === 'stopped' && verdict.narrowAllows.length === 0);
  if (stopping !== undefined) return lacking(stopping, tag, evidence);

  const denying = atInterfaces.find(({ group, verdict }) => isOwnDeny(group, verdict));
  if (denying !== undefined) return deniedAtInterfaces(denying, tag, cluster, evidence);

  const unclear = onSubnets.find(({ verdict }) => verdict.verdict === 'stopped' || verdict.narrowDenies.length > 0);
  if (unclear !== undefined) return letInInPart(unclear, tag, evidence);

  if (network.nodeGroupSecurityGroups === undefined) {
    return cannotTell(
      'NodeResourceGroupNotReturned',
      `Azure does not return the node resource group of cluster ${cluster.name}, whose security groups filter too.`,
      [az('aks show', { ...named(cluster.id), query: 'nodeResourceGroup' })],
      evidence,
    );
  }
  return onSubnets.length === 0
    ? satisfied('NotFiltered', `No network security group filters the subnets of cluster ${cluster.name}.`, evidence)
    : satisfied('InboundAllowed', `The network security groups of cluster ${cluster.name} let ${tag} in.`, evidence);
}

/** Each group once, with all subnets that it is on. */
function judgedOnSubnets({ subnets }: NodeNetwork, tag: ServiceTag): readonly Judged[] {
  const groups = new Map(subnets.flatMap(({ networkSecurityGroup: group }) => (group ? [[group.id, group]] : [])));
  return [...groups.values()].map((group) => {
    const behind = subnets.filter(({ networkSecurityGroup }) => networkSecurityGroup?.id === group.id);
    const prefixes = behind.flatMap(({ addressPrefixes }) => addressPrefixes);
    return { group, prefixes, verdict: inboundVerdict(group, tag, prefixes) };
  });
}

function lacking({ group, prefixes, verdict }: Judged, tag: ServiceTag, evidence: Evidence): Outcome {
  const name = `backstay-allow-${tag.toLowerCase()}`;
  const priority = freePriority(group, tag, prefixes);
  const isTaken = group.rules.some((rule) => rule.name.toLowerCase() === name);
  const deny = verdict.by === undefined || isDefault(group, verdict.by) ? undefined : verdict.by;
  const narrow = verdict.narrowDenies.map(ruleInWords);
  const lacks = `Network security group ${group.name} does not let ${tag} in${deny ? `: ${ruleInWords(deny)} stops it` : ''}.`;

  if (priority === undefined || isTaken) {
    const why = isTaken
      ? `It has a rule named ${name} already, which does not do it`
      : 'No priority is free for a rule';
    return manual(
      isTaken ? 'NameTaken' : 'NoFreePriority',
      `${lacks} ${why}.`,
      [
        listCommand(group),
        decision(
          isTaken
            ? `Check what rule ${name} is for, and delete it or put it ahead of what stops ${tag}. To add another rule: ${ruleCommand(group, tag)}`
            : `Give another rule a later priority, so that one between 100 and 4096 is free ahead of what stops ${tag}. Then: ${ruleCommand(group, tag)}`,
          'othersRelyOnIt',
        ),
      ],
      evidence,
    );
  }
  return missing(
    deny === undefined ? 'InboundRuleMissing' : 'InboundDenied',
    [
      lacks,
      narrow.length > 0 && `Narrower denies stay ahead of the rule that is added: ${narrow.join(', ')}.`,
      deny && `The rule that is added comes ahead of ${deny.name}, which then no longer holds for ${tag}.`,
      tag === 'AzureCloud' && 'The tag holds the addresses of all of Azure, those of its other customers included.',
    ]
      .filter(Boolean)
      .join(' '),
    { kind: 'securityRule', networkSecurityGroupId: group.id, name, priority, serviceTag: tag },
    evidence,
  );
}

/** https://learn.microsoft.com/azure/aks/support-policies#network-ports-access-and-nsgs */
function deniedAtInterfaces(
  { group, verdict }: Judged,
  tag: ServiceTag,
  cluster: Cluster,
  evidence: Evidence,
): Outcome {
  const deny = verdict.by;
  return manual(
    'DeniedAtInterfaces',
    `In network security group ${group.name}, which AKS keeps for the nodes of cluster ${cluster.name}, ${deny ? ruleInWords(deny) : 'a rule'} stops ${tag}. AKS does not support changes there.`,
    [
      listCommand(group),
      decision('Find out who added that rule and have it deleted; filter on the subnet instead.', 'othersRelyOnIt'),
    ],
    evidence,
  );
}

function letInInPart({ group, verdict }: Judged, tag: ServiceTag, evidence: Evidence): Outcome {
  const { narrowAllows, narrowDenies } = verdict;
  const parts =
    verdict.verdict === 'allowed'
      ? `after ${narrowDenies.map(ruleInWords).join(', ')}`
      : `only in part, by ${narrowAllows.map(ruleInWords).join(', ')}`;
  return cannotTell(
    'InboundPartlyAllowed',
    `Network security group ${group.name} lets ${tag} in ${parts}; Microsoft names neither ports nor addresses, so whether that is enough is not known.`,
    [
      listCommand(group),
      decision(
        `Where nothing speaks against it, let all of ${tag} in ahead of these: ${ruleCommand(group, tag)}`,
        'ownerChooses',
      ),
    ],
    evidence,
  );
}

function listCommand(group: NetworkSecurityGroup): Step {
  return az('network nsg rule list', { ...ofGroup(group), output: 'table' });
}

/** The rule for any security group. */
export function ruleByHand(tag: ServiceTag): Step {
  return letIn({ subscription: 'SUBSCRIPTION', resourceGroup: 'GROUP', nsgName: 'NSG' }, tag);
}

function ruleCommand(group: NetworkSecurityGroup, tag: ServiceTag): Step {
  return letIn(ofGroup(group), tag);
}

/** PRIORITY stands for the one that a person chooses. */
function letIn(group: ReturnType<typeof ofGroup>, tag: ServiceTag): Step {
  return az('network nsg rule create', {
    ...group,
    name: `allow-${tag.toLowerCase()}`,
    priority: 'PRIORITY',
    direction: 'Inbound',
    access: 'Allow',
    protocol: '*',
    sourceAddressPrefixes: [tag],
    sourcePortRanges: ['*'],
    destinationAddressPrefixes: ['*'],
    destinationPortRanges: ['*'],
  });
}

function ofGroup({ id }: NetworkSecurityGroup) {
  return { ...inGroupOf(id), nsgName: partsOf(id).name };
}

/** A deny that is not among those that every group has. */
function isOwnDeny(group: NetworkSecurityGroup, { verdict, by }: InboundVerdict): boolean {
  return verdict === 'stopped' && by !== undefined && !isDefault(group, by);
}

function isDefault({ defaultRules }: NetworkSecurityGroup, rule: SecurityRule): boolean {
  return defaultRules.includes(rule);
}

function inWords({ group, verdict }: Judged): string {
  const by = verdict.by === undefined ? 'no rule lets it in' : `by ${ruleInWords(verdict.by)}`;
  const denies = verdict.narrowDenies.map(({ name }) => name);
  const allows = verdict.narrowAllows.map(({ name }) => name);
  const parts = [
    denies.length > 0 ? `, narrower denies: ${denies.join(', ')}` : '',
    allows.length > 0 ? `, in part by: ${allows.join(', ')}` : '',
  ];
  return `${group.id}: ${verdict.verdict}, ${by}${parts.join('')}`;
}

function ruleInWords({ name, priority }: SecurityRule): string {
  return `rule ${name} (priority ${priority})`;
}
