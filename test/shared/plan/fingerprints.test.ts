import { describe, expect, test } from 'vitest';
import type { Profile } from '../../../shared/model/profile.ts';
import { targetKey } from '../../../shared/model/target.ts';
import { fingerprintsOf, type GraphRow, type GraphRows } from '../../../shared/plan/fingerprints.ts';
import { graphQueries } from '../../../shared/plan/graph-queries.ts';
import { CLUSTER_ID, PROFILE, SUBSCRIPTION, VAULT_ID } from '../../support/facts.ts';

const NETWORK = `/subscriptions/${SUBSCRIPTION}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v`;
const NSG = `/subscriptions/${SUBSCRIPTION}/resourceGroups/net/providers/Microsoft.Network/networkSecurityGroups/n`;
const TARGET = { clusterId: CLUSTER_ID, profile: PROFILE.name };
const role = (scope: string, principalId: string, condition = ''): GraphRow => ({
  id: scope,
  assignments: 1,
  grants: [`${principalId} /x/reader ${condition}`],
});
const others = (scope: string, assignments: number): GraphRow => ({ id: scope, assignments, grants: ['o /x/reader '] });
const MANAGEMENT = '/providers/Microsoft.Management/managementGroups/m';

const ROWS: GraphRows = {
  clusters: [
    {
      id: CLUSTER_ID.toUpperCase().replace('/SUBSCRIPTIONS', '/subscriptions'),
      tags: { a: 'b' },
      identity: { principalId: 'P-Cluster' },
      properties: {
        provisioningState: 'Succeeded',
        nodeResourceGroup: 'MC_nodes',
        agentPoolProfiles: [
          { name: 'one', count: 3, vnetSubnetID: `${NETWORK}/subnets/nodes` },
          { name: 'two', count: 1 },
        ],
      },
    },
  ],
  extensions: [
    {
      id: `${CLUSTER_ID}/providers/Microsoft.KubernetesConfiguration/extensions/backup`,
      properties: { ExtensionType: 'x', AksAssignedIdentity: { PrincipalId: 'p-extension' }, Statuses: [{ time: 1 }] },
    },
  ],
  roles: [role(VAULT_ID, 'p-cluster'), role(VAULT_ID, 'p-other')],
  resources: [
    { id: VAULT_ID, type: 'vault', identity: { principalId: 'p-vault' }, properties: { a: 1 } },
    { id: PROFILE.storage.accountId, type: 'account', properties: { networkAcls: { bypass: 'None' } } },
    {
      id: NETWORK,
      type: 'Microsoft.Network/virtualNetworks',
      properties: {
        subnets: [
          { id: `${NETWORK}/subnets/nodes`, properties: { networkSecurityGroup: { id: NSG }, ipConfigurations: [1] } },
          { id: `${NETWORK}/subnets/other`, properties: {} },
        ],
      },
    },
    { id: NSG, type: 'Microsoft.Network/networkSecurityGroups', properties: { securityRules: [], subnets: [1] } },
  ],
  groups: [{ id: PROFILE.snapshotGroupId, location: 'westeurope', properties: {} }],
  policies: [],
  instances: [{ id: 'i', properties: { dataSourceInfo: { resourceID: CLUSTER_ID }, currentProtectionState: 'ok' } }],
};

function fingerprint(changes: Partial<GraphRows> = {}, profile: Profile = PROFILE): string | undefined {
  return fingerprintsOf([{ target: TARGET, profile }], { ...ROWS, ...changes }).get(targetKey(TARGET));
}

/** The rows with this text in place of that one, wherever it is. */
function replaced(from: string, to: string): GraphRows {
  const text = JSON.stringify(ROWS);
  expect(text).toContain(from);
  return JSON.parse(text.replaceAll(from, to));
}

const FIRST = fingerprint();

test('there is one', () => {
  expect(FIRST).toMatch(/^[0-9a-f]{64}$/);
});

