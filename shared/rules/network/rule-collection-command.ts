import type { ObservedFirewall, RuleCollection } from '../../model/network.ts';
import { partsOf, resourceGroupOf } from '../../model/resource-id.ts';
import { parseRange } from './address-range.ts';
import type { EgressName } from './egress-names.ts';

const NAME = 'backstay-aks-backup';
const FIRST = 100;
const USUAL = 1000;
const LAST = 65_000;

/** What to type so that the firewall lets these names out, and no others; one command, two where its policy has no group yet. */
export function letOutCommands(
  { firewall, policies }: ObservedFirewall,
  names: readonly EgressName[],
  subnetPrefixes: readonly string[],
): readonly string[] {
  const rule = ruleArguments(names, subnetPrefixes);
  const policy = policies.at(-1);
  if (policy === undefined) {
    const priority = freePriority(firewall.classicCollections.filter(isApplication));
    return [
      `az network firewall application-rule create ${placeOf(firewall.id)} --firewall-name "${firewall.name}" --collection-name ${NAME} --action Allow --priority ${priority} --name ${NAME} ${rule}`,
    ];
  }
  const groups = [...policy.groups].sort((a, b) => a.priority - b.priority);
  // Ahead of the first application rule that could keep the names back.
  const group = groups.find(({ collections }) => collections.some(isApplication)) ?? groups[0];
  const inPolicy = `${placeOf(policy.id)} --policy-name "${partsOf(policy.id).name}"`;
  const groupName = group === undefined ? NAME : quotable(group.name);
  const add = `az network firewall policy rule-collection-group collection add-filter-collection ${inPolicy} --rule-collection-group-name "${groupName}" --name ${NAME} --collection-priority ${freePriority(group?.collections ?? [])} --action Allow --rule-type ApplicationRule --rule-name ${NAME} ${rule}`;
  return group === undefined
    ? [`az network firewall policy rule-collection-group create ${inPolicy} --name ${NAME} --priority 300`, add]
    : [add];
}

function ruleArguments(names: readonly EgressName[], subnetPrefixes: readonly string[]): string {
  const protocols = new Set(names.map(({ protocol }) => (protocol === 'Https' ? 'Https=443' : 'Http=80')));
  // What is pasted into a shell is made of nothing but addresses.
  const sources = subnetPrefixes.filter((prefix) => parseRange(prefix) !== undefined);
  return [
    `--protocols ${[...protocols].join(' ')}`,
    `--source-addresses ${sources.length === 0 ? '"*"' : sources.join(' ')}`,
    `--target-fqdns ${names.map(({ fqdn }) => `"${fqdn}"`).join(' ')}`,
  ].join(' ');
}

/** Free, and ahead of every deny among the collections. */
function freePriority(collections: readonly RuleCollection[]): string {
  const taken = new Set(collections.map(({ priority }) => priority));
  const denies = collections.filter((each) => each.action !== 'allow' && isApplication(each));
  const before = Math.min(LAST + 1, ...denies.map(({ priority }) => priority));
  for (let priority = Math.min(USUAL, before - 1); priority >= FIRST; priority--) {
    if (!taken.has(priority)) return String(priority);
  }
  for (let priority = USUAL + 1; priority < before; priority++) {
    if (!taken.has(priority)) return String(priority);
  }
  return '"<a priority that you free ahead of the denies>"';
}

function isApplication({ rules }: RuleCollection): boolean {
  return rules.some(({ kind }) => kind !== 'network');
}

function placeOf(id: ObservedFirewall['firewall']['id']): string {
  return `--subscription ${partsOf(id).subscriptionId} --resource-group "${resourceGroupOf(id)}"`;
}

function quotable(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : '<its name>';
}
