/**
 * From an event to a protected cluster: Azure Backup confirms, an operator approves, the first
 * backup is followed, and undo keeps it.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { verifyChain } from '../../../shared/audit/verify.ts';
import { DEFAULT_KINDS } from '../../../shared/changes/index.ts';
import { answerApproval } from '../../../shared/commands/answer-approval.ts';
import { planUndo, runUndo } from '../../../shared/commands/undo-target.ts';
import { must } from '../../support/facts.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';

const PERSON = { kind: 'user', objectId: 'd0e1f2a3-0000-4000-8000-00000000000b', tenantId: 't' } as const;
const PROTECT = {
  protect: { policy: { strategy: 'week' }, firstBackup: true },
  allow: [...DEFAULT_KINDS, 'backupPolicy', 'backupInstance'],
};

let world: VirtualWorld;

afterEach(async () => {
  const { entries, head } = world.chains.chainOf(world.target);
  expect(verifyChain(entries, head)).toMatchObject({ ok: true });
  await world.close();
});

async function start(profile: Readonly<Record<string, unknown>> = PROTECT) {
  world = await createVirtualWorld({ profile });
  await world.prepare();
  await world.createCluster();
}

const finding = async (ruleId: string) =>
  must((await world.state())?.conditions.find((condition) => condition.ruleId === ruleId));
const sent = (method: string, path: RegExp) =>
  world.requests.filter(({ call }) => call.startsWith(`${method} `) && path.test(call));
const validations = () => sent('POST', /validateForBackup$/i);

async function approveAll(): Promise<void> {
  for (const { id, answer } of (await world.state())?.approvals ?? []) {
    if (answer !== undefined) continue;
    const { target, ports } = world;
    await answerApproval({ target, approvalId: id, given: 'approved', caller: PERSON }, ports);
  }
}

async function untilProtected(): Promise<void> {
  for (let round = 0; round < 4; round++) {
    await world.pass(() => false, 1);
    await approveAll();
  }
  await world.pass(() => false, 1);
}

test('policy and instance wait for an approval, then the first backup proves the protection', async () => {
  await start();
  await world.pass(() => false, 2);
  expect(await finding('BKS-701')).toMatchObject({ outcome: 'missing', progress: { reason: 'ApprovalPending' } });
  expect(validations()).toEqual([]);
  expect(await world.state()).toMatchObject({ verdict: 'NeedsPerson' });

  await approveAll();
  await world.pass(async () => (await world.state())?.verdict === 'Ready', 2);
  expect(await finding('BKS-702')).toMatchObject({ outcome: 'satisfied', reason: 'Confirmed' });
  expect(validations()).toHaveLength(1);
  expect(sent('PUT', /backupInstances/i)).toEqual([]);

  await world.pass(() => false, 1);
  expect(await finding('BKS-703')).toMatchObject({ outcome: 'missing', progress: { reason: 'ApprovalPending' } });
  await approveAll();
  await world.pass(() => false, 2);
  expect(await finding('BKS-703')).toMatchObject({ outcome: 'satisfied' });
  expect(await finding('BKS-704')).toMatchObject({ outcome: 'satisfied', reason: 'RecoveryPointExists' });
  expect(sent('PUT', /backupInstances/i)).toHaveLength(1);
  expect(sent('PUT', /backupPolicies/i)).toHaveLength(1);
  expect(await world.state()).toMatchObject({ verdict: 'Ready' });
  await world.pass(() => false, 13);
  expect(await finding('BKS-702')).toMatchObject({ reason: 'ConfirmedByInstance' });
  expect(await finding('BKS-703')).toMatchObject({ reason: 'Protected' });
});

test('undo stops the protection, keeps the recovery points, and leaves what they need', async () => {
  await start({ ...PROTECT, approve: [] });
  await untilProtected();
  const points = () => world.arm.state.recoveryPoints.all().length;
  const before = points();
  expect(before).toBeGreaterThan(0);

  const planned = await planUndo(world.target, 'all', world.ports);
  if (planned.kind !== 'shown') throw new Error(JSON.stringify(planned));
  expect(planned.plan.actions.map(({ remedy }) => remedy.kind)).toEqual(['backupInstance']);
  expect(planned.plan.kept.length).toBeGreaterThan(5);
  await runUndo(
    { target: world.target, what: 'all', planId: planned.plan.planId, owner: 'person' },
    PERSON,
    world.ports,
  );
  await world.pass(() => false, 1);
  const [instance] = world.arm.state.backupInstances.all();
  expect(instance?.properties.currentProtectionState).toBe('ProtectionStopped');
  expect(points()).toBe(before);
  expect(sent('DELETE', /./)).toEqual([]);
  expect(await finding('BKS-703')).toMatchObject({ outcome: 'manual', reason: 'ProtectionStopped' });
});

test('an instance that the vault has already is adopted, never doubled', async () => {
  await start({ ...PROTECT, approve: [] });
  await world.pass(async () => (await world.state())?.verdict === 'Ready', 3);
  expect(world.arm.state.backupInstances.all().length).toBeLessThan(2);
  await world.pass(() => false, 24);
  expect(world.arm.state.backupInstances.all()).toHaveLength(1);
  expect(sent('PUT', /backupInstances/i)).toHaveLength(1);
});

describe('Azure Backup refuses', () => {
  const refuse = (code: string, count = 1) =>
    world.arm.faults.add({
      path: '**/validateForBackup',
      when: { kind: 'next', count },
      fault: { kind: 'backupRefused', code },
    } as Parameters<typeof world.arm.faults.add>[0]);

  test('never Ready after a refusal; the operator sees code, rule and step; confirmed after it is mended', async () => {
    await start({ ...PROTECT, approve: [] });
    refuse('KubernetesBackupListExtensionsError');
    await world.pass(() => validations().length > 0, 2);
    await world.pass(() => false, 0.3);
    expect(await world.state()).toMatchObject({
      verdict: 'NeedsPerson',
      verdictReason: 'KubernetesBackupListExtensionsError',
    });
    const refused = await finding('BKS-702');
    expect(refused.message).toContain('The vault lacks Reader on the cluster.');
    expect(JSON.stringify(refused)).toContain('BKS-411');
    expect(JSON.stringify(refused)).toContain('az role assignment list');
    await world.pass(() => false, 2);
    expect(await world.state()).toMatchObject({ verdict: 'Ready' });
    expect(validations().length).toBe(2);
    const verdicts = world.story.flatMap(({ body }) => (body.type === 'verdictChanged' ? [body.to] : []));
    expect(verdicts.filter((verdict) => verdict === 'Ready')).toHaveLength(1);
    expect(verdicts.indexOf('Ready')).toBe(verdicts.length - 1);
  });

  test('a refusal that passes by itself is waited for, and asked about again', async () => {
    await start({ ...PROTECT, approve: [] });
    refuse('UserErrorBackupStorageLocationNotReady', 3);
    await world.pass(async () => (await world.state())?.verdict === 'Ready', 3);
    expect(validations().length).toBe(4);
    const verdicts = world.story.flatMap(({ body }) => (body.type === 'verdictChanged' ? [body.to] : []));
    expect(verdicts).not.toContain('NeedsPerson');
  });

  test('one that does not pass within an hour goes to an operator', async () => {
    await start({ ...PROTECT, approve: [] });
    refuse('UserErrorBackupStorageLocationNotReady', 1000);
    // Once an hour it is being asked about, for about 90 s.
    await world.pass(async () => (await world.state())?.verdict === 'NeedsPerson', 2);
    expect(await world.state()).toMatchObject({ verdict: 'NeedsPerson' });
    await world.pass(() => false, 24);
    // Hourly, and never in a loop.
    expect(validations().length).toBeLessThan(60);
    expect(world.cards.length).toBeLessThan(4);
  });
});

