import { expect, test } from 'vitest';
import { CHANGES } from '../../../shared/changes/index.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { ROLES } from '../../../shared/model/roles.ts';
import { confirmCarriedOut } from '../../../shared/remediate/confirm-carried-out.ts';
import { answered, armThat, FORBIDDEN, GONE } from '../../support/arm-port.ts';
import { satisfiedFinding } from '../../support/conditions.ts';
import { assignment, SNAPSHOT_GROUP_ID, VAULT_PRINCIPAL } from '../../support/facts.ts';

const remedy = {
  kind: 'roleGrant',
  scope: SNAPSHOT_GROUP_ID,
  principalId: VAULT_PRINCIPAL,
  holder: 'vault',
  role: 'Reader',
  roleDefinitionGuid: ROLES.Reader,
} as const;
const missing: Finding = { ...satisfiedFinding(), outcome: 'missing', remedy };
const once = { [CHANGES.roleGrant.key(remedy)]: { carriedOut: 1, failures: 0 } };

test('a grant that the list does not show yet, but that is there by its name, is satisfied', async () => {
  const { arm } = armThat({ getRoleAssignment: answered(assignment(VAULT_PRINCIPAL, 'Reader', SNAPSHOT_GROUP_ID)) });
  const [finding] = await confirmCarriedOut([missing], once, arm);
  expect(finding).toMatchObject({ outcome: 'satisfied', reason: 'ReadByName' });
  expect(finding).not.toHaveProperty('remedy');
});

test.each([
  ['is not there', GONE],
  ['cannot be read', FORBIDDEN],
])('a grant that %s stays missing', async (_, answer) => {
  const { arm } = armThat({ getRoleAssignment: answer });
  expect(await confirmCarriedOut([missing], once, arm)).toEqual([missing]);
});

// The list that was read does not show it, and a PUT would take the condition away.
test('a grant that got a condition since is for a person', async () => {
  const under = { ...assignment(VAULT_PRINCIPAL, 'Reader', SNAPSHOT_GROUP_ID), hasCondition: true };
  const { arm } = armThat({ getRoleAssignment: answered(under) });
  const [finding] = await confirmCarriedOut([missing], once, arm);
  expect(finding).toMatchObject({
    outcome: 'manual',
    reason: 'ConditionalAssignment',
    message: expect.stringContaining(under.armId),
    steps: expect.arrayContaining([expect.stringContaining('az role assignment delete')]),
  });
  expect(finding).not.toHaveProperty('remedy');
});

test('what was never carried out is not asked for', async () => {
  const { arm, calls } = armThat({});
  expect(await confirmCarriedOut([missing, satisfiedFinding()], {}, arm)).toEqual([missing, satisfiedFinding()]);
  expect(calls).toEqual([]);
});
