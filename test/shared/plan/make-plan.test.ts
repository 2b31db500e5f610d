import { describe, expect, test } from 'vitest';
import { changeFor } from '../../../shared/changes/index.ts';
import { secondsLater } from '../../../shared/lib/iso-time.ts';
import type { OpenAction } from '../../../shared/model/action.ts';
import type { FactValues } from '../../../shared/model/fact.ts';
import { actionFor } from '../../../shared/plan/action-for.ts';
import { makePlan, type PlanContext } from '../../../shared/plan/make-plan.ts';
import { evaluateRules } from '../../../shared/rules/evaluate-rules.ts';
import { RULES } from '../../../shared/rules/index.ts';
import { BARE, known, must, PROFILE, READY, STORAGE_ACCOUNT_ID, VAULT } from '../../support/facts.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-01T00:05:00.000Z';
const context: PlanContext = { profile: PROFILE, open: [], attempts: {}, now: NOW };
const registered = {
  ...BARE,
  kubernetesConfigurationProvider: READY.kubernetesConfigurationProvider,
  blobContainer: READY.blobContainer,
};

function planFor(values: FactValues, changes: Partial<PlanContext> = {}) {
  return makePlan(evaluateRules(RULES, known(values), PROFILE), { ...context, ...changes });
}

function kinds(plan: ReturnType<typeof planFor>): readonly string[] {
  return plan.actions.map(({ remedy }) => remedy.kind);
}

function running(values: FactValues, kind: string): OpenAction {
  const action = must(planFor(values).actions.find(({ remedy }) => remedy.kind === kind));
  return { action, intendedAt: NOW };
}

test('a bare cluster: everything at once that does not wait for something else', () => {
  const grants = Array.from({ length: 6 }, () => 'roleGrant');
  expect(kinds(planFor(BARE))).toEqual(['providerRegistration', 'blobContainer', ...grants, 'trustedAccessBinding']);
});

test('each action carries what was found before it', () => {
  const withoutDrivers = {
    ...READY,
    cluster: { ...READY.cluster, storageDrivers: { diskCsiDriver: false, snapshotController: true } },
  };
  const profile = { ...PROFILE, allow: ['storageDrivers'] as const };
  expect(planFor(withoutDrivers, { profile }).actions).toMatchObject([
    { before: { finding: 'CsiDriverDisabled', diskCsiDriver: false, snapshotController: true } },
  ]);
});

test('a ready cluster: nothing', () => {
  const plan = planFor(READY);
  expect(plan.actions).toEqual([]);
  expect(plan.skipped).toEqual([]);
});

test('the extension goes before the binding, which waits for the lane of the cluster', () => {
  const plan = planFor(registered);
  expect(kinds(plan).at(-1)).toBe('backupExtension');
  expect(plan.skipped).toMatchObject([
    { reason: 'WriteLockHeld', action: { remedy: { kind: 'trustedAccessBinding' } } },
  ]);
});

test('while a write holds the cluster, grants on other scopes go on and all on the cluster waits', () => {
  const open = [running(registered, 'backupExtension')];
  const plan = planFor(registered, { open });
  expect(plan.actions).toHaveLength(5);
  expect(plan.skipped.map(({ reason }) => reason).sort()).toEqual(['Running', 'WriteLockHeld', 'WriteLockHeld']);
});

test('an observing profile plans nothing', () => {
  const plan = planFor(BARE, { profile: { ...PROFILE, mode: 'observe' } });
  expect(plan.actions).toEqual([]);
  expect(new Set(plan.skipped.map(({ reason }) => reason))).toEqual(new Set(['ObserveMode']));
});

test('on hold nothing is done, however the profile is set', () => {
  for (const mode of ['enforce', 'observe'] as const) {
    const plan = planFor(BARE, { profile: { ...PROFILE, mode }, onHold: true });
    expect(plan.actions).toEqual([]);
    expect(new Set(plan.skipped.map(({ reason }) => reason))).toEqual(new Set(['OnHold']));
  }
});

test('what the profile does not allow is left to people', () => {
  const bareVault = { ...VAULT, identityType: 'None', principalId: undefined };
  const plan = planFor({ ...BARE, vault: bareVault, vaultHoldings: 'absent' });
  const [first, ...others] = plan.skipped;
  expect(first).toMatchObject({ reason: 'ChangeNotAllowed', action: { remedy: { kind: 'vaultIdentity' } } });
  // Actions that stand on the identity wait for it.
  expect(others.map(({ action, unmet }) => [action.remedy.kind, unmet])).toContainEqual([
    'trustedAccessBinding',
    ['BKS-401'],
  ]);
});

