import { describe, expect, test } from 'vitest';
import { parseVaultId } from '../../../../shared/model/resource-id.ts';
import { vaultPlace } from '../../../../shared/rules/cluster/vault-place.ts';
import { vaultSubscription } from '../../../../shared/rules/cluster/vault-subscription.ts';
import { CLUSTER, must, PROFILE, SUBSCRIPTION, VAULT } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';

const elsewhereId = must(parseVaultId(VAULT.armId.replace(SUBSCRIPTION, '99999999-2222-3333-4444-555555555555')));
const elsewhere = { ...VAULT, id: elsewhereId };
const tenantId = CLUSTER.identity?.tenantId;

describe('vault-place', () => {
  test.each([
    ['in the region and subscription of the cluster', VAULT, 'satisfied', 'LocationMatch'],
    ['in the region, spelt otherwise', { ...VAULT, location: 'West Europe' }, 'satisfied', 'LocationMatch'],
    ['in another region', { ...VAULT, location: 'northeurope' }, 'manual', 'VaultInOtherRegion'],
    ['in another subscription of the tenant', { ...elsewhere, tenantId }, 'satisfied', 'LocationMatch'],
    ['in another tenant', { ...elsewhere, tenantId: 'another' }, 'manual', 'TenantMismatch'],
    ['in a tenant that is not told', { ...elsewhere, tenantId: undefined }, 'unknown', 'VaultTenantNotReturned'],
    ['in its subscription, with no tenant told', { ...VAULT, tenantId: undefined }, 'satisfied', 'LocationMatch'],
    ['not there', 'absent', 'blocked', 'Blocked'],
  ] as const)('a vault %s', (_, vault, outcome, reason) => {
    expect(judge(vaultPlace, { vault })).toMatchObject({ outcome, reason });
  });
});

describe('vault-subscription', () => {
  test.each([
    ['the same', PROFILE, 'satisfied'],
    ['another', { ...PROFILE, vaultId: elsewhereId }, 'manual'],
  ])('%s: %s', (_, profile, outcome) => {
    expect(judge(vaultSubscription, {}, profile)).toMatchObject({ outcome, severity: 'recommended' });
  });
});
