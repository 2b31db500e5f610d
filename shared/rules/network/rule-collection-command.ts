import type { ObservedFirewall, RuleCollection } from '../../model/network.ts';
import type { Step } from '../../model/step.ts';
import { az, named } from '../../steps/az.ts';
import { decision } from '../../steps/step.ts';
import { parseRange } from './address-range.ts';
import type { EgressName } from './egress-names.ts';

const NAME = 'backstay-aks-backup';
const FIRST = 100;
const USUAL = 1000;
const LAST = 65_000;

/**
 * The command by which the firewall allows these names, and no others; one command, two where its
 * policy has no group yet.
 */
export function letOutCommands(
  { firewall, policies }: ObservedFirewall,
  names: readonly EgressName[],
  subnetPrefixes: readonly string[],
): readonly Step[] {
  const rule = ruleOptions(names, subnetPrefixes);
  const policy = policies.at(-1);
  if (policy === undefined) {
    const priority = freePriority(firewall.classicCollections.filter(isApplication));
    const { name: firewallName, ...place } = named(firewall.id);
    return withPriority(priority, (each) =>
      az('network firewall application-rule create', {
        ...place,
        firewallName,
        collectionName: NAME,
        action: 'Allow',
        priority: each,
        name: NAME,
        ...rule,
      }),
    );
  }
  const groups = [...policy.groups].sort((a, b) => a.priority - b.priority);
  // Ahead of the first application rule that could keep the names back.
  const group = groups.find(({ collections }) => collections.some(isApplication)) ?? groups[0];
  const { name: policyName, ...place } = named(policy.id);
  const add = withPriority(freePriority(group?.collections ?? []), (collectionPriority) =>
    az('network firewall policy rule-collection-group collection add-filter-collection', {
      ...place,
      policyName,
      ruleCollectionGroupName: group?.name ?? NAME,
      name: NAME,
      collectionPriority,
      action: 'Allow',
      ruleType: 'ApplicationRule',
      ruleName: NAME,
      ...rule,
    }),
  );
  const create = { ...place, policyName, name: NAME, priority: 300 };
  return group === undefined ? [az('network firewall policy rule-collection-group create', create), ...add] : add;
}

function ruleOptions(names: readonly EgressName[], subnetPrefixes: readonly string[]) {
  const protocols = new Set(names.map(({ protocol }) => (protocol === 'Https' ? 'Https=443' : 'Http=80')));
  const sources = subnetPrefixes.filter((prefix) => parseRange(prefix) !== undefined);
  return {
    protocols: [...protocols],
    sourceAddresses: sources.length === 0 ? ['*'] : sources,
    targetFqdns: names.map(({ fqdn }) => fqdn),
  };
}

/** Without a free priority, a person has to decide which other collection moves first. */
function withPriority(priority: number | undefined, command: (priority: number | string) => Step): readonly Step[] {
  return priority === undefined
    ? [
        decision(
          `Free a priority ahead of the collections that deny, and use it: ${command('PRIORITY')}`,
          'othersRelyOnIt',
        ),
      ]
    : [command(priority)];
}

/** Free, and ahead of every deny among the collections. */
function freePriority(collections: readonly RuleCollection[]): number | undefined {
  const taken = new Set(collections.map(({ priority }) => priority));
  const denies = collections.filter((each) => each.action !== 'allow' && isApplication(each));
  const before = Math.min(LAST + 1, ...denies.map(({ priority }) => priority));
  for (let priority = Math.min(USUAL, before - 1); priority >= FIRST; priority--) {
    if (!taken.has(priority)) return priority;
  }
  for (let priority = USUAL + 1; priority < before; priority++) {
    if (!taken.has(priority)) return priority;
  }
  return undefined;
}

function isApplication({ rules }: RuleCollection): boolean {
  return rules.some(({ kind }) => kind !== 'network');
}
