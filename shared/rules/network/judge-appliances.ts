import type { Cluster } from '../../model/azure.ts';
import type { Evidence, Outcome } from '../../model/finding.ts';
import type { EgressAppliance, NodeSubnet, ObservedFirewall } from '../../model/network.ts';
import type { Step } from '../../model/step.ts';
import { decision, note } from '../../steps/step.ts';
import { cannotTell, manual, satisfied } from '../define-rule.ts';
import type { EgressName, EgressNames } from './egress-names.ts';
import { inWords, type RuleInOrder, rulesInOrder } from './firewall-order.ts';
import { firewallVerdict } from './firewall-verdict.ts';
import { letOutCommands, type Purpose } from './rule-collection-command.ts';

/** The verdicts of one firewall on the names. */
interface Judged {
  readonly observed: ObservedFirewall;
  readonly prefixes: readonly string[];
  readonly missing: readonly EgressName[];
  /**
   * Rules that keep names back and that no rule of the firewall's own policy can be put ahead of.
   */
  readonly unyielding: readonly RuleInOrder[];
  readonly untold: readonly { readonly name: EgressName; readonly because: readonly string[] }[];
}

/** Whether all that stands at the end of the default routes lets every name out. */
export function judgeAppliances(
  { name }: Cluster,
  subnets: readonly NodeSubnet[],
  appliances: readonly EgressAppliance[],
  { names, undocumented }: EgressNames,
  routing: Evidence,
  purpose: Purpose,
): Outcome {
  const judged = appliances.flatMap((each) => (each.kind === 'azureFirewall' ? [judge(each, subnets, names)] : []));
  const others = appliances.filter(({ kind }) => kind === 'otherAppliance');
  const missing = judged.flatMap((each) => each.missing);
  const untold = judged.flatMap((each) => each.untold);
  const evidence: Evidence = {
    ...routing,
    firewalls: judged.map(({ observed }) => observed.firewall.id),
    policies: judged.flatMap(({ observed }) => observed.policies.map(({ id }) => id)),
    names: names.map(({ fqdn }) => fqdn),
    missing: missing.map(({ fqdn }) => fqdn),
    untold: untold.map(({ name: { fqdn }, because }) => `${fqdn}: ${because.join(', ')}`),
  };
  const list = note(`Names that the extension has to reach: ${names.map(({ fqdn }) => fqdn).join(', ')}`);

  if (missing.length > 0) {
    const firewalls = judged.filter((each) => each.missing.length > 0);
    return manual(
      'FirewallRuleMissing',
      `The firewall ${firewalls.map(({ observed }) => observed.firewall.name).join(', ')} does not let cluster ${name} out to ${missing.length} of ${names.length} names.`,
      firewalls.flatMap((each) => stepsFor(each, purpose)),
      evidence,
    );
  }
  if (others.length > 0) {
    return cannotTell(
      'UnsupportedAppliance',
      `Cluster ${name} goes out by ${others.map(({ nextHop }) => nextHop).join(', ')}, which is not an Azure Firewall that Backstay can read; its rules are not known.`,
      [
        decision(
          `If it is an Azure Firewall, give Backstay's identity the right Microsoft.Network/*/read on its subscription; searched were ${[...new Set(others.flatMap((each) => (each.kind === 'otherAppliance' ? each.searched : [])))].join(', ')}.`,
          'causeUnknown',
        ),
        list,
      ],
      evidence,
    );
  }
  if (untold.length > 0) {
    return cannotTell(
      'RulesByAddress',
      `Whether the firewall lets cluster ${name} out to ${untold.length} of ${names.length} names depends on rules for addresses, IP groups or categories, which are not conclusive.`,
      [
        ...untold.map(({ name: { fqdn }, because }) => note(`${fqdn}: see ${because.join(', ')}`)),
        decision('A rule for these names ahead of those settles it.', 'ownerChooses'),
      ],
      evidence,
    );
  }
  if (undocumented.length > 0) {
    return cannotTell(
      'NamesNotDocumented',
      `The firewall lets cluster ${name} out to all names that Microsoft documents for this cloud; for some of the public cloud it names no counterpart.`,
      [decision(`Ask Microsoft which name replaces ${undocumented.join(', ')} here.`, 'outsideAzure')],
      evidence,
    );
  }
  return satisfied('OutboundAllowed', `The firewall lets cluster ${name} out to all ${names.length} names.`, evidence);
}

function judge(observed: ObservedFirewall, subnets: readonly NodeSubnet[], names: readonly EgressName[]): Judged {
  const behind = subnets.filter(({ id }) => observed.subnetIds.includes(id));
  const prefixes = behind.flatMap(({ addressPrefixes }) => addressPrefixes);
  const rules = rulesInOrder(observed);
  const verdicts = names.map((name) => ({ name, verdict: firewallVerdict(rules, name, prefixes) }));
  return {
    observed,
    prefixes,
    missing: verdicts.flatMap(({ name, verdict }) => (verdict.verdict === 'denied' ? [name] : [])),
    unyielding: [
      ...new Set(
        verdicts.flatMap(({ verdict }) =>
          verdict.verdict === 'denied' && verdict.by !== undefined && !yields(verdict.by) ? [verdict.by] : [],
        ),
      ),
    ],
    untold: verdicts.flatMap(({ name, verdict }) =>
      verdict.verdict === 'untold' ? [{ name, because: verdict.because }] : [],
    ),
  };
}

/** A new application rule of the firewall's own policy can come ahead of it. */
function yields({ own, rule }: RuleInOrder): boolean {
  return own && rule.kind === 'application';
}

function stepsFor({ observed, prefixes, missing, unyielding }: Judged, purpose: Purpose): readonly Step[] {
  return [
    ...unyielding.map((rule) =>
      decision(
        `Change the rule ${inWords(rule)} first: it keeps names back, and no application rule can come ahead of it.`,
        'othersRelyOnIt',
      ),
    ),
    ...letOutCommands(observed, missing, prefixes, purpose),
  ];
}
