import { describe, expect, test } from 'vitest';
import type { PrincipalId } from '../../../../shared/model/azure.ts';
import type { FactValues } from '../../../../shared/model/fact.ts';
import {
  parseResourceGroupId,
  parseResourceId,
  parseStorageAccountId,
  type ResourceId,
} from '../../../../shared/model/resource-id.ts';
import { ROLES, type RoleName } from '../../../../shared/model/roles.ts';
import { clusterWritesSnapshotGroup } from '../../../../shared/rules/identity/cluster-writes-snapshot-group.ts';
import { extensionWritesContainer } from '../../../../shared/rules/identity/extension-writes-container.ts';
import { vaultManagesStagingAccount } from '../../../../shared/rules/identity/vault-manages-staging-account.ts';
import { vaultMovesDisks } from '../../../../shared/rules/identity/vault-moves-disks.ts';
import { vaultOwnsStagingBlobs } from '../../../../shared/rules/identity/vault-owns-staging-blobs.ts';
import { vaultReadsCluster } from '../../../../shared/rules/identity/vault-reads-cluster.ts';
import { vaultReadsContainer } from '../../../../shared/rules/identity/vault-reads-container.ts';
import { vaultReadsSnapshotGroup } from '../../../../shared/rules/identity/vault-reads-snapshot-group.ts';
import { vaultUsesSnapshots } from '../../../../shared/rules/identity/vault-uses-snapshots.ts';
import { vaultWritesStagingGroup } from '../../../../shared/rules/identity/vault-writes-staging-group.ts';
import { atLeastOne } from '../../../support/at-least-one.ts';
import {
  assignment,
  CLUSTER,
  CLUSTER_ID,
  CLUSTER_PRINCIPAL,
  EXTENSION_PRINCIPAL,
  holdings,
  must,
  PROFILE,
  READY,
  SNAPSHOT_GROUP_ID,
  STORAGE_ACCOUNT_ID,
  SUBSCRIPTION,
  SUBSCRIPTION_ID,
  VAULT_PRINCIPAL,
} from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';

const vault = { need: 'vaultHoldings', principal: VAULT_PRINCIPAL } as const;
const cluster = { need: 'clusterHoldings', principal: CLUSTER_PRINCIPAL } as const;
const extension = { need: 'extensionHoldings', principal: EXTENSION_PRINCIPAL } as const;

// The seven rows of Microsoft's table, each with the roles that give as much and those that only
// seem to.
const ROWS = [
  {
    rule: vaultReadsCluster,
    ...vault,
    role: 'Reader',
    scope: CLUSTER_ID,
    enough: ['Contributor', 'Owner'],
    tooLittle: ['Storage Blob Data Owner'],
  },
  {
    rule: vaultReadsSnapshotGroup,
    ...vault,
    role: 'Reader',
    scope: SNAPSHOT_GROUP_ID,
    enough: ['Contributor', 'Owner'],
    tooLittle: ['Disk Snapshot Contributor'],
  },
  {
    rule: clusterWritesSnapshotGroup,
    ...cluster,
    role: 'Contributor',
    scope: SNAPSHOT_GROUP_ID,
    enough: ['Owner'],
    tooLittle: ['Reader', 'Disk Snapshot Contributor'],
  },
  {
    rule: extensionWritesContainer,
    ...extension,
    role: 'Storage Blob Data Contributor',
    scope: STORAGE_ACCOUNT_ID,
    enough: ['Storage Blob Data Owner'],
    tooLittle: ['Storage Blob Data Reader', 'Contributor', 'Owner'],
  },
  {
    rule: vaultMovesDisks,
    ...vault,
    role: 'Data Operator for Managed Disks',
    scope: SNAPSHOT_GROUP_ID,
    enough: [],
    tooLittle: ['Owner', 'Contributor', 'Disk Snapshot Contributor'],
  },
  {
    rule: vaultUsesSnapshots,
    ...vault,
    role: 'Disk Snapshot Contributor',
    scope: SNAPSHOT_GROUP_ID,
    enough: ['Contributor', 'Owner'],
    tooLittle: ['Reader', 'Data Operator for Managed Disks'],
  },
  {
    rule: vaultReadsContainer,
    ...vault,
    role: 'Storage Blob Data Reader',
    scope: STORAGE_ACCOUNT_ID,
    enough: ['Storage Blob Data Contributor', 'Storage Blob Data Owner'],
    tooLittle: ['Reader', 'Contributor', 'Owner'],
  },
] as const;