describe('it changes with', () => {
  test.each<[string, GraphRows]>([
    ['a tag', replaced('"a":"b"', '"a":"c"')],
    ['a pool without nodes', replaced('"count":1', '"count":0')],
    ['a cluster that failed', replaced('"Succeeded"', '"Failed"')],
    ['a setting of the account', replaced('"None"', '"AzureServices"')],
    ['the identity of the vault', replaced('"p-vault"', '"p-vault-2"')],
    ['a rule of the security group', replaced('"securityRules":[]', '"securityRules":[{"name":"deny"}]')],
    ['the state of the backup', replaced('"ok"', '"ProtectionStopped"')],
    ['an extension that is gone', { ...ROWS, extensions: [] }],
    ['an instance that is gone', { ...ROWS, instances: [] }],
    ['another role of the cluster', { ...ROWS, roles: [...ROWS.roles, role(PROFILE.snapshotGroupId, 'p-cluster')] }],
    ['a role of the extension', { ...ROWS, roles: [...ROWS.roles, role(PROFILE.storage.accountId, 'p-extension')] }],
    ['a condition of a role', { ...ROWS, roles: [role(VAULT_ID, 'p-cluster', 'x')] }],
    ['a role above all subscriptions', { ...ROWS, roles: [...ROWS.roles, role(MANAGEMENT, 'p-cluster')] }],
    [
      'a subscription that is full',
      { ...ROWS, roles: [...ROWS.roles, others(`/subscriptions/${SUBSCRIPTION}/resourceGroups/x`, 3_998)] },
    ],
    [
      'a policy of a management group',
      {
        ...ROWS,
        policies: [
          {
            id: '/providers/Microsoft.Management/managementGroups/m/providers/Microsoft.Authorization/policyAssignments/p',
          },
        ],
      },
    ],
    [
      'a policy of the subscription',
      {
        ...ROWS,
        policies: [{ id: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/policyAssignments/p` }],
      },
    ],
  ])('%s', (_, rows) => {
    expect(fingerprint(rows)).toMatch(/^[0-9a-f]{64}$/);
    expect(fingerprint(rows)).not.toBe(FIRST);
  });
});

describe('it stays as it is with', () => {
  test.each<[string, GraphRows]>([
    ['more nodes', replaced('"count":3', '"count":30')],
    ['a cluster that others change', replaced('"Succeeded"', '"Updating"')],
    ['another case', replaced('"p-vault"', '"P-VAULT"')],
    ['later status texts', replaced('"time":1', '"time":2')],
    ['rows in another order', { ...ROWS, resources: ROWS.resources.toReversed() }],
    [
      'pools in another order',
      JSON.parse(JSON.stringify(ROWS), (key, value) => (key === 'agentPoolProfiles' ? value.toReversed() : value)),
    ],
    ['more addresses in use', replaced('"ipConfigurations":[1]', '"ipConfigurations":[1,2]')],
    ['another subnet', replaced('subnets/other', 'subnets/another')],
    ['roles of others', { ...ROWS, roles: [...ROWS.roles, role(VAULT_ID, 'p-neighbour')] }],
    ['roles elsewhere', { ...ROWS, roles: [...ROWS.roles, role(`${VAULT_ID}-2`, 'p-cluster')] }],
    ['a scope in other letters', { ...ROWS, roles: [role(VAULT_ID.toUpperCase(), 'P-CLUSTER')] }],
    ['another subscription that is full', { ...ROWS, roles: [...ROWS.roles, others('/subscriptions/x', 4_000)] }],
    [
      'more assignments of others',
      { ...ROWS, roles: [...ROWS.roles, others(`/subscriptions/${SUBSCRIPTION}/resourceGroups/x`, 3_997)] },
    ],
    [
      'grants in another order',
      { ...ROWS, roles: ROWS.roles.map((row) => ({ ...row, grants: ['o /x/reader ', ...(row.grants as string[])] })) },
    ],
    ['instances of others', { ...ROWS, instances: [...ROWS.instances, { id: 'j', properties: {} }] }],
  ])('%s', (_, rows) => {
    expect(fingerprint(rows)).toBe(FIRST);
  });
});

describe('there is none without', () => {
  test.each<[string, GraphRows]>([
    ['the cluster', { ...ROWS, clusters: [] }],
    ['the account', { ...ROWS, resources: ROWS.resources.filter(({ type }) => type !== 'account') }],
    ['the snapshot group', { ...ROWS, groups: [] }],
    ['the network', replaced(`"id":"${NETWORK}"`, '"id":"x"')],
    ['its security group', replaced(`"id":"${NSG}","type"`, '"id":"x","type"')],
    ['any role of its identities', { ...ROWS, roles: [role(VAULT_ID, 'p-other')] }],
  ])('%s', (_, rows) => {
    expect(fingerprint(rows)).toBeUndefined();
  });
});

test('queries name each resource of the profiles once, as a literal', () => {
  const { resources, groups } = graphQueries([PROFILE, { ...PROFILE, name: 'other' }]);
  expect(resources.split(VAULT_ID)).toHaveLength(2);
  expect(groups).toContain(`'${PROFILE.snapshotGroupId}'`);
});
