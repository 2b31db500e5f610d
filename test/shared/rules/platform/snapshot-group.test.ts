import { expect, test } from 'vitest';
import { nodeGroupOf, parseResourceGroupId } from '../../../../shared/model/resource-id.ts';
import { snapshotGroup } from '../../../../shared/rules/platform/snapshot-group.ts';
import { CLUSTER, forbidden, known, must, PROFILE, READY, SNAPSHOT_GROUP_ID } from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';

const group = READY.snapshotGroup === 'absent' ? undefined : READY.snapshotGroup;
const there = must(group);

test.each([
  ['in the region of the cluster', there, 'satisfied', 'ResourcePresent'],
  ['in the same region, spelt otherwise', { ...there, location: 'West Europe' }, 'satisfied', 'ResourcePresent'],
  ['in a state that is not returned', { ...there, provisioningState: undefined }, 'satisfied', 'ResourcePresent'],
  ['in another region', { ...there, location: 'northeurope' }, 'manual', 'SnapshotGroupInOtherRegion'],
  ['being deleted', { ...there, provisioningState: 'Deleting' }, 'pending', 'Deleting'],
  ['not there', 'absent', 'missing', 'NoGroup'],
] as const)('a group %s', (_, value, outcome, reason) => {
  expect(judge(snapshotGroup, { snapshotGroup: value })).toMatchObject({ outcome, reason });
});

test('the remedy makes the group in the region of the cluster', () => {
  expect(judge(snapshotGroup, { snapshotGroup: 'absent' })).toMatchObject({
    remedy: { kind: 'snapshotGroup', groupId: SNAPSHOT_GROUP_ID, location: CLUSTER.location },
  });
});

test('a group in another subscription than the cluster is left to a person, whether it is there or not', () => {
  const elsewhere = SNAPSHOT_GROUP_ID.replace(/[0-9a-f-]{36}/, '99999999-2222-3333-4444-555555555555');
  const profile = { ...PROFILE, snapshotGroupId: must(parseResourceGroupId(elsewhere)) };
  for (const value of [there, 'absent'] as const) {
    expect(judge(snapshotGroup, { snapshotGroup: value }, profile)).toMatchObject({
      outcome: 'manual',
      reason: 'SubscriptionMismatch',
    });
  }
});

test('the node resource group of the cluster is never the snapshot group', () => {
  const profile = { ...PROFILE, snapshotGroupId: must(nodeGroupOf(CLUSTER.id, CLUSTER.nodeResourceGroup)) };
  for (const value of [there, 'absent'] as const) {
    expect(judge(snapshotGroup, { snapshotGroup: value }, profile)).toMatchObject({
      outcome: 'manual',
      reason: 'NodeResourceGroup',
    });
  }
});

test('is unknown where the group may not be read', () => {
  expect(judgeFacts(snapshotGroup, { ...known(READY), ...forbidden('snapshotGroup') })).toMatchObject({
    outcome: 'unknown',
  });
});
