import { uuid5 } from '../lib/uuid5.ts';
import type { SecurityRuleRemedy } from '../model/remedy.ts';
import { partsOf } from '../model/resource-id.ts';
import { az, named } from '../steps/az.ts';
import type { Change } from './define.ts';
import { FITTING } from './preconditions.ts';
import { SECURITY_GROUP } from './samples.ts';

/**
 * Lets a service tag in by one more rule of a network security group, and changes none of its other
 * rules.
 */
export const securityRule = {
  kind: 'securityRule',
  order: 60,
  allowed: 'whereListed',
  risk: 'changesResource',
  longRunning: true,
  preconditions: FITTING,
  role: {
    title: 'Security Rule Writer',
    description: 'Adds inbound rules for the service tags of Azure Backup to network security groups.',
    places: ['clusterSubscription'],
    actions: ['Microsoft.Network/networkSecurityGroups/securityRules/write'],
  },
  review: {
    why: 'lets the service tags of backups in',
    beyond: 'it allows to write any rule into any security group of the subscription',
  },
  sentence: 'Backstay adds one inbound rule for the service tag at a free priority and changes no other rule.',
  sample: {
    kind: 'securityRule',
    networkSecurityGroupId: SECURITY_GROUP,
    name: 'rule',
    priority: 100,
    serviceTag: 'AzureBackup',
  },

  key: ({ kind, networkSecurityGroupId, name, priority, serviceTag }) =>
    uuid5(kind, networkSecurityGroupId, name, String(priority), serviceTag),
  describe: ({ networkSecurityGroupId, name, priority, serviceTag }) =>
    `Let ${serviceTag} in through network security group ${partsOf(networkSecurityGroupId).name} (rule ${name}, priority ${priority})`,
  effect: ({ networkSecurityGroupId, name, serviceTag, priority }) =>
    `Rule ${name} of network security group ${networkSecurityGroupId} lets ${serviceTag} in, before all rules of a higher number than ${priority}. Its other rules stay.`,
  undoText: 'Delete the rule from the network security group.',
  permissions: ({ networkSecurityGroupId: scope }) => [
    { action: 'Microsoft.Network/networkSecurityGroups/securityRules/write', scope },
    { action: 'Microsoft.Network/networkSecurityGroups/read', scope },
  ],
  // The network service takes one write to a group at a time.
  lane: ({ networkSecurityGroupId }) => networkSecurityGroupId,
  commands({ remedy: { networkSecurityGroupId, name, priority, serviceTag } }) {
    const { name: nsgName, ...place } = named(networkSecurityGroupId);
    return [
      az('network nsg rule create', {
        ...place,
        nsgName,
        name,
        priority,
        direction: 'Inbound',
        access: 'Allow',
        protocol: '*',
        sourceAddressPrefixes: [serviceTag],
        sourcePortRanges: ['*'],
        destinationAddressPrefixes: ['*'],
        destinationPortRanges: ['*'],
      }),
    ];
  },
  declare: ({ remedy }) => ({
    kind: 'resource',
    type: 'Microsoft.Network/networkSecurityGroups/securityRules',
    parentId: remedy.networkSecurityGroupId,
    name: remedy.name,
    properties: securityRuleProperties(remedy),
  }),

  undo: {
    describe: ({ networkSecurityGroupId, name }) =>
      `Delete rule ${name} from network security group ${partsOf(networkSecurityGroupId).name}`,
    permissions: ({ networkSecurityGroupId: scope }) => [
      { action: 'Microsoft.Network/networkSecurityGroups/securityRules/delete', scope },
      { action: 'Microsoft.Network/networkSecurityGroups/read', scope },
    ],
    role: {
      title: 'Security Rule Remover',
      description: 'Removes the inbound rules that Backstay added.',
      places: ['clusterSubscription'],
      actions: ['Microsoft.Network/networkSecurityGroups/securityRules/delete'],
    },
    longRunning: true,
    ownName: ({ name }) => name.startsWith('backstay-'),
    // Which clusters lie behind the group shows only in what was read of them.
    isSharedWith: ({ networkSecurityGroupId }, { evidence }) =>
      evidence.some((each) => JSON.stringify(each).toLowerCase().includes(`${networkSecurityGroupId}`)),
    // The name was free when the rule was written.
    origin: () => 'made',
  },
} satisfies Change<SecurityRuleRemedy>;

/** The rule as Azure takes it. */
export function securityRuleProperties({ priority, serviceTag }: Pick<SecurityRuleRemedy, 'priority' | 'serviceTag'>) {
  return {
    description: `Backstay: AKS backup needs the service tag ${serviceTag} to be let in.`,
    direction: 'Inbound',
    access: 'Allow',
    priority,
    protocol: '*',
    sourceAddressPrefix: serviceTag,
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '*',
  } as const;
}
