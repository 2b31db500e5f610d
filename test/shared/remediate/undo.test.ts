/** Taking back: only what is still as it was written, and with one write. */
import { describe, expect, test } from 'vitest';
import { CHANGES } from '../../../shared/changes/index.ts';
import type { Undoes } from '../../../shared/model/plan.ts';
import type { Remedy, RemedyKind } from '../../../shared/model/remedy.ts';
import { ROLES } from '../../../shared/model/roles.ts';
import { workOf } from '../../../shared/remediate/work-of.ts';
import { answered, armThat, CONFLICT, FORBIDDEN, GONE, refused } from '../../support/arm-port.ts';
import {
  assignment,
  CLUSTER_ID,
  must,
  READY,
  SNAPSHOT_GROUP_ID,
  STORAGE_ACCOUNT,
  STORAGE_ACCOUNT_ID,
  VAULT,
  VAULT_PRINCIPAL,
} from '../../support/facts.ts';
import { SECURITY_GROUP_ID, securityGroup } from '../../support/network.ts';
import { ASSIGNMENT } from '../../support/policies.ts';

const BACKUP = 'dataprotection-microsoft';
const ROLE = 'Microsoft.DataProtection/backupVaults/backup-operator';
const REMEDIES = {
  roleGrant: {
    kind: 'roleGrant',
    scope: SNAPSHOT_GROUP_ID,
    principalId: VAULT_PRINCIPAL,
    holder: 'vault',
    role: 'Reader',
    roleDefinitionGuid: ROLES.Reader,
  },
  trustedAccessBinding: {
    kind: 'trustedAccessBinding',
    clusterId: CLUSTER_ID,
    name: 'backstay-0',
    sourceResourceId: VAULT.armId,
    roles: [ROLE],
  },
  securityRule: {
    kind: 'securityRule',
    networkSecurityGroupId: SECURITY_GROUP_ID,
    name: 'backstay-allow-azurebackup',
    priority: 4096,
    serviceTag: 'AzureBackup',
  },
  storageBypass: { kind: 'storageBypass', accountId: STORAGE_ACCOUNT_ID },
  backupExtension: { kind: 'backupExtension', clusterId: CLUSTER_ID, name: 'azure-aks-backup', settings: { a: 'b' } },
  policyExclusion: {
    kind: 'policyExclusion',
    assignmentId: ASSIGNMENT.armId,
    parameter: 'excludedNamespaces',
    namespaces: ['kube-system', BACKUP],
  },
} as const satisfies { readonly [K in RemedyKind]?: Remedy };
type Kind = keyof typeof REMEDIES;

const UNDOES: { readonly [K in Kind]?: Partial<Undoes> } = {
  storageBypass: { before: { bypass: ['Logging'] } },
  policyExclusion: { before: { namespaces: ['kube-system'], setByAssignment: true } },
};

function work(kind: Kind, undoes: Partial<Undoes> = UNDOES[kind] ?? {}) {
  const remedy = REMEDIES[kind];
  const action = { key: 'k', ruleIds: [], remedy, text: '', risk: 'harmless', permissions: [] } as const;
  return workOf({ ...action, undoes: { sequence: 2, ...undoes } });
}

type Answers = Parameters<typeof armThat>[0];
const DONE = answered({ done: true } as const);
const running = answered({ done: false, operationUrl: 'https://arm/op', retryAfterSeconds: 7 } as const);

const held = assignment(VAULT_PRINCIPAL, 'Reader', SNAPSHOT_GROUP_ID);
const bindingWith = (changes: object) =>
  answered({ ...must(READY.trustedAccessRoleBindings[0]), name: 'backstay-0', roles: [ROLE], ...changes });
const BOUND = bindingWith({});
const rule = (changes: object = {}) =>
  answered(securityGroup({ name: 'backstay-allow-azurebackup', priority: 4096, sources: ['AzureBackup'], ...changes }));
const account = (...bypass: readonly string[]) =>
  answered({ ...STORAGE_ACCOUNT, firewall: { defaultAction: 'Deny', bypass, resourceIds: [] } });
const rules = (...bypass: readonly string[]) =>
  answered({
    account: { ...STORAGE_ACCOUNT, firewall: { defaultAction: 'Deny', bypass, resourceIds: [] } },
    rules: {},
  });
const extensionWith = (changes: object) =>
  answered([{ ...must(READY.backupExtensions[0]), settings: { a: 'b', more: 'c' }, ...changes }]);
const INSTALLED = extensionWith({});
const NONE = answered([]);
const policy = (value?: unknown) =>
  answered({
    assignment: { ...ASSIGNMENT, parameters: value === undefined ? {} : { excludedNamespaces: value } },
    body: { properties: { parameters: value === undefined ? {} : { excludedNamespaces: { value } } } },
  });
const FREE: Answers = { listExtensions: INSTALLED };

