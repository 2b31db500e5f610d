import { uuid5 } from '../lib/uuid5.ts';
import type { SecurityRule } from '../model/network.ts';
import type { SecurityRuleRemedy } from '../model/remedy.ts';
import { partsOf } from '../model/resource-id.ts';
import { observationOf, type Remediator, resultOf, stateOf } from './define.ts';

/** Lets a service tag in by one more rule of a network security group, and changes none of its other rules. */
export const securityRule: Remediator<SecurityRuleRemedy> = {
  kind: 'securityRule',
  risk: 'changesResource',
  longRunning: true,

  key: ({ kind, networkSecurityGroupId, name, priority, serviceTag }) =>
    uuid5(kind, networkSecurityGroupId, name, String(priority), serviceTag),
  describe: ({ networkSecurityGroupId, name, priority, serviceTag }) =>
    `Let ${serviceTag} in through network security group ${partsOf(networkSecurityGroupId).name} (rule ${name}, priority ${priority})`,
  effect: ({ networkSecurityGroupId, serviceTag, priority }) =>
    `Network security group ${partsOf(networkSecurityGroupId).name} lets ${serviceTag} in, before all rules of a higher number than ${priority}; its other rules stay.`,
  undoText: 'Delete the rule from the network security group.',
  permissions: ({ networkSecurityGroupId: scope }) => [
    { action: 'Microsoft.Network/networkSecurityGroups/securityRules/write', scope },
    { action: 'Microsoft.Network/networkSecurityGroups/read', scope },
  ],
  // The network service takes one write to a group at a time.
  lane: ({ networkSecurityGroupId }) => networkSecurityGroupId,

  async observe(remedy, arm) {
    const { networkSecurityGroupId: group, name } = remedy;
    return observationOf(await arm.getNetworkSecurityGroup(group), ({ rules }) => {
      const rule = rules.find((each) => each.name.toLowerCase() === name.toLowerCase());
      if (rule === undefined) return { state: 'absent' };
      if (!isAsWanted(rule, remedy)) {
        const message = `Rule ${name} is there and is not the one that was asked for.`;
        return { state: 'failed', failure: { class: 'conflict', code: 'OtherSecurityRule', message } };
      }
      return stateOf(rule.provisioningState, evidenceOf(remedy), `Rule ${name} is ${rule.provisioningState}.`);
    });
  },

  async apply(remedy, arm) {
    const result = resultOf(await arm.putSecurityRule(remedy), evidenceOf(remedy));
    // The rule itself tells its state as well, and asking it needs no right beyond the group; the operation stands at the
    // subscription. https://github.com/Azure/bicep/issues/6131
    return result.status === 'running' ? { ...result, operationUrl: undefined } : result;
  },
};

function isAsWanted(rule: SecurityRule, { priority, serviceTag }: SecurityRuleRemedy): boolean {
  return (
    rule.direction === 'inbound' &&
    rule.access === 'allow' &&
    rule.priority === priority &&
    rule.sources.some((source) => source.toLowerCase() === serviceTag.toLowerCase())
  );
}

function evidenceOf({ networkSecurityGroupId, name, priority, serviceTag }: SecurityRuleRemedy) {
  return { networkSecurityGroup: networkSecurityGroupId, rule: name, priority, serviceTag };
}
