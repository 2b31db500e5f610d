import { expect, test } from 'vitest';
import type { FactValues } from '../../../../shared/model/fact.ts';
import type { Profile } from '../../../../shared/model/profile.ts';
import { parseResourceGroupId } from '../../../../shared/model/resource-id.ts';
import { stagingGroup } from '../../../../shared/rules/platform/staging-group.ts';
import { must, PROFILE, READY, STORAGE_ACCOUNT_ID, SUBSCRIPTION } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';

const STAGED: Profile = {
  ...PROFILE,
  staging: {
    groupId: must(parseResourceGroupId(`/subscriptions/${SUBSCRIPTION}/resourceGroups/staging`)),
    accountId: STORAGE_ACCOUNT_ID,
  },
};
const group = must(READY.snapshotGroup === 'absent' ? undefined : READY.snapshotGroup);

test.each<[string, FactValues['stagingGroup'], string, string]>([
  ['in the region of the cluster', group, 'satisfied', 'ResourcePresent'],
  ['in the same region, spelt otherwise', { ...group, location: 'West Europe' }, 'satisfied', 'ResourcePresent'],
  ['in another region', { ...group, location: 'northeurope' }, 'manual', 'StagingGroupInOtherRegion'],
  ['being deleted', { ...group, provisioningState: 'Deleting' }, 'pending', 'Deleting'],
  ['not there', 'absent', 'manual', 'NoGroup'],
  ['not named', 'notNeeded', 'notApplicable', 'NoStaging'],
])('a staging group that is %s', (_, value, outcome, reason) => {
  expect(judge(stagingGroup, { stagingGroup: value }, STAGED)).toMatchObject({ outcome, reason });
});
