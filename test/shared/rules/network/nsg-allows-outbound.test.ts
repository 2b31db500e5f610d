import { describe, expect, test } from 'vitest';
import type { FactValues } from '../../../../shared/model/fact.ts';
import type { NetworkSecurityGroup, NodeSubnet, SecurityRule } from '../../../../shared/model/network.ts';
import { nsgAllowsOutbound } from '../../../../shared/rules/network/nsg-allows-outbound.ts';
import { READY } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';
import {
  CLUSTER_IN_SUBNET,
  network,
  nodeSubnet,
  SECURITY_GROUP_ID,
  securityGroup,
  securityRule,
  THROUGH_FIREWALL,
} from '../../../support/network.ts';

const out = (changes: Partial<SecurityRule>): SecurityRule => securityRule({ direction: 'outbound', ...changes });
/** The outbound rules that every group has. */
const DEFAULTS = [
  out({ name: 'AllowVnetOutBound', priority: 65_000, sources: ['VirtualNetwork'], destinations: ['VirtualNetwork'] }),
  out({ name: 'AllowInternetOutBound', priority: 65_001, destinations: ['Internet'] }),
  out({ name: 'DenyAllOutBound', priority: 65_500, access: 'deny' }),
];
const DENY_ALL = { name: 'out-deny', priority: 4000, access: 'deny' } as const;

function group(...rules: readonly Partial<SecurityRule>[]): NetworkSecurityGroup {
  return { ...securityGroup(), rules: rules.map(out), defaultRules: DEFAULTS };
}

function judged(
  rules: readonly Partial<SecurityRule>[],
  changes: Partial<FactValues> = {},
  subnet: NodeSubnet = nodeSubnet(),
) {
  return judge(nsgAllowsOutbound, {
    cluster: CLUSTER_IN_SUBNET,
    nodeNetwork: network({ ...subnet, networkSecurityGroup: group(...rules) }),
    backupExtensions: [],
    ...changes,
  });
}

const allowing = (...destinations: readonly string[]) => ({ name: 'allow', priority: 3000, destinations });
const ALL_NEEDED = [
  'Storage',
  'MicrosoftContainerRegistry',
  'AzureFrontDoor.FirstParty',
  'AzureActiveDirectory',
  'AzureResourceManager',
];

test.each<[string, readonly Partial<SecurityRule>[], string, string]>([
  ['with the default rules alone', [], 'satisfied', 'OutboundAllowed'],
  ['that denies everything', [DENY_ALL], 'manual', 'OutboundDenied'],
  ['that denies the Internet', [{ ...DENY_ALL, destinations: ['Internet'] }], 'manual', 'OutboundDenied'],
  ['that denies HTTPS', [{ ...DENY_ALL, ports: ['443'] }], 'manual', 'OutboundDenied'],
  ['that denies a range of ports with HTTPS in it', [{ ...DENY_ALL, ports: ['80-500'] }], 'manual', 'OutboundDenied'],
  ['that denies other ports', [{ ...DENY_ALL, ports: ['22', '25'] }], 'satisfied', 'OutboundAllowed'],
  ['that denies UDP', [{ ...DENY_ALL, protocol: 'Udp' }], 'satisfied', 'OutboundAllowed'],
  ['that denies private addresses', [{ ...DENY_ALL, destinations: ['10.0.0.0/8'] }], 'satisfied', 'OutboundAllowed'],
  ['that denies another service', [{ ...DENY_ALL, destinations: ['Sql'] }], 'satisfied', 'OutboundAllowed'],
  ['that denies other subnets', [{ ...DENY_ALL, sources: ['10.9.0.0/16'] }], 'satisfied', 'OutboundAllowed'],
  ['that denies this subnet', [{ ...DENY_ALL, sources: ['10.240.0.0/16'] }], 'manual', 'OutboundDenied'],
  [
    'that denies a part of this subnet',
    [{ ...DENY_ALL, sources: ['10.240.1.0/24'] }],
    'unknown',
    'OutboundPartlyAllowed',
  ],
  [
    'that denies the storage service',
    [{ ...DENY_ALL, destinations: ['Storage.westeurope'] }],
    'manual',
    'OutboundDenied',
  ],
  [
    'that denies storage elsewhere',
    [{ ...DENY_ALL, destinations: ['Storage.eastus'] }],
    'satisfied',
    'OutboundAllowed',
  ],
  ['that denies public addresses', [{ ...DENY_ALL, destinations: ['20.0.0.0/8'] }], 'unknown', 'OutboundPartlyAllowed'],
  ['that allows all before it denies all', [allowing('*'), DENY_ALL], 'satisfied', 'OutboundAllowed'],
  ['that denies all before it allows all', [{ ...DENY_ALL, priority: 200 }, allowing('*')], 'manual', 'OutboundDenied'],
  ['that allows Azure only', [allowing('AzureCloud'), DENY_ALL], 'unknown', 'OutboundPartlyAllowed'],
  [
    'that allows Azure of this region only',
    [allowing('AzureCloud.westeurope'), DENY_ALL],
    'unknown',
    'OutboundPartlyAllowed',
  ],
  ['that allows Azure of another region', [allowing('AzureCloud.eastus'), DENY_ALL], 'manual', 'OutboundDenied'],
  [
    'that allows each needed service but the configuration',
    [allowing(...ALL_NEEDED), DENY_ALL],
    'manual',
    'OutboundDenied',
  ],
  [
    'that allows each service and Arc',
    [allowing(...ALL_NEEDED, 'AzureArcInfrastructure'), DENY_ALL],
    'unknown',
    'OutboundPartlyAllowed',
  ],
  ['that allows an application security group', [allowing(), DENY_ALL], 'manual', 'OutboundDenied'],
])('a group %s', (_, rules, outcome, reason) => {
  expect(judged(rules)).toMatchObject({ outcome, reason });
});

