/**
 * Azure Backup refuses a cluster that Backstay found ready, once for each of its codes: rule and
 * step are shown, it is mended, and confirmed.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { VAULT_ID } from '../../../local/demo/world.ts';
import { DEFAULT_KINDS } from '../../../shared/changes/index.ts';
import { wake } from '../../../shared/reconcile/reconcile.ts';
import { friendlyNameOf, requestFor } from '../../../shared/rules/protection/request.ts';
import { passesByItself, rulesOfCode, SERVICE_CODES } from '../../../shared/rules/protection/service-codes.ts';
import { backupInstanceName, instanceBody } from '../../../shared/steps/instance-body.ts';
import { policyBody } from '../../../shared/steps/policy-body.ts';
import { atLeastOne } from '../../support/at-least-one.ts';
import { must, PROTECTION } from '../../support/facts.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';

const READER_IS_MISSING = 'KubernetesBackupListExtensionsError';
const CONFIRM = {
  protect: { policy: { strategy: 'week' } },
  allow: [...DEFAULT_KINDS, 'backupPolicy'],
  approve: [],
};
const PROTECT = { ...CONFIRM, allow: [...CONFIRM.allow, 'backupInstance'] };

let world: VirtualWorld;
afterEach(() => world.close());

const finding = async (ruleId: string) =>
  must((await world.state())?.conditions.find((condition) => condition.ruleId === ruleId));
const verdict = async () => (await world.state())?.verdict;
const isReady = async () => (await verdict()) === 'Ready';
const verdicts = () => world.story.flatMap(({ body }) => (body.type === 'verdictChanged' ? [body.to] : []));
const sent = (path: RegExp) => world.requests.filter(({ call }) => path.test(call));

async function start(profile: Readonly<Record<string, unknown>>): Promise<void> {
  world = await createVirtualWorld({ profile });
  await world.prepare();
  await world.createCluster();
}

function refuse(path: string, code: string, count = 1): void {
  const fault = { path, when: { kind: 'next', count }, fault: { kind: 'backupRefused', code } };
  world.arm.faults.add(fault as Parameters<typeof world.arm.faults.add>[0]);
}

test.each(atLeastOne(SERVICE_CODES))('%s: refused with its rule and step, mended, confirmed', async (code) => {
  await start(CONFIRM);
  refuse('**/validateForBackup', code);
  await world.pass(async () => (await world.state())?.validation !== undefined, 2);

  expect(verdicts()).not.toContain('Ready');
  const refused = await finding('BKS-702');
  expect(refused.reason).toBe(code);
  expect(refused.message).toContain(code);
  if (passesByItself(code)) {
    expect(refused.outcome).toBe('pending');
    expect(await verdict()).toBe('Remediating');
  } else {
    const rules = rulesOfCode(code);
    expect(refused).toMatchObject({ outcome: 'manual', evidence: { code, rulesThatShouldHaveSeenIt: rules } });
    const steps = 'steps' in refused ? (refused.steps ?? []) : [];
    expect(steps.join('\n')).toContain(must(rules[0]));
    expect(steps.some((step) => step.startsWith('az ') || step.startsWith('Exempt'))).toBe(true);
    expect(await world.state()).toMatchObject({ verdict: 'NeedsPerson', verdictReason: code });
  }
  await world.pass(isReady, 2);
  expect(await finding('BKS-702')).toMatchObject({ outcome: 'satisfied', reason: 'Confirmed' });
  expect(sent(/^POST .*validateForBackup$/i)).toHaveLength(2);
});