describe.each(ROWS)('$rule.slug', ({ rule, need, principal, role, scope, enough, tooLittle }) => {
  const withGrants = (...grants: readonly (readonly [RoleName, ResourceId])[]): Partial<FactValues> => ({
    [need]: holdings(principal, ...grants),
  });

  test('is satisfied by the role itself', () => {
    expect(judge(rule, withGrants([role, scope]))).toMatchObject({
      outcome: 'satisfied',
      reason: 'RoleAssignmentPresent',
    });
  });

  test('is satisfied by the role on a scope above', () => {
    expect(judge(rule, withGrants([role, SUBSCRIPTION_ID]))).toMatchObject({ outcome: 'satisfied' });
  });

  test('is satisfied by the role itself, and by each that implies it', () => {
    for (const held of [role, ...enough])
      expect(judge(rule, withGrants([held, scope])), held).toMatchObject({ outcome: 'satisfied' });
  });

  test('is not satisfied by a role that is too little', () => {
    for (const held of atLeastOne(tooLittle))
      expect(judge(rule, withGrants([held, scope])), held).toMatchObject({ outcome: 'missing' });
  });

  test('asks for exactly the missing grant', () => {
    expect(judge(rule, withGrants())).toMatchObject({
      outcome: 'missing',
      reason: 'RoleAssignmentMissing',
      remedy: { kind: 'roleGrant', scope, principalId: principal, role, roleDefinitionGuid: ROLES[role] },
    });
  });

  test('a role on a scope below, or beside it with a longer name, does not count', () => {
    const below = must(parseResourceId(`${CLUSTER_ID}/agentPools/one`));
    const beside = must(parseResourceId(`${scope}-2`));
    expect(judge(rule, withGrants([role, below], [role, beside]))).toMatchObject({ outcome: 'missing' });
  });

  // Azure keeps one assignment of a role to an identity at a scope, and a PUT would take its
  // condition away.
  test('an assignment with a condition does not count, and is for a person to decide on', () => {
    const conditioned = { ...assignment(principal, role, scope), hasCondition: true };
    expect(judge(rule, { [need]: { principalId: principal, assignments: [conditioned] } })).toMatchObject({
      outcome: 'manual',
      reason: 'ConditionalAssignment',
      message: expect.stringContaining(conditioned.armId),
      steps: expect.arrayContaining([
        `az rest --subscription ${SUBSCRIPTION} --method get --url '${conditioned.armId}?api-version=2022-04-01'`,
        `az role assignment delete --subscription ${SUBSCRIPTION} --ids ${conditioned.armId}`,
      ]),
    });
  });

  test.each([
    ['elsewhere', { scope: SUBSCRIPTION_ID }],
    ['of another identity', { principalId: 'ffffffff-0000-4000-8000-000000000009' as PrincipalId }],
  ])('an assignment with a condition %s is not in the way', (_, changes) => {
    const conditioned = { ...assignment(principal, role, scope), hasCondition: true, ...changes };
    expect(judge(rule, { [need]: { principalId: principal, assignments: [conditioned] } })).toMatchObject({
      outcome: 'missing',
    });
  });

  test('an assignment with a condition beside one that reaches further does not matter', () => {
    const conditioned = { ...assignment(principal, role, scope), hasCondition: true };
    const wide = assignment(principal, role, SUBSCRIPTION_ID);
    expect(judge(rule, { [need]: { principalId: principal, assignments: [conditioned, wide] } })).toMatchObject({
      outcome: 'satisfied',
      evidence: { assignment: wide.armId },
    });
  });
});

test.each([vaultReadsCluster, vaultReadsSnapshotGroup, vaultMovesDisks, vaultUsesSnapshots, vaultReadsContainer])(
  '$slug waits for the identity of the vault',
  (rule) => {
    expect(judge(rule, { vaultHoldings: 'absent' })).toMatchObject({ outcome: 'blocked', by: ['BKS-401'] });
  },
);

test.each([vaultMovesDisks, vaultUsesSnapshots, vaultReadsContainer])(
  '$slug is not asked for where backups stay snapshots',
  (rule) => {
    const bare = { vaultHoldings: holdings(VAULT_PRINCIPAL) };
    expect(judge(rule, bare, { ...PROFILE, tier: 'operational' })).toMatchObject({ outcome: 'notApplicable' });
  },
);

