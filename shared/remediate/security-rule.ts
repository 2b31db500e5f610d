import type { SecurityRule } from '../model/network.ts';
import type { SecurityRuleRemedy } from '../model/remedy.ts';
import type { ArmReader } from '../ports/arm.ts';
import { observationOf, type Remediator, resultOf, stateOf } from './define.ts';
import { changedSincePlanned, free, lookFirst, type NotToWrite } from './look-first.ts';
import { removalOf, removalSeen, settled, standingOf } from './undoing.ts';

/**
 * Lets a service tag in by one more rule of a network security group, and changes none of its other
 * rules.
 */
export const securityRule = {
  undo: {
    async observe(remedy, _, arm) {
      return removalSeen(await readRule(remedy, arm), takenBack(remedy), (rule) => rule.provisioningState);
    },

    async apply(remedy, _, arm) {
      const { networkSecurityGroupId: group, name } = remedy;
      const read = await readRule(remedy, arm);
      const standing = standingOf(read, takenBack(remedy), (rule) =>
        isUnchanged(rule, remedy) ? undefined : `rule ${name} of ${group} was changed since.`,
      );
      const done = settled(standing, read.trace);
      if (done !== undefined) return done;
      const result = removalOf(await arm.deleteSecurityRule(group, name), takenBack(remedy));
      // As with the write: the group itself has the state.
      return result.status === 'running' ? { ...result, operationUrl: undefined } : result;
    },
  },

  async observe(remedy, arm) {
    const { networkSecurityGroupId: group, name } = remedy;
    return observationOf(await arm.getNetworkSecurityGroup(group), ({ rules }) => {
      const rule = ruleNamed(name, rules);
      return rule === undefined ? { state: 'absent' } : judge(rule, remedy);
    });
  },

  async apply(remedy, _, arm) {
    const { networkSecurityGroupId, name, priority } = remedy;
    const result = await lookFirst(
      await arm.getNetworkSecurityGroup(networkSecurityGroupId),
      (group) => {
        const rule = ruleNamed(name, group.rules);
        if (rule !== undefined) return judge(rule, remedy);
        const other = group.rules.find((each) => each.direction === 'inbound' && each.priority === priority);
        return other === undefined
          ? free(group)
          : changedSincePlanned(`rule ${other.name} of group ${group.name} has priority ${priority} by now.`);
      },
      async (over) => resultOf(await arm.putSecurityRule(remedy, over), evidenceOf(remedy)),
    );
    // The rule itself has its state as well, and asking it needs no right beyond the group; the
    // operation stands at the subscription. https://github.com/Azure/bicep/issues/6131
    return result.status === 'running' ? { ...result, operationUrl: undefined } : result;
  },
} satisfies Remediator<SecurityRuleRemedy>;

function ruleNamed(name: string, rules: readonly SecurityRule[]): SecurityRule | undefined {
  return rules.find((each) => each.name.toLowerCase() === name.toLowerCase());
}

function judge(rule: SecurityRule, remedy: SecurityRuleRemedy): NotToWrite {
  const { name } = remedy;
  if (isAsWanted(rule, remedy)) {
    return stateOf(rule.provisioningState, evidenceOf(remedy), `Rule ${name} is ${rule.provisioningState}.`);
  }
  const message = `Rule ${name} is there and is not the one that was asked for.`;
  return { state: 'failed', failure: { class: 'conflict', code: 'SecurityRuleConflict', message } };
}

function isAsWanted(rule: SecurityRule, { priority, serviceTag }: SecurityRuleRemedy): boolean {
  return (
    rule.direction === 'inbound' &&
    rule.access === 'allow' &&
    rule.priority === priority &&
    rule.sources.some((source) => source.toLowerCase() === serviceTag.toLowerCase())
  );
}

/**
 * Identical in every field: any other traffic that it allows by now is the choice of another
 * operator.
 */
function isUnchanged(rule: SecurityRule, remedy: SecurityRuleRemedy): boolean {
  const { protocol, sources, sourcePorts, destinations, ports } = rule;
  const isAny = (list: readonly string[]) => list.length === 1 && list[0] === '*';
  return (
    isAsWanted(rule, remedy) &&
    sources.length === 1 &&
    protocol === '*' &&
    [sourcePorts, destinations, ports].every(isAny)
  );
}

async function readRule({ networkSecurityGroupId, name }: SecurityRuleRemedy, arm: ArmReader) {
  const read = await arm.getNetworkSecurityGroup(networkSecurityGroupId);
  if (!read.ok) return read;
  return { ...read, value: ruleNamed(name, read.value.rules) };
}

function takenBack({ networkSecurityGroupId, name }: SecurityRuleRemedy) {
  return { networkSecurityGroup: networkSecurityGroupId, rule: name, removed: true };
}

function evidenceOf({ networkSecurityGroupId, name, priority, serviceTag }: SecurityRuleRemedy) {
  return { networkSecurityGroup: networkSecurityGroupId, rule: name, priority, serviceTag };
}
