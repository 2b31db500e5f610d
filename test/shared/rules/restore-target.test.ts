import { expect, test } from 'vitest';
import type { FactSet, FactValues } from '../../../shared/model/fact.ts';
import type { Profile } from '../../../shared/model/profile.ts';
import { parseResourceGroupId, parseStorageAccountId } from '../../../shared/model/resource-id.ts';
import { evaluateRules } from '../../../shared/rules/evaluate-rules.ts';
import { RULES } from '../../../shared/rules/index.ts';
import {
  assignment,
  BARE,
  forbidden,
  known,
  must,
  PROFILE,
  READY,
  STORAGE_ACCOUNT,
  STORAGE_ACCOUNT_ID,
  SUBSCRIPTION,
} from '../../support/facts.ts';

/** The prerequisites of a target cluster, by the table of roles and the page on restores. */

const groupId = must(parseResourceGroupId(`/subscriptions/${SUBSCRIPTION}/resourceGroups/staging`));
const accountId = must(parseStorageAccountId(STORAGE_ACCOUNT_ID.replace('shopbackups', 'staging')));
const TARGET: Profile = { ...PROFILE, purpose: 'restoreTarget', staging: { groupId, accountId } };

const stagingGroup = { ...must(READY.snapshotGroup === 'absent' ? undefined : READY.snapshotGroup), id: groupId };
const stagingAccount = { ...STORAGE_ACCOUNT, id: accountId, name: 'staging' };
const held = must(READY.vaultHoldings === 'absent' ? undefined : READY.vaultHoldings);
const READY_TARGET: FactValues = {
  ...READY,
  stagingGroup,
  stagingAccount,
  vaultHoldings: {
    ...held,
    assignments: [
      ...held.assignments.filter(({ scope }) => scope !== STORAGE_ACCOUNT_ID),
      assignment(held.principalId, 'Contributor', groupId),
      assignment(held.principalId, 'Storage Account Contributor', accountId),
      assignment(held.principalId, 'Storage Blob Data Owner', accountId),
    ],
  },
};
const NOT_FOR_TARGETS = ['BKS-210', 'BKS-217', 'BKS-218', 'BKS-415', 'BKS-416', 'BKS-417'];
const required = new Set(RULES.filter(({ severity }) => severity === 'required').map(({ id }) => id));

const outcomesOf = (facts: FactSet, profile = TARGET) =>
  new Map(evaluateRules(RULES, facts, profile).map((finding) => [finding.ruleId, finding]));
const openIn = (facts: FactSet, profile = TARGET) =>
  [...outcomesOf(facts, profile).values()]
    .filter(({ ruleId, outcome }) => required.has(ruleId) && outcome !== 'satisfied' && outcome !== 'notApplicable')
    .map(({ ruleId, outcome, reason }) => `${ruleId} ${outcome} ${reason}`);

test('a target with everything is ready, without the roles that move backups into the vault', () => {
  expect(openIn(known(READY_TARGET))).toEqual([]);
  const findings = outcomesOf(known(READY_TARGET));
  for (const ruleId of NOT_FOR_TARGETS)
    expect(findings.get(ruleId as 'BKS-210')).toMatchObject({ outcome: 'notApplicable', reason: 'RestoreTarget' });
  // The same facts are not enough for backups.
  const { purpose: _, ...backups } = TARGET;
  expect(openIn(known(READY_TARGET), backups)).toEqual(['BKS-417 missing RoleAssignmentMissing']);
});

test.each<[string, Partial<FactValues>, readonly string[]]>([
  ['its extension', { backupExtensions: [], extensions: [] }, ['BKS-301', 'BKS-302', 'BKS-303']],
  ['Trusted Access', { trustedAccessRoleBindings: [] }, ['BKS-202']],
  ['the staging group', { stagingGroup: 'absent' }, ['BKS-118', 'BKS-421']],
  ['a staging group in its region', { stagingGroup: { ...stagingGroup, location: 'uksouth' } }, ['BKS-118']],
  ['the staging account', { stagingAccount: 'absent' }, ['BKS-422', 'BKS-423', 'BKS-509']],
  [
    'public access of the staging account',
    { stagingAccount: { ...stagingAccount, publicNetworkAccess: 'Disabled' } },
    ['BKS-509'],
  ],
  ['a staging account in its region', { stagingAccount: { ...stagingAccount, location: 'uksouth' } }, ['BKS-509']],
  [
    'a vault of its region',
    { vault: { ...must(READY.vault === 'absent' ? undefined : READY.vault), location: 'uksouth' } },
    ['BKS-212'],
  ],
  [
    'all roles',
    { vaultHoldings: { ...held, assignments: [] } },
    ['BKS-411', 'BKS-412', 'BKS-421', 'BKS-422', 'BKS-423'],
  ],
])('a target without %s is not ready', (_, changes, ruleIds) => {
  expect(openIn(known({ ...READY_TARGET, ...changes })).map((each) => each.slice(0, 7))).toEqual(ruleIds);
});

test.each(['stagingGroup', 'stagingAccount', 'vault', 'vaultHoldings'] as const)(
  'a target whose %s could not be read is not known to be ready',
  (need) => {
    const open = openIn({ ...known(READY_TARGET), ...forbidden(need) });
    expect(open.length).toBeGreaterThan(0);
    expect(open.every((each) => each.includes(' unknown '))).toBe(true);
  },
);

test('inside a target is nothing that has to be seen for backups', () => {
  const findings = outcomesOf({ ...known(READY_TARGET), ...forbidden('inspection') });
  expect(findings.get('BKS-210')).toMatchObject({ outcome: 'notApplicable' });
});

test('a bare target lacks the three staging roles, and not those of the vault tier', () => {
  const facts = { ...BARE, stagingGroup, stagingAccount };
  const missing = [...outcomesOf(known(facts)).values()].filter(({ outcome }) => outcome === 'missing');
  expect(missing.map(({ ruleId }) => ruleId).filter((ruleId) => ruleId.startsWith('BKS-4'))).toEqual([
    'BKS-411',
    'BKS-412',
    'BKS-413',
    'BKS-421',
    'BKS-422',
    'BKS-423',
  ]);
});
