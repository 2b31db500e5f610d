import type { ArmState } from '../../state/arm-state.ts';
import type { Echoed } from '../../state/wire.ts';
import { contains } from './ip-range.ts';
import type { AzureFirewall, Subnet } from './network-resource.ts';
import { rangeOf } from './outbound-rules.ts';
import type { Service } from './service.ts';

interface Rule {
  readonly kind: 'network' | 'application';
  readonly allows: boolean;
  /** Of its collection, and before it of its group. */
  readonly priorities: readonly [number, number];
  readonly rule: Echoed;
}

/**
 * Whether the rules of an Azure Firewall let HTTPS from a subnet through to a service: rules for
 * networks come first, then those for applications, each in the order of priorities. The first that
 * fits decides, and what fits none is dropped.
 *
 * @see https://learn.microsoft.com/azure/firewall/rule-processing
 */
export function letsThrough(state: ArmState, firewall: AzureFirewall, subnet: Subnet, service: Service): boolean {
  const rules = rulesOf(state, firewall).toSorted(
    (one, other) =>
      Number(one.kind === 'application') - Number(other.kind === 'application') ||
      one.priorities[0] - other.priorities[0] ||
      one.priorities[1] - other.priorities[1],
  );
  const decisive = rules.find(
    ({ kind, rule, allows }) =>
      comesFrom(rule, subnet, allows) && (kind === 'network' ? isForNetwork(rule, service) : isForHost(rule, service)),
  );
  return decisive?.allows ?? false;
}

/** The rules of its policy and of the policy that one inherits from, or the firewall's own. */
function rulesOf(state: ArmState, { properties }: AzureFirewall): readonly Rule[] {
  const policyId = properties.firewallPolicy?.id;
  if (policyId === undefined) return classicRules(properties);
  const basePolicy = state.firewallPolicies.get(policyId)?.properties.basePolicy?.id;
  // Those of the base policy come before all others.
  return [basePolicy, policyId].flatMap((id, level) =>
    id === undefined
      ? []
      : state.ruleCollectionGroups.below(id).flatMap((group) => {
          const inGroup = Number(group.properties.priority) + level * 1_000_000;
          return listOf(group.properties.ruleCollections).flatMap((collection) => policyRules(collection, inGroup));
        }),
  );
}

function policyRules(collection: Echoed, inGroup: number): readonly Rule[] {
  if (collection.ruleCollectionType !== 'FirewallPolicyFilterRuleCollection') return [];
  return listOf(collection.rules).map((rule) => ({
    kind: rule.ruleType === 'ApplicationRule' ? 'application' : 'network',
    allows: isAllow(collection),
    priorities: [inGroup, Number(collection.priority)],
    rule,
  }));
}

function classicRules(properties: Echoed): readonly Rule[] {
  const kinds = [
    ['network', properties.networkRuleCollections],
    ['application', properties.applicationRuleCollections],
  ] as const;
  return kinds.flatMap(([kind, collections]) =>
    listOf(collections).flatMap(({ properties: inner }) => {
      const collection = (inner ?? {}) as Echoed;
      const priorities: Rule['priorities'] = [0, Number(collection.priority)];
      return listOf(collection.rules).map((rule) => ({ kind, allows: isAllow(collection), priorities, rule }));
    }),
  );
}

function isAllow({ action }: Echoed): boolean {
  return String((action as Echoed | undefined)?.type).toLowerCase() === 'allow';
}

/**
 * Which addresses are in a group of addresses is not known here: an allowing rule may be for the
 * subnet, a denying one is not.
 */
function comesFrom(rule: Echoed, { properties }: Subnet, allows: boolean): boolean {
  const sources = words(rule.sourceAddresses);
  if (sources.length === 0) return allows && words(rule.sourceIpGroups).length > 0;
  if (sources.includes('*')) return true;
  const own = [properties.addressPrefix, ...(properties.addressPrefixes ?? [])].flatMap((prefix) =>
    prefix === undefined ? [] : (rangeOf(prefix) ?? []),
  );
  const ranges = sources.flatMap((source) => rangeOf(source) ?? []);
  return own.length > 0 && own.every((each) => ranges.some((range) => contains(range, each)));
}

function isForNetwork(rule: Echoed, { host, tags }: Service): boolean {
  const protocols = words(rule.ipProtocols ?? rule.protocols);
  const isHttps = words(rule.destinationPorts).some(holdsHttps);
  if (!isHttps || !protocols.some((protocol) => ['tcp', 'any'].includes(protocol))) return false;
  const wanted = ['*', '0.0.0.0/0', ...tags.map((tag) => tag.toLowerCase())];
  return (
    words(rule.destinationAddresses).some((address) => wanted.includes(address)) ||
    words(rule.destinationFqdns).includes(host)
  );
}

function holdsHttps(ports: string): boolean {
  const [first, last = first] = ports.split('-').map(Number);
  return ports === '*' || (Number(first) <= 443 && 443 <= Number(last));
}

/**
 * The FQDN tag of AKS holds the names that a cluster needs, those of extensions not.
 * https://learn.microsoft.com/azure/aks/outbound-rules-control-egress
 */
const IN_AKS_TAG = ['mcr.microsoft.com', 'management.azure.com', 'login.microsoftonline.com'];

function isForHost(rule: Echoed, { host }: Service): boolean {
  const isHttps = listOf(rule.protocols).some(
    ({ protocolType, port }) => /^https$/i.test(String(protocolType)) && port === 443,
  );
  if (!isHttps) return false;
  if (words(rule.fqdnTags).includes('azurekubernetesservice') && IN_AKS_TAG.includes(host)) return true;
  return words(rule.targetFqdns).some(
    (name) => name === '*' || name === host || (name.startsWith('*.') && host.endsWith(name.slice(1))),
  );
}

function listOf(value: unknown): readonly Echoed[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
}

function words(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map((item) => String(item).trim().toLowerCase()) : [];
}