test('the rule that stops the traffic is named, and the command comes ahead of it', () => {
  const finding = judged([DENY_ALL, { name: 'taken', priority: 3999, access: 'allow', ports: ['53'] }]);
  expect(finding.message).toContain('rule out-deny (priority 4000)');
  expect(finding.outcome === 'manual' && finding.steps[1]).toMatch(
    /^az network nsg rule create --subscription \S+ --resource-group net --nsg-name nodes-nsg --priority 3998 .* --destination-port-ranges 443 --destination-address-prefixes Storage MicrosoftContainerRegistry AzureFrontDoor\.FirstParty AzureActiveDirectory AzureResourceManager AzureCloud Internet$/,
  );
});

test('without a free priority the step says so and prints no command', () => {
  const finding = judged([{ ...DENY_ALL, priority: 100 }]);
  expect(finding.outcome === 'manual' && finding.steps[1]).toContain('to a later priority');
});

describe('an installed extension', () => {
  const { backupExtensions } = READY;

  test('proves that rules for a part are enough for all but the storage account', () => {
    expect(judged([allowing('AzureCloud'), DENY_ALL], { backupExtensions })).toMatchObject({
      outcome: 'satisfied',
      reason: 'ProvenByInstall',
    });
    expect(judged([{ ...DENY_ALL, destinations: ['20.0.0.0/8'] }], { backupExtensions })).toMatchObject({
      outcome: 'unknown',
    });
  });

  test('does not outweigh a rule that stops everything', () => {
    expect(judged([DENY_ALL], { backupExtensions })).toMatchObject({ outcome: 'manual' });
  });

  test.each([
    ['without an identity', { principalId: undefined }],
    ['that failed', { provisioningState: 'Failed' }],
    ['with an error', { errorMessage: 'no such host' }],
  ])('%s proves nothing', (_, changes) => {
    const extensions = backupExtensions.map((each) => ({ ...each, ...changes }));
    expect(judged([allowing('AzureCloud'), DENY_ALL], { backupExtensions: extensions })).toMatchObject({
      outcome: 'unknown',
    });
  });
});

test('behind a default route, the tag VirtualNetwork may hold everything', () => {
  const rules = [allowing('VirtualNetwork'), DENY_ALL];
  expect(judged(rules)).toMatchObject({ outcome: 'manual' });
  expect(judged(rules, {}, THROUGH_FIREWALL)).toMatchObject({ outcome: 'unknown' });
});

test.each<[string, Partial<FactValues>, string, string]>([
  ['a managed network', { nodeNetwork: 'absent' }, 'notApplicable', 'ManagedNetwork'],
  ['a subnet without a group', { nodeNetwork: network(nodeSubnet()) }, 'satisfied', 'NotFiltered'],
])('%s', (_, changes, outcome, reason) => {
  expect(judge(nsgAllowsOutbound, { cluster: CLUSTER_IN_SUBNET, ...changes })).toMatchObject({ outcome, reason });
});

describe('the group that AKS puts on the interfaces', () => {
  const at = (...rules: readonly Partial<SecurityRule>[]): Partial<FactValues> => ({
    cluster: CLUSTER_IN_SUBNET,
    backupExtensions: [],
    nodeNetwork: {
      ...network(nodeSubnet()),
      nodeGroupSecurityGroups: [{ ...group(...rules), id: SECURITY_GROUP_ID, name: 'aks-agentpool-nsg' }],
    },
  });

  test('counts only with a deny that a person added', () => {
    expect(judge(nsgAllowsOutbound, at())).toMatchObject({ outcome: 'satisfied', reason: 'NotFiltered' });
    expect(judge(nsgAllowsOutbound, at(DENY_ALL))).toMatchObject({ outcome: 'manual', reason: 'OutboundDenied' });
  });
});
