import { expect, test } from 'vitest';
import type { FactValues } from '../../../../shared/model/fact.ts';
import { parseResourceGroupId, parseStorageAccountId, type ResourceId } from '../../../../shared/model/resource-id.ts';
import { sharesCovered } from '../../../../shared/rules/cluster/shares-covered.ts';
import {
  CLUSTER_PRINCIPAL,
  forbidden,
  holdings,
  known,
  must,
  PROFILE,
  READY,
  SIGHT,
  SUBSCRIPTION,
  SUBSCRIPTION_ID,
} from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';

const account = (group: string, name: string) =>
  must(
    parseStorageAccountId(
      `/subscriptions/${SUBSCRIPTION}/resourceGroups/${group}/providers/Microsoft.Storage/storageAccounts/${name}`,
    ),
  );
const IN_DATA = account('rg-data', 'stdata');
const IN_NODE_GROUP = account('MC_apps_shop_westeurope', 'fabc');
const SHARES = { ...SIGHT, shares: 2, shareAccounts: ['rg-data/stdata'] };
const role = (...scopes: readonly ResourceId[]) =>
  holdings(CLUSTER_PRINCIPAL, ...scopes.map((scope) => ['Storage File Data Privileged Contributor', scope] as const));
const HELD = role(IN_DATA);
const lock = (scope: ResourceId) => ({ armId: '/l', name: 'keep', scope, level: 'CanNotDelete', notes: undefined });
const { shares: _, ...FORMER } = SIGHT;

test.each<[string, Partial<FactValues>, string, string]>([
  ['there are none', { inspection: SIGHT }, 'satisfied', 'NoShares'],
  ['there may be some', { inspection: { ...SIGHT, everyVolumeSeen: false } }, 'unknown', 'InspectionIncomplete'],
  ['the role is held on the account', { inspection: SHARES, clusterHoldings: HELD }, 'satisfied', 'SharesCovered'],
  [
    'the role is held above',
    { inspection: SHARES, clusterHoldings: role(SUBSCRIPTION_ID) },
    'satisfied',
    'SharesCovered',
  ],
  [
    'the account is in the group of the nodes',
    { inspection: { ...SHARES, shareAccounts: ['/fabc'] }, clusterHoldings: role(IN_NODE_GROUP) },
    'satisfied',
    'SharesCovered',
  ],
  ['the role is not held', { inspection: SHARES }, 'manual', 'RoleNotHeld'],
  [
    'the role is held on one of two accounts',
    { inspection: { ...SHARES, shareAccounts: ['rg-data/stdata', '/fabc'] }, clusterHoldings: HELD },
    'manual',
    'RoleNotHeld',
  ],
  [
    'the role is held under a condition',
    {
      inspection: SHARES,
      clusterHoldings: { ...HELD, assignments: HELD.assignments.map((each) => ({ ...each, hasCondition: true })) },
    },
    'manual',
    'RoleNotHeld',
  ],
  [
    'Owner is held, which gives no data',
    { inspection: SHARES, clusterHoldings: holdings(CLUSTER_PRINCIPAL, ['Owner', SUBSCRIPTION_ID]) },
    'manual',
    'RoleNotHeld',
  ],
  [
    'a lock is on the account',
    { inspection: SHARES, clusterHoldings: HELD, locks: [lock(IN_DATA)] },
    'manual',
    'AccountLocked',
  ],
  [
    'a lock is elsewhere',
    { inspection: SHARES, clusterHoldings: HELD, locks: [lock(IN_NODE_GROUP)] },
    'satisfied',
    'SharesCovered',
  ],
  ['the driver is too old', { inspection: { ...SHARES, shareDriver: '1.31.9' } }, 'manual', 'DriverTooOld'],
  [
    'the driver is just new enough',
    { inspection: { ...SHARES, shareDriver: '1.32.0' }, clusterHoldings: HELD },
    'satisfied',
    'SharesCovered',
  ],
  [
    'the driver has another major version',
    { inspection: { ...SHARES, shareDriver: '2.0.0' }, clusterHoldings: HELD },
    'satisfied',
    'SharesCovered',
  ],
  ['the driver was not seen', { inspection: { ...SHARES, shareDriver: null } }, 'unknown', 'InspectionIncomplete'],
  [
    'an account was not made out',
    { inspection: { ...SHARES, shareAccounts: null } },
    'unknown',
    'InspectionIncomplete',
  ],
  ['no account was listed', { inspection: { ...SHARES, shareAccounts: [] } }, 'unknown', 'InspectionIncomplete'],
  [
    'not every volume was seen',
    { inspection: { ...SHARES, everyVolumeSeen: false }, clusterHoldings: HELD },
    'unknown',
    'InspectionIncomplete',
  ],
  ['the volumes could not be listed', { inspection: { ...SHARES, volumes: null } }, 'unknown', 'InspectionIncomplete'],
  ['they were not looked for then', { inspection: FORMER }, 'unknown', 'InspectionIncomplete'],
  ['the cluster has no identity', { inspection: SHARES, clusterHoldings: 'absent' }, 'blocked', 'Blocked'],
  ['nobody looks inside', { inspection: 'off' }, 'blocked', 'Blocked'],
  ['it is time to look inside', { inspection: 'due' }, 'blocked', 'Blocked'],
])('%s', (_, changes, outcome, reason) => {
  expect(judge(sharesCovered, changes)).toMatchObject({ outcome, reason, severity: 'recommended' });
});

test('the step gives the role to the cluster, on each account without it', () => {
  const finding = judge(sharesCovered, { inspection: { ...SHARES, shareAccounts: ['rg-data/stdata', '/fabc'] } });
  expect(finding).toMatchObject({
    steps: [expect.stringContaining(`--scope ${IN_DATA}`), expect.stringContaining(`--scope ${IN_NODE_GROUP}`)],
  });
});

test('roles in a subscription that is not read are not known', () => {
  const elsewhere = must(parseResourceGroupId('/subscriptions/99999999-2222-3333-4444-555555555555/resourceGroups/s'));
  const profile = { ...PROFILE, snapshotGroupId: elsewhere };
  expect(judge(sharesCovered, { inspection: SHARES }, profile)).toMatchObject({
    outcome: 'unknown',
    reason: 'RolesInOtherSubscription',
  });
});

test.each(['inspection', 'clusterHoldings', 'locks'] as const)('is unknown without %s', (need) => {
  expect(judgeFacts(sharesCovered, { ...known(READY), ...forbidden(need) }).outcome).toBe('unknown');
});
