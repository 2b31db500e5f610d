import { describe, expect, test } from 'vitest';
import type { Lock } from '../../../../shared/model/azure.ts';
import { nodeGroupOf, parseResourceId, type ResourceId } from '../../../../shared/model/resource-id.ts';
import { nodeGroupUnlocked } from '../../../../shared/rules/platform/node-group-unlocked.ts';
import { snapshotGroupUnlocked } from '../../../../shared/rules/platform/snapshot-group-unlocked.ts';
import { writtenScopesUnlocked } from '../../../../shared/rules/platform/written-scopes-unlocked.ts';
import {
  CLUSTER,
  CLUSTER_ID,
  forbidden,
  known,
  must,
  READY,
  SNAPSHOT_GROUP_ID,
  STORAGE_ACCOUNT_ID,
  SUBSCRIPTION_ID,
  VAULT_ID,
} from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';

const snapshot = must(parseResourceId(`${SNAPSHOT_GROUP_ID}/providers/Microsoft.Compute/snapshots/one`));
const beside = must(parseResourceId(`${SNAPSHOT_GROUP_ID}-2`));

function lock(scope: ResourceId, level: string): Lock {
  const armId = `${scope}/providers/Microsoft.Authorization/locks/keep`;
  return { armId, name: 'keep', scope, level, notes: 'asked for by audit' };
}

describe('snapshot-group-unlocked', () => {
  test.each([
    ['no lock at all', [], 'satisfied'],
    ['a lock on the group', [lock(SNAPSHOT_GROUP_ID, 'CanNotDelete')], 'manual'],
    ['a read-only lock on the group', [lock(SNAPSHOT_GROUP_ID, 'ReadOnly')], 'manual'],
    ['a lock on the subscription above', [lock(SUBSCRIPTION_ID, 'CanNotDelete')], 'manual'],
    ['a lock on a snapshot in it', [lock(snapshot, 'CanNotDelete')], 'manual'],
    ['a lock on another group with a longer name', [lock(beside, 'ReadOnly')], 'satisfied'],
    ['a lock on the cluster', [lock(CLUSTER_ID, 'ReadOnly')], 'satisfied'],
  ] as const)('%s: %s', (_, locks, outcome) => {
    expect(judge(snapshotGroupUnlocked, { locks })).toMatchObject({ outcome });
  });
});

describe('written-scopes-unlocked', () => {
  test.each([
    ['no lock at all', [], 'satisfied'],
    ['a read-only lock on the cluster', [lock(CLUSTER_ID, 'ReadOnly')], 'manual'],
    ['a read-only lock on the vault', [lock(VAULT_ID, 'readonly')], 'manual'],
    ['a read-only lock on the account', [lock(STORAGE_ACCOUNT_ID, 'ReadOnly')], 'manual'],
    ['a read-only lock on the subscription', [lock(SUBSCRIPTION_ID, 'ReadOnly')], 'manual'],
    ['a lock against deletion, which stops no write', [lock(CLUSTER_ID, 'CanNotDelete')], 'satisfied'],
    ['a lock of a kind that is not known', [lock(CLUSTER_ID, 'NotSpecified')], 'manual'],
    ['a lock on the snapshot group, which has a rule of its own', [lock(SNAPSHOT_GROUP_ID, 'ReadOnly')], 'satisfied'],
  ] as const)('%s: %s', (_, locks, outcome) => {
    expect(judge(writtenScopesUnlocked, { locks })).toMatchObject({ outcome });
  });
});

describe('node-group-unlocked', () => {
  const nodes = must(nodeGroupOf(CLUSTER_ID, CLUSTER.nodeResourceGroup));
  const inside = must(parseResourceId(`${nodes}/providers/Microsoft.Network/loadBalancers/kubernetes`));

  test.each([
    ['no lock at all', [], 'satisfied'],
    ['a read-only lock on the group', [lock(nodes, 'ReadOnly')], 'manual'],
    ['a read-only lock on the subscription', [lock(SUBSCRIPTION_ID, 'ReadOnly')], 'manual'],
    ['a lock of a kind that is not known', [lock(nodes, 'NotSpecified')], 'manual'],
    ['a lock against deletion, which stops no write', [lock(nodes, 'CanNotDelete')], 'satisfied'],
    ['a lock on one thing in it', [lock(inside, 'ReadOnly')], 'satisfied'],
    ['a lock on the cluster', [lock(CLUSTER_ID, 'ReadOnly')], 'satisfied'],
  ] as const)('%s: %s', (_, locks, outcome) => {
    expect(judge(nodeGroupUnlocked, { locks })).toMatchObject({ outcome });
  });

  test('is unknown where Azure does not return the group', () => {
    const cluster = { ...CLUSTER, nodeResourceGroup: undefined };
    expect(judge(nodeGroupUnlocked, { cluster })).toMatchObject({ outcome: 'unknown', reason: 'NodeGroupNotReturned' });
  });
});

const LOCK_RULES = [snapshotGroupUnlocked, writtenScopesUnlocked, nodeGroupUnlocked];

test.each(LOCK_RULES)('$slug says which lock, where, and what its notes are', (rule) => {
  const finding = judge(rule, { locks: [lock(SUBSCRIPTION_ID, 'ReadOnly')] });
  expect(finding).toMatchObject({
    message: expect.stringContaining('asked for by audit'),
    steps: [
      expect.stringContaining(`${SUBSCRIPTION_ID}/providers/Microsoft.Authorization/locks/keep`),
      expect.stringMatching(/^If nothing speaks against it/),
      expect.stringMatching(/^az lock delete --subscription \S+ --ids \S+\/locks\/keep$/),
    ],
  });
});

test.each(LOCK_RULES)('$slug is unknown where locks may not be read', (rule) => {
  expect(judgeFacts(rule, { ...known(READY), ...forbidden('locks') })).toMatchObject({ outcome: 'unknown' });
});