test('an instance in error is synchronized after its cause is gone', async () => {
  await start({ ...PROTECT, approve: [] });
  await untilProtected();
  const { id } = must(world.arm.state.backupInstances.all()[0]);
  const fault = { kind: 'backupRefused', code: 'UserErrorMissingClusterMSIPermissionsOnSnapshotResourceGroup' };
  const once = { path: '**/sync', when: { kind: 'next', count: 1 }, fault };
  world.arm.faults.add(once as Parameters<typeof world.arm.faults.add>[0]);
  await world.send('POST', `${id}/sync`, '2024-04-01', { syncType: 'Default' });
  const state = () => world.arm.state.backupInstances.get(id)?.properties.currentProtectionState;
  await world.pass(() => state() === 'ProtectionError', 0.05);
  expect(state()).toBe('ProtectionError');
  await world.pass(() => false, 24);
  expect(state()).toBe('ProtectionConfigured');
  expect(sent('POST', /\/sync$/i).length).toBeLessThan(4);
  expect(await world.state()).toMatchObject({ verdict: 'Ready' });
});

test('a profile without a policy never asks Azure Backup, and neither does mode observe', async () => {
  await start({});
  await world.pass(async () => (await world.state())?.verdict === 'Ready', 3);
  await world.pass(() => false, 13);
  expect(validations()).toEqual([]);
  expect(await finding('BKS-702')).toMatchObject({ outcome: 'notApplicable', reason: 'ValidationNotConfigured' });
  await world.close();
  await start({ ...PROTECT, mode: 'observe' });
  await world.pass(() => false, 13);
  expect(world.requests.map(({ call }) => call).filter((call) => !/^GET |ResourceGraph/.test(call))).toEqual([]);
});
