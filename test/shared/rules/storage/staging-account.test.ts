import { describe, expect, test } from 'vitest';
import { collect } from '../../../../shared/facts/collect.ts';
import type { FactValues } from '../../../../shared/model/fact.ts';
import type { Profile } from '../../../../shared/model/profile.ts';
import { parseResourceGroupId, parseStorageAccountId } from '../../../../shared/model/resource-id.ts';
import { stagingAccount } from '../../../../shared/rules/storage/staging-account.ts';
import { answered, armThat, FORBIDDEN, GONE } from '../../../support/arm-port.ts';
import { must, PROFILE, READY, STORAGE_ACCOUNT, STORAGE_ACCOUNT_ID, SUBSCRIPTION } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';
import { TARGET } from '../../../support/record.ts';

const STAGED: Profile = {
  ...PROFILE,
  staging: {
    groupId: must(parseResourceGroupId(`/subscriptions/${SUBSCRIPTION}/resourceGroups/staging`)),
    accountId: must(parseStorageAccountId(STORAGE_ACCOUNT_ID.replace('shopbackups', 'staging'))),
  },
};
const SELECTED = { defaultAction: 'Deny', bypass: ['AzureServices'], resourceIds: [], subnets: [], ipRules: [] };
const group = must(READY.snapshotGroup === 'absent' ? undefined : READY.snapshotGroup);

test.each<[string, FactValues['stagingAccount'], string, string]>([
  ['as it has to be', STORAGE_ACCOUNT, 'satisfied', 'RequirementsMet'],
  ['of an older kind', { ...STORAGE_ACCOUNT, kind: 'BlobStorage' }, 'manual', 'RequirementsNotMet'],
  ['of a kind that is not returned', { ...STORAGE_ACCOUNT, kind: undefined }, 'manual', 'RequirementsNotMet'],
  ['in another region', { ...STORAGE_ACCOUNT, location: 'northeurope' }, 'manual', 'RequirementsNotMet'],
  [
    'closed to public networks',
    { ...STORAGE_ACCOUNT, publicNetworkAccess: 'Disabled' },
    'manual',
    'RequirementsNotMet',
  ],
  [
    'behind a perimeter',
    { ...STORAGE_ACCOUNT, publicNetworkAccess: 'SecuredByPerimeter' },
    'manual',
    'RequirementsNotMet',
  ],
  ['open to selected networks only', { ...STORAGE_ACCOUNT, firewall: SELECTED }, 'unknown', 'SelectedNetworks'],
  ['silent on public networks', { ...STORAGE_ACCOUNT, publicNetworkAccess: undefined }, 'satisfied', 'RequirementsMet'],
  ['not there', 'absent', 'manual', 'NoAccount'],
  ['not named', 'notNeeded', 'notApplicable', 'NoStaging'],
])('a staging account that is %s', (_, value, outcome, reason) => {
  expect(judge(stagingAccount, { stagingAccount: value }, STAGED)).toMatchObject({ outcome, reason });
});

describe('reading', () => {
  const read = async (profile: Profile, answers: Parameters<typeof armThat>[0]) => {
    const { arm, calls } = armThat(answers);
    const facts = await collect(['stagingGroup', 'stagingAccount'], { target: TARGET, profile, arm });
    return { facts, calls };
  };

  test('nothing is read where the profile names no staging', async () => {
    const { facts, calls } = await read(PROFILE, {});
    expect(facts).toMatchObject({ stagingGroup: { value: 'notNeeded' }, stagingAccount: { value: 'notNeeded' } });
    expect(calls).toEqual([]);
  });

  test('both are read where it does, and may be absent or unknown', async () => {
    const there = { getResourceGroup: answered(group), getStorageAccount: answered(STORAGE_ACCOUNT) };
    expect((await read(STAGED, there)).facts).toMatchObject({
      stagingGroup: { value: { id: group.id } },
      stagingAccount: { value: { id: STORAGE_ACCOUNT_ID } },
    });
    expect((await read(STAGED, { getResourceGroup: GONE, getStorageAccount: FORBIDDEN })).facts).toMatchObject({
      stagingGroup: { value: 'absent' },
      stagingAccount: { state: 'unknown' },
    });
  });
});
