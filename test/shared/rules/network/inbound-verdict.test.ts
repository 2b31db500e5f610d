import { describe, expect, test } from 'vitest';
import type { SecurityRule } from '../../../../shared/model/network.ts';
import { freePriority } from '../../../../shared/rules/network/free-priority.ts';
import { inboundVerdict } from '../../../../shared/rules/network/inbound-verdict.ts';
import { securityGroup } from '../../../support/network.ts';

type Rules = readonly Partial<SecurityRule>[];
const PREFIXES = ['10.240.0.0/16'];
const from = (...sources: string[]) => ({ sources });
const deny = (priority: number, changes: Partial<SecurityRule> = {}) =>
  ({ name: `deny-${priority}`, access: 'deny', priority, ...changes }) as const;

describe('AzureBackup', () => {
  test.each<[string, Rules, 'allowed' | 'stopped', narrowDenies: number, narrowAllows: number]>([
    ['by nothing', [], 'stopped', 0, 0],
    ['by its tag', [from('AzureBackup')], 'allowed', 0, 0],
    ['by its tag in other letters', [from('azurebackup')], 'allowed', 0, 0],
    ['by its tag among others', [from('Storage', 'AzureBackup')], 'allowed', 0, 0],
    ['by Internet', [from('Internet')], 'allowed', 0, 0],
    ['by *', [from('*')], 'allowed', 0, 0],
    ['by 0.0.0.0/0', [from('0.0.0.0/0')], 'allowed', 0, 0],
    ['by Tcp, which is what it speaks', [{ ...from('AzureBackup'), protocol: 'TCP' }], 'allowed', 0, 0],
    ['by exactly the subnet', [{ ...from('AzureBackup'), destinations: PREFIXES }], 'allowed', 0, 0],
    ['by AzureCloud, which is not said to hold it', [from('AzureCloud')], 'stopped', 0, 0],
    ['by another tag', [from('Storage')], 'stopped', 0, 0],
    ['by private addresses', [from('10.0.0.0/8')], 'stopped', 0, 0],
    ['by the network itself', [from('VirtualNetwork')], 'stopped', 0, 0],
    ['by no source', [from()], 'stopped', 0, 0],
    ['by a rule for what goes out', [{ ...from('AzureBackup'), direction: 'outbound' }], 'stopped', 0, 0],
    ['on one port', [{ ...from('AzureBackup'), ports: ['443'] }], 'stopped', 0, 1],
    ['by UDP', [{ ...from('AzureBackup'), protocol: 'Udp' }], 'stopped', 0, 1],
    ['to one machine', [{ ...from('AzureBackup'), destinations: ['10.240.0.4'] }], 'stopped', 0, 1],
    ['to a group of machines', [{ ...from('AzureBackup'), destinations: [] }], 'stopped', 0, 1],
    ['by the region', [from('AzureBackup.westeurope')], 'stopped', 0, 1],
    ['behind a deny of all', [deny(100), { ...from('AzureBackup'), priority: 200 }], 'stopped', 0, 0],
    ['behind a deny of Internet', [deny(100, from('Internet')), from('AzureBackup')], 'stopped', 0, 0],
    ['behind a deny of itself', [deny(100, from('AzureBackup')), from('*')], 'stopped', 0, 0],
    ['ahead of a deny of all', [deny(300), from('AzureBackup')], 'allowed', 0, 0],
    ['behind a deny of one port', [deny(100, { ports: ['22'] }), from('AzureBackup')], 'allowed', 1, 0],
    ['behind a deny of another tag', [deny(100, from('AzureCloud')), from('AzureBackup')], 'allowed', 1, 0],
    ['behind a deny of public addresses', [deny(100, from('20.0.0.0/8')), from('AzureBackup')], 'allowed', 1, 0],
    ['behind a deny of private addresses', [deny(100, from('192.168.0.0/16')), from('AzureBackup')], 'allowed', 0, 0],
    [
      'behind a deny of the load balancer',
      [deny(100, from('AzureLoadBalancer')), from('AzureBackup')],
      'allowed',
      0,
      0,
    ],
  ])('let in %s', (_, rules, verdict, denies, allows) => {
    const found = inboundVerdict(securityGroup(...rules), 'AzureBackup', PREFIXES);
    expect(found.verdict).toBe(verdict);
    expect(found.narrowDenies).toHaveLength(denies);
    expect(found.narrowAllows).toHaveLength(allows);
  });
});

test('the rule that decides is named', () => {
  expect(inboundVerdict(securityGroup(), 'AzureCloud', []).by).toMatchObject({ name: 'DenyAllInBound' });
  expect(inboundVerdict({ ...securityGroup(), defaultRules: [] }, 'AzureCloud', []).by).toBeUndefined();
});

describe('the priority of a new rule', () => {
  const full = Array.from({ length: 3997 }, (_, index) => ({ ...from('10.0.0.0/8'), priority: 100 + index }));

  test.each<[string, Rules, backup: number | undefined, cloud: number | undefined]>([
    ['in an empty group is the last, and never the same for both', [], 4096, 4095],
    ['is free', [{ ...from('10.0.0.0/8'), priority: 4096 }], 4095, 4094],
    ['may be one of a rule for what goes out', [{ direction: 'outbound', priority: 4096 }], 4096, 4095],
    ['is one for the one that is missing', [{ ...from('AzureBackup'), priority: 100 }], undefined, 4096],
    ['comes ahead of the deny', [deny(500)], 499, 498],
    ['comes ahead of the deny of one of them', [deny(500, from('AzureBackup'))], 499, 4096],
    ['comes behind narrower denies', [deny(498, { ports: ['22'] }), deny(500)], 499, undefined],
    ['is not there ahead of a deny that comes first', [deny(100)], undefined, undefined],
    ['is not there in a full group', full, undefined, undefined],
  ])('%s', (_, rules, backup, cloud) => {
    expect(freePriority(securityGroup(...rules), 'AzureBackup', PREFIXES)).toBe(backup);
    expect(freePriority(securityGroup(...rules), 'AzureCloud', PREFIXES)).toBe(cloud);
  });
});
