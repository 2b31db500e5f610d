import { describe, expect, test } from 'vitest';
import type { PrincipalId } from '../../../../shared/model/azure.ts';
import { parseResourceId } from '../../../../shared/model/resource-id.ts';
import { operatorsOwnCluster } from '../../../../shared/rules/identity/operators-own-cluster.ts';
import { operatorsOwnSnapshotGroup } from '../../../../shared/rules/identity/operators-own-snapshot-group.ts';
import { operatorsOwnStorageAccount } from '../../../../shared/rules/identity/operators-own-storage-account.ts';
import { operatorsRunBackups } from '../../../../shared/rules/identity/operators-run-backups.ts';
import {
  CLUSTER_ID,
  forbidden,
  holdings,
  known,
  must,
  READY,
  SNAPSHOT_GROUP_ID,
  STORAGE_ACCOUNT_ID,
  SUBSCRIPTION,
  SUBSCRIPTION_ID,
} from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';

const ANN = 'cccccccc-0000-4000-8000-000000000001' as PrincipalId;
const BEN = 'cccccccc-0000-4000-8000-000000000002' as PrincipalId;
const vaultGroup = must(parseResourceId(`/subscriptions/${SUBSCRIPTION}/resourceGroups/apps`));

const ROWS = [
  { rule: operatorsOwnCluster, role: 'Owner', scope: CLUSTER_ID, less: 'Contributor' },
  { rule: operatorsRunBackups, role: 'Backup Contributor', scope: vaultGroup, less: 'Reader' },
  { rule: operatorsOwnStorageAccount, role: 'Owner', scope: STORAGE_ACCOUNT_ID, less: 'Contributor' },
  { rule: operatorsOwnSnapshotGroup, role: 'Owner', scope: SNAPSHOT_GROUP_ID, less: 'Contributor' },
] as const;

describe.each(ROWS)('$rule.slug', ({ rule, role, scope, less }) => {
  test('is satisfied when all hold the role there or above', () => {
    const operatorHoldings = [holdings(ANN, [role, scope]), holdings(BEN, ['Owner', SUBSCRIPTION_ID])];
    expect(judge(rule, { operatorHoldings })).toMatchObject({ outcome: 'satisfied', severity: 'recommended' });
  });

  test('names who lacks it, and the command; nothing is granted to people', () => {
    const operatorHoldings = [holdings(ANN, [role, scope]), holdings(BEN, [less, scope])];
    expect(judge(rule, { operatorHoldings })).toMatchObject({
      outcome: 'manual',
      reason: 'RoleAssignmentMissing',
      evidence: { lacking: [BEN] },
      steps: [
        `az role assignment create --subscription ${SUBSCRIPTION} --assignee ${BEN} --role ${role.includes(' ') ? `'${role}'` : role} --scope ${scope}`,
      ],
    });
  });

  test('an assignment with a condition does not count', () => {
    const operatorHoldings = [holdings(ANN, [role, scope])].map(({ principalId, assignments }) => ({
      principalId,
      assignments: assignments.map((each) => ({ ...each, hasCondition: true })),
    }));
    expect(judge(rule, { operatorHoldings })).toMatchObject({ outcome: 'manual' });
  });

  test('is not asked where the profile names no operators', () => {
    expect(judge(rule)).toMatchObject({ outcome: 'notApplicable', reason: 'NoOperators' });
  });

  test('is unknown where assignments may not be read', () => {
    expect(judgeFacts(rule, { ...known(READY), ...forbidden('operatorHoldings') })).toMatchObject({
      outcome: 'unknown',
    });
  });
});