describe('carrying out', () => {
  test.each<[Kind, string, Answers, object, string | undefined]>([
    [
      'roleGrant',
      'removed',
      { getRoleAssignment: answered(held), deleteRoleAssignment: DONE },
      { status: 'applied', after: { removed: true } },
      'deleteRoleAssignment',
    ],
    ['roleGrant', 'gone', { getRoleAssignment: GONE }, { status: 'alreadyDone' }, undefined],
    [
      'roleGrant',
      'under a condition',
      { getRoleAssignment: answered({ ...held, hasCondition: true }) },
      { failure: { code: 'ResourceChanged', class: 'permanent' } },
      undefined,
    ],
    [
      'roleGrant',
      'of another role',
      { getRoleAssignment: answered({ ...held, roleDefinitionGuid: 'x' }) },
      { failure: { code: 'ResourceChanged' } },
      undefined,
    ],
    [
      'roleGrant',
      'of another principal',
      { getRoleAssignment: answered({ ...held, principalId: 'x' }) },
      { failure: { code: 'ResourceChanged' } },
      undefined,
    ],
    [
      'roleGrant',
      'not to be read',
      { getRoleAssignment: FORBIDDEN },
      { failure: { code: 'ResourceUnreadable', class: 'forbidden' } },
      undefined,
    ],
    [
      'roleGrant',
      'locked',
      { getRoleAssignment: answered(held), deleteRoleAssignment: refused({ class: 'forbidden', code: 'ScopeLocked' }) },
      { failure: { code: 'ScopeLocked' } },
      'deleteRoleAssignment',
    ],
    [
      'trustedAccessBinding',
      'taken on',
      { getTrustedAccessRoleBinding: BOUND, deleteTrustedAccessRoleBinding: running },
      { status: 'running', operationUrl: undefined },
      'deleteTrustedAccessRoleBinding',
    ],
    [
      'trustedAccessBinding',
      'in conflict',
      { getTrustedAccessRoleBinding: BOUND, deleteTrustedAccessRoleBinding: CONFLICT },
      { failure: { class: 'conflict' } },
      'deleteTrustedAccessRoleBinding',
    ],
    ['trustedAccessBinding', 'gone', { getTrustedAccessRoleBinding: GONE }, { status: 'alreadyDone' }, undefined],
    [
      'trustedAccessBinding',
      'with a role more',
      { getTrustedAccessRoleBinding: bindingWith({ roles: [ROLE, 'x'] }) },
      { failure: { code: 'ResourceChanged' } },
      undefined,
    ],
    [
      'trustedAccessBinding',
      'of another source',
      { getTrustedAccessRoleBinding: bindingWith({ sourceResourceId: '/x' }) },
      { failure: { code: 'ResourceChanged' } },
      undefined,
    ],
    [
      'securityRule',
      'removed',
      { getNetworkSecurityGroup: rule(), deleteSecurityRule: DONE },
      { status: 'applied' },
      'deleteSecurityRule',
    ],
    [
      'securityRule',
      'gone',
      { getNetworkSecurityGroup: rule({ name: 'other' }) },
      { status: 'alreadyDone' },
      undefined,
    ],
    ['securityRule', 'gone with its group', { getNetworkSecurityGroup: GONE }, { status: 'alreadyDone' }, undefined],
    [
      'securityRule',
      'of another priority',
      { getNetworkSecurityGroup: rule({ priority: 100 }) },
      { failure: { code: 'ResourceChanged' } },
      undefined,
    ],
    [
      'securityRule',
      'for one more source',
      { getNetworkSecurityGroup: rule({ sources: ['AzureBackup', 'Sql'] }) },
      { failure: { code: 'ResourceChanged' } },
      undefined,
    ],
    [
      'securityRule',
      'for some ports only',
      { getNetworkSecurityGroup: rule({ ports: ['443'] }) },
      { failure: { code: 'ResourceChanged' } },
      undefined,
    ],
    [
      'storageBypass',
      'as before',
      { getNetworkRules: rules('Logging', 'AzureServices'), setStorageBypass: account('Logging') },
      { status: 'applied', before: { bypass: ['Logging', 'AzureServices'] } },
      'setStorageBypass',
    ],
    [
      'storageBypass',
      'taken out by a person',
      { getNetworkRules: rules('Metrics') },
      { status: 'alreadyDone' },
      undefined,
    ],
    [
      'storageBypass',
      'changed',
      { getNetworkRules: rules('Metrics', 'AzureServices') },
      { failure: { code: 'ResourceChanged', class: 'permanent' } },
      undefined,
    ],
    [
      'storageBypass',
      'not to be read',
      { getNetworkRules: FORBIDDEN },
      { failure: { code: 'ResourceUnreadable', class: 'forbidden' } },
      undefined,
    ],
    [
      'policyExclusion',
      'as before',
      { getPolicyAssignment: policy(['kube-system', BACKUP]), putPolicyAssignment: DONE },
      { status: 'applied', after: { namespaces: ['kube-system'] } },
      'putPolicyAssignment',
    ],
    [
      'policyExclusion',
      'in another order',
      { getPolicyAssignment: policy([BACKUP, 'kube-system']), putPolicyAssignment: DONE },
      { status: 'applied' },
      'putPolicyAssignment',
    ],
    [
      'policyExclusion',
      'taken out by a person',
      { getPolicyAssignment: policy(['kube-system']) },
      { status: 'alreadyDone' },
      undefined,
    ],
    [
      'policyExclusion',
      'gone from the assignment',
      { getPolicyAssignment: policy() },
      { status: 'alreadyDone' },
      undefined,
    ],
    [
      'policyExclusion',
      'with one more',
      { getPolicyAssignment: policy(['kube-system', BACKUP, 'x']) },
      { failure: { code: 'ResourceChanged' } },
      undefined,
    ],
    [
      'policyExclusion',
      'no list',
      { getPolicyAssignment: policy('x') },
      { failure: { code: 'UnreadableParameter' } },
      undefined,
    ],
    [
      'backupExtension',
      'taken on',
      { ...FREE, deleteBackupExtension: running },
      { status: 'running', operationUrl: 'https://arm/op' },
      'deleteBackupExtension',
    ],
    ['backupExtension', 'gone', { listExtensions: NONE }, { status: 'alreadyDone' }, undefined],
    [
      'backupExtension',
      'of another type by now',
      { listExtensions: extensionWith({ otherType: 'microsoft.flux' }) },
      { status: 'alreadyDone' },
      undefined,
    ],
    [
      'backupExtension',
      'under another name',
      { listExtensions: extensionWith({ name: 'x' }) },
      { status: 'alreadyDone' },
      undefined,
    ],
    [
      'backupExtension',
      'with other settings',
      { listExtensions: extensionWith({ settings: { a: 'x' } }) },
      { failure: { code: 'ResourceChanged' } },
      undefined,
    ],
  ])('%s: %s', async (kind, _, answers, expected, write) => {
    const { arm, calls } = armThat(answers);
    expect(await work(kind).apply(arm)).toMatchObject(expected);
    expect(calls.filter((call) => !/^(get|list)/.test(call))).toEqual(write === undefined ? [] : [write]);
  });

  test('a parameter that the assignment left out is left out again', async () => {
    const written: object[] = [];
    const { arm } = armThat({ getPolicyAssignment: policy([BACKUP]) });
    const putPolicyAssignment = async (_: string, body: object) => {
      written.push(body);
      return DONE;
    };
    const keeping = new Proxy(arm, {
      get: (target, name: keyof typeof arm) => (name === 'putPolicyAssignment' ? putPolicyAssignment : target[name]),
    });
    await work('policyExclusion', { before: { namespaces: [], setByAssignment: false } }).apply(keeping);
    expect(written).toEqual([{ properties: { parameters: {} } }]);
  });
});