describe('a backup instance in error', () => {
  const instance = () => world.arm.state.backupInstances.all()[0];
  const state = () => instance()?.properties.currentProtectionState;
  const isConfigured = () => state() === 'ProtectionConfigured';

  /**
   * Reader of the vault on the cluster is gone, and Azure Backup has noticed. The event of it wakes
   * Backstay.
   */
  async function takeReader(): Promise<void> {
    refuse('**/sync', READER_IS_MISSING);
    await notice();
    const { principalId } = must(world.arm.state.backupVaults.get(VAULT_ID)).identity;
    const reader = world.arm.state.roleAssignments
      .all()
      .find(({ properties }) => properties.principalId === principalId && /managedClusters/i.test(properties.scope));
    await world.send('DELETE', must(reader).id, '2022-04-01');
  }

  async function notice(): Promise<void> {
    await world.send('POST', `${must(instance()).id}/sync`, '2024-04-01', { syncType: 'Default' });
    await world.pass(() => state() === 'ProtectionError', 0.1);
    world.story.length = 0;
    world.cards.length = 0;
    world.requests.length = 0;
  }

  test('is left to the finding that explains it: the cause is mended first, then Azure Backup checks again', async () => {
    await start(PROTECT);
    await world.pass(isConfigured, 3);
    await world.pass(isReady, 1);
    await takeReader();
    await world.pass(async () => isConfigured() && (await isReady()), 2);
    const changes = world.story.flatMap(({ body }) => (body.type === 'findingsChanged' ? body.changes : []));
    expect(changes.filter(({ ruleId }) => ruleId === 'BKS-702').map(({ to }) => to)).toEqual(['blocked', 'satisfied']);
    expect(changes.filter(({ ruleId }) => ruleId === 'BKS-411').map(({ to }) => to)).toEqual(['missing', 'satisfied']);
    expect(await finding('BKS-702')).toMatchObject({ outcome: 'satisfied', reason: 'ConfirmedByInstance' });
    expect(await finding('BKS-703')).toMatchObject({ outcome: 'satisfied', reason: 'Protected' });
    expect(verdicts()).not.toContain('NeedsPerson');
    expect(verdicts()).not.toContain('Failed');
    expect(sent(/^POST .*\/sync$/i)).toHaveLength(1);
  });

  test('that stays in error although its rules are satisfied is for an operator, with code, rules and steps', async () => {
    await start(PROTECT);
    await world.pass(isConfigured, 3);
    await world.pass(isReady, 1);
    refuse('**/sync', READER_IS_MISSING, 1000);
    await notice();
    await wake(world.target, undefined, world.ports);
    await world.pass(async () => (await verdict()) === 'NeedsPerson', 2);
    const refused = await finding('BKS-702');
    expect(refused).toMatchObject({
      outcome: 'manual',
      reason: READER_IS_MISSING,
      evidence: { rulesThatShouldHaveSeenIt: ['BKS-411'] },
    });
    expect(JSON.stringify(refused)).toContain('az role assignment list');
    expect(verdicts()).not.toContain('Failed');
    // Azure Backup checks again calmly, and cards are few.
    await world.pass(() => false, 1.2);
    expect(sent(/^POST .*\/sync$/i).length).toBeLessThan(10);
    expect(world.cards.length).toBeLessThan(3);
    expect(await verdict()).toBe('NeedsPerson');
    world.arm.faults.clear();
    await world.pass(isReady, 3);
    expect(await finding('BKS-702')).toMatchObject({ outcome: 'satisfied' });
    expect(isConfigured()).toBe(true);
  });

  test('of a profile that does not protect: Backstay mends the cause, and the next backup of Azure clears the error', async () => {
    await start({});
    await world.pass(isReady, 3);
    await protectByPerson();
    await world.pass(isConfigured, 0.1);
    await takeReader();
    await world.pass(async () => (await finding('BKS-411')).outcome === 'satisfied', 2);
    await world.pass(async () => (await finding('BKS-702')).outcome === 'manual', 2);
    const refused = await finding('BKS-702');
    expect(JSON.stringify(refused)).toContain('the next backup that succeeds clears the error');
    expect(sent(/^POST .*\/sync$/i)).toEqual([]);
    await world.pass(isReady, 26);
    expect(isConfigured()).toBe(true);
    expect(await finding('BKS-702')).toMatchObject({ outcome: 'notApplicable' });
    expect(await finding('BKS-703')).toMatchObject({ outcome: 'satisfied', reason: 'Protected' });
  });

  test('whose cause an operator accepts is not waited for in silence: someone is asked, until the cause is gone', async () => {
    const accept = [{ rule: 'BKS-112', reason: 'The lock stays.', owner: 'storage', until: '2026-05-31' }];
    await start({ ...PROTECT, accept });
    await world.pass(isConfigured, 3);
    await world.pass(isReady, 1);
    const lock = `${must(world.ports.profiles[0]).snapshotGroupId}/providers/Microsoft.Authorization/locks/keep`;
    await world.send('PUT', lock, '2020-05-01', { properties: { level: 'CanNotDelete' } });
    await notice();
    await wake(world.target, undefined, world.ports);
    await world.pass(async () => (await verdict()) === 'NeedsPerson', 2);
    expect(await finding('BKS-112')).toMatchObject({ outcome: 'manual', accepted: { owner: 'storage' } });
    const asked = await finding('BKS-702');
    expect(asked).toMatchObject({ outcome: 'manual', reason: 'CauseAccepted' });
    expect(asked.message).toContain('UserErrorSnapshotResourceGroupHasLocks');
    expect(await world.state()).toMatchObject({ verdictReason: 'CauseAccepted' });
    expect(world.cards.length).toBeGreaterThan(0);
    await world.pass(() => false, 24);
    expect(await verdict()).toBe('NeedsPerson');
    expect(verdicts()).not.toContain('Ready');

    await world.send('DELETE', lock, '2020-05-01');
    await world.pass(isReady, 24);
    expect(isConfigured()).toBe(true);
  });

  /** As the portal does it. */
  async function protectByPerson(): Promise<void> {
    const { target, ports, azure } = world;
    const profile = must(ports.profiles[0]);
    const [cluster, vault] = await Promise.all([azure.getCluster(target.clusterId), azure.getVault(profile.vaultId)]);
    if (!cluster.ok || !vault.ok) throw new Error('not read');
    const plan = { ...PROTECTION, policy: { name: 'daily' } };
    const request = requestFor(cluster.value, vault.value, profile, plan);
    await world.send('PUT', `${VAULT_ID}/backupPolicies/daily`, '2024-04-01', policyBody('week'));
    const body = { properties: instanceBody(request, friendlyNameOf(cluster.value)) };
    const id = `${VAULT_ID}/backupInstances/${backupInstanceName(cluster.value.id)}`;
    const { status } = await world.send('PUT', id, '2024-04-01', body);
    expect(status).toBe(201);
  }
});