describe('the identity of the cluster', () => {
  test('a cluster under a service principal waits for a managed identity', () => {
    const changes = { cluster: { ...CLUSTER, identity: undefined }, clusterHoldings: 'absent' } as const;
    expect(judge(clusterWritesSnapshotGroup, changes)).toMatchObject({ outcome: 'blocked', by: ['BKS-203'] });
  });

  test('an identity without a principal is waited for', () => {
    const identity = { type: 'UserAssigned', principalId: undefined, tenantId: undefined };
    const changes = { cluster: { ...CLUSTER, identity }, clusterHoldings: 'absent' } as const;
    expect(judge(clusterWritesSnapshotGroup, changes)).toMatchObject({
      outcome: 'pending',
      reason: 'PrincipalPending',
    });
  });
});

describe('the identity of the extension', () => {
  test('is waited for while the extension is not installed', () => {
    const changes = { backupExtensions: [], extensionHoldings: 'absent' } as const;
    expect(judge(extensionWritesContainer, changes)).toMatchObject({ outcome: 'blocked', by: ['BKS-301'] });
  });

  test('may appear later than the install ends', () => {
    const [installed] = READY.backupExtensions.map((one) => ({ ...one, principalId: undefined }));
    const changes = { backupExtensions: [must(installed)], extensionHoldings: 'absent' } as const;
    expect(judge(extensionWritesContainer, changes)).toMatchObject({
      outcome: 'pending',
      reason: 'ExtensionIdentityPending',
    });
  });
});

test('only the legacy role on the storage account is not enough, and is reported', () => {
  const extensionHoldings = holdings(EXTENSION_PRINCIPAL, ['Storage Account Contributor', STORAGE_ACCOUNT_ID]);
  expect(judge(extensionWritesContainer, { extensionHoldings })).toMatchObject({
    outcome: 'missing',
    reason: 'OnlyLegacyRole',
    remedy: { role: 'Storage Blob Data Contributor' },
  });
});

test.each([vaultReadsSnapshotGroup, clusterWritesSnapshotGroup, vaultMovesDisks, vaultUsesSnapshots])(
  '$slug waits for the snapshot group',
  (rule) => {
    expect(judge(rule, { snapshotGroup: 'absent' })).toMatchObject({ outcome: 'blocked', by: ['BKS-111'] });
  },
);

test.each([vaultReadsContainer, extensionWritesContainer])('$slug waits for the storage account', (rule) => {
  expect(judge(rule, { storageAccount: 'absent' })).toMatchObject({ outcome: 'blocked', by: ['BKS-501'] });
});

describe('the roles for restores', () => {
  const staging = {
    groupId: must(parseResourceGroupId(`${SUBSCRIPTION_ID}/resourceGroups/staging`)),
    accountId: must(parseStorageAccountId(STORAGE_ACCOUNT_ID.replace('shopbackups', 'staging'))),
  };
  const profile = { ...PROFILE, staging };

  test.each([
    [vaultWritesStagingGroup, 'Contributor', staging.groupId, ['Owner'], ['Reader']],
    [vaultManagesStagingAccount, 'Storage Account Contributor', staging.accountId, ['Contributor'], ['Reader']],
    [
      vaultOwnsStagingBlobs,
      'Storage Blob Data Owner',
      staging.accountId,
      [],
      ['Owner', 'Storage Blob Data Contributor'],
    ],
  ] as const)('$slug', (rule, role, scope, enough, tooLittle) => {
    const holding = (...grants: readonly (readonly [RoleName, ResourceId])[]) => ({
      vaultHoldings: holdings(VAULT_PRINCIPAL, ...grants),
    });
    expect(judge(rule, {}, PROFILE)).toMatchObject({ outcome: 'notApplicable', reason: 'NoStaging' });
    expect(judge(rule, holding(), profile)).toMatchObject({ outcome: 'missing', remedy: { role, scope } });
    expect(judge(rule, holding([role, scope]), profile)).toMatchObject({ outcome: 'satisfied' });
    for (const higher of enough) expect(judge(rule, holding([higher, scope]), profile).outcome).toBe('satisfied');
    for (const other of tooLittle) expect(judge(rule, holding([other, scope]), profile).outcome).toBe('missing');
    expect(judge(rule, { vaultHoldings: 'absent' }, profile)).toMatchObject({ outcome: 'blocked', by: ['BKS-401'] });
  });
});
