import type { ObservedFirewall, RuleCollection } from '../../model/network.ts';
import type { Step } from '../../model/step.ts';
import { az, named } from '../../steps/az.ts';
import { decision } from '../../steps/step.ts';
import { parseRange } from './address-range.ts';
import type { EgressName } from './egress-names.ts';

/** The purpose of a collection of rules: commands for both can be printed for one firewall. */
export type Purpose = 'backup' | 'metrics';

const GROUP = 'backstay-aks-backup';
const NAMES: Readonly<Record<Purpose, string>> = { backup: 'backstay-aks-backup', metrics: 'backstay-aks-metrics' };
/** Each purpose takes another one of the free priorities: Azure refuses one that is taken. */
const TURNS: Readonly<Record<Purpose, number>> = { backup: 0, metrics: 1 };
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
  purpose: Purpose,
): readonly Step[] {
  const rule = ruleOptions(names, subnetPrefixes);
  const policy = policies.at(-1);
  if (policy === undefined) {
    const classic = firewall.classicCollections.filter(isApplication);
    const name = freeName(classic, purpose);
    const { name: firewallName, ...place } = named(firewall.id);
    return withPriority(freePriority(classic, purpose), (each) =>
      az('network firewall application-rule create', {
        ...place,
        firewallName,
        collectionName: name,
        action: 'Allow',
        priority: each,
        name,
        ...rule,
      }),
    );
  }
  const groups = [...policy.groups].sort((a, b) => a.priority - b.priority);
  // Ahead of the first application rule that could keep the names back.
  const group = groups.find(({ collections }) => collections.some(isApplication)) ?? groups[0];
  const { name: policyName, ...place } = named(policy.id);
  const collections = group?.collections ?? [];
  const name = freeName(collections, purpose);
  const add = withPriority(freePriority(collections, purpose), (collectionPriority) =>
    az('network firewall policy rule-collection-group collection add-filter-collection', {
      ...place,
      policyName,
      ruleCollectionGroupName: group?.name ?? GROUP,
      name,
      collectionPriority,
      action: 'Allow',
      ruleType: 'ApplicationRule',
      ruleName: name,
      ...rule,
    }),
  );
  const create = { ...place, policyName, name: GROUP, priority: 300 };
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

/** A name that no collection has: an earlier command may have been for another cluster. */
function freeName(collections: readonly RuleCollection[], purpose: Purpose): string {
  const taken = new Set(collections.map(({ name }) => name.toLowerCase()));
  for (let number = 1; ; number++) {
    const name = number === 1 ? NAMES[purpose] : `${NAMES[purpose]}-${number}`;
    if (!taken.has(name)) return name;
  }
}

/** Free, and ahead of every deny among the collections. */
function freePriority(collections: readonly RuleCollection[], purpose: Purpose): number | undefined {
  let turns = TURNS[purpose];
  const taken = new Set(collections.map(({ priority }) => priority));
  const denies = collections.filter((each) => each.action !== 'allow' && isApplication(each));
  const before = Math.min(LAST + 1, ...denies.map(({ priority }) => priority));
  for (let priority = Math.min(USUAL, before - 1); priority >= FIRST; priority--) {
    if (!taken.has(priority) && turns-- === 0) return priority;
  }
  for (let priority = USUAL + 1; priority < before; priority++) {
    if (!taken.has(priority) && turns-- === 0) return priority;
  }
  return undefined;
}

function isApplication({ rules }: RuleCollection): boolean {
  return rules.some(({ kind }) => kind !== 'network');
}
