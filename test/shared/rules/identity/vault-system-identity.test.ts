import { expect, test } from 'vitest';
import { vaultSystemIdentity } from '../../../../shared/rules/identity/vault-system-identity.ts';
import { VAULT, VAULT_ID } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';

const MINE = '/subscriptions/s/resourceGroups/apps/providers/Microsoft.ManagedIdentity/userAssignedIdentities/mine';

test.each([
  ['has one', VAULT, 'satisfied', 'SystemAssigned'],
  ['has both kinds', { ...VAULT, identityType: 'SystemAssigned,UserAssigned' }, 'satisfied', 'SystemAssigned'],
  ['has one without a principal yet', { ...VAULT, principalId: undefined }, 'pending', 'PrincipalPending'],
  ['has none', { ...VAULT, identityType: 'None', principalId: undefined }, 'missing', 'NoSystemIdentity'],
  [
    'has only a user-assigned one',
    { ...VAULT, identityType: 'UserAssigned', principalId: undefined },
    'missing',
    'NoSystemIdentity',
  ],
  ['is not there', 'absent' as const, 'manual', 'NoVault'],
])('a vault that %s', (_, vault, outcome, reason) => {
  expect(judge(vaultSystemIdentity, { vault })).toMatchObject({ outcome, reason });
});

test('the remedy keeps the user-assigned identities', () => {
  const vault = { ...VAULT, identityType: 'UserAssigned', principalId: undefined, userAssignedIdentityIds: [MINE] };
  expect(judge(vaultSystemIdentity, { vault })).toMatchObject({
    remedy: {
      kind: 'vaultIdentity',
      vaultId: VAULT_ID,
      identityType: 'SystemAssigned,UserAssigned',
      userAssignedIdentityIds: [MINE],
    },
  });
});