describe('looking', () => {
  test.each<[Kind, string, Answers, string]>([
    ['roleGrant', 'still there', { getRoleAssignment: answered(held) }, 'absent'],
    ['roleGrant', 'gone', { getRoleAssignment: GONE }, 'done'],
    ['roleGrant', 'not to be read', { getRoleAssignment: FORBIDDEN }, 'unreadable'],
    [
      'trustedAccessBinding',
      'going',
      { getTrustedAccessRoleBinding: bindingWith({ provisioningState: 'Deleting' }) },
      'running',
    ],
    ['trustedAccessBinding', 'still there', { getTrustedAccessRoleBinding: BOUND }, 'absent'],
    ['trustedAccessBinding', 'gone', { getTrustedAccessRoleBinding: GONE }, 'done'],
    ['securityRule', 'going', { getNetworkSecurityGroup: rule({ provisioningState: 'Deleting' }) }, 'running'],
    ['securityRule', 'gone', { getNetworkSecurityGroup: rule({ name: 'x' }) }, 'done'],
    ['storageBypass', 'still there', { getStorageAccount: account('AzureServices') }, 'absent'],
    ['storageBypass', 'out again', { getStorageAccount: account() }, 'done'],
    ['policyExclusion', 'still there', { getPolicyAssignment: policy([BACKUP]) }, 'absent'],
    ['policyExclusion', 'out again', { getPolicyAssignment: policy(['x']) }, 'done'],
    ['backupExtension', 'going', { listExtensions: extensionWith({ provisioningState: 'Deleting' }) }, 'running'],
    ['backupExtension', 'still there', { listExtensions: INSTALLED }, 'absent'],
    ['backupExtension', 'gone', { listExtensions: NONE }, 'done'],
  ])('%s: %s', async (kind, _, answers, state) => {
    expect(await work(kind).observe(armThat(answers).arm)).toMatchObject({ state });
  });
});

test('what is never undone says why in a sentence', () => {
  const reasons = Object.values(CHANGES).flatMap(({ undo }) => ('never' in undo ? [undo.never] : []));
  expect(reasons).toHaveLength(12);
  for (const reason of reasons) expect(reason).toMatch(/^[A-Z].*\.$/);
});