describe('an inspection of the cluster', () => {
  const due: FactValues = { ...READY, inspection: 'due', podIdentityInspection: 'due' };
  const looks = (profile: Partial<PlanContext['profile']>) => planFor(due, { profile: { ...PROFILE, ...profile } });

  test('is one action, whichever rules ask for it, and holds up no other', () => {
    expect(planFor(due).actions).toMatchObject([
      { remedy: { kind: 'clusterInspection' }, ruleIds: ['BKS-209', 'BKS-210', 'BKS-211'] },
    ]);
    const plan = planFor({ ...due, trustedAccessRoleBindings: [] });
    expect(kinds(plan)).toEqual(['trustedAccessBinding', 'clusterInspection']);
  });

  test('is allowed by its own switch and by nothing else', () => {
    const denied = looks({ inspectCluster: false, allow: ['clusterInspection'] });
    expect(denied.actions).toEqual([]);
    expect(denied.skipped).toMatchObject([{ reason: 'ChangeNotAllowed' }]);
    expect(kinds(looks({ inspectCluster: true, allow: [] }))).toEqual(['clusterInspection']);
  });

  test('is a write: an observing profile does not look', () => {
    expect(looks({ mode: 'observe' }).skipped).toMatchObject([{ reason: 'ObserveMode' }]);
  });
});

test.each([
  ['before its time', { carriedOut: 0, failures: 1, retryAt: LATER }, 'RetryPending'],
  ['when nothing comes of it', { carriedOut: 3, failures: 0 }, 'NoProgress'],
])('a remedy is not tried %s', (_, tried, reason) => {
  const { key } = running(BARE, 'providerRegistration').action;
  const plan = planFor(BARE, { attempts: { [key]: tried } });
  expect(plan.skipped).toContainEqual(expect.objectContaining({ reason, action: expect.objectContaining({ key }) }));
});

test('what came to nothing again and again is tried again after some hours', () => {
  const { key } = running(BARE, 'providerRegistration').action;
  const tried = { carriedOut: 7, carriedOutAt: NOW, failures: 0 };
  const plan = (seconds: number) => planFor(BARE, { now: secondsLater(NOW, seconds), attempts: { [key]: tried } });
  expect(plan(6 * 3600 - 1).skipped.find(({ action }) => action.key === key)).toMatchObject({ reason: 'NoProgress' });
  expect(plan(6 * 3600).actions.map((action) => action.key)).toContain(key);
});

test('a remedy whose time has come is tried again', () => {
  const { key } = running(BARE, 'providerRegistration').action;
  const plan = planFor(BARE, { now: LATER, attempts: { [key]: { carriedOut: 0, failures: 1, retryAt: LATER } } });
  expect(plan.actions.map((action) => action.key)).toContain(key);
});

test('two rules that want the same remedy get one action', () => {
  const findings = evaluateRules(RULES, known(BARE), PROFILE);
  const first = must(findings.find(({ outcome }) => outcome === 'missing'));
  const plan = makePlan([first, { ...first, ruleId: 'BKS-998' }], { ...context, others: findings });
  expect(plan.actions).toMatchObject([{ ruleIds: [first.ruleId, 'BKS-998'] }]);
});

test('the same findings give the same plan, and another plan another hash', () => {
  expect(planFor(BARE)).toEqual(planFor(BARE));
  expect(planFor(BARE).hash).not.toBe(planFor(registered).hash);
});

test('an action is described by the kind of its change', () => {
  const remedy = { kind: 'blobContainer', accountId: STORAGE_ACCOUNT_ID, container: 'shop' } as const;
  const rights = 'Microsoft.Storage/storageAccounts/blobServices/containers';
  expect(actionFor(remedy, ['BKS-504'])).toEqual({
    key: changeFor(remedy).key(remedy),
    ruleIds: ['BKS-504'],
    remedy,
    text: 'Create container shop in storage account shopbackups',
    risk: 'harmless',
    permissions: [
      { action: `${rights}/write`, scope: STORAGE_ACCOUNT_ID },
      { action: `${rights}/read`, scope: STORAGE_ACCOUNT_ID },
    ],
  });
});
