/** A restore is validated once a month, by Azure Backup, and is on the audit log. */
import { afterEach, expect, test } from 'vitest';
import { verifyChain } from '../../../shared/audit/verify.ts';
import { DEFAULT_KINDS } from '../../../shared/changes/index.ts';
import { summaryOf } from '../../../shared/plan/summary.ts';
import { must } from '../../support/facts.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';

const DRILLING = {
  protect: { policy: { strategy: 'week' }, firstBackup: true },
  restoreDrill: {},
  allow: [...DEFAULT_KINDS, 'backupPolicy', 'backupInstance'],
  approve: [],
};
const CODE = 'UserErrorSnapshotResourceGroupHasLocks';

let world: VirtualWorld;
afterEach(async () => {
  const { entries, head } = world.chains.chainOf(world.target);
  expect(verifyChain(entries, head)).toMatchObject({ ok: true });
  await world.close();
});

async function start(profile: Readonly<Record<string, unknown>> = DRILLING) {
  world = await createVirtualWorld({ profile });
  await world.prepare();
  await world.createCluster();
}

const drill = async () => (await world.state())?.conditions.find(({ ruleId }) => ruleId === 'BKS-706');
const drills = () => world.requests.filter(({ call }) => /^POST .*validateRestore$/i.test(call)).length;
const isConfirmed = async () => (await drill())?.outcome === 'satisfied';

function refuse(count: number): void {
  const fault = {
    path: '**/validateRestore',
    when: { kind: 'next', count },
    fault: { kind: 'backupRefused', code: CODE },
  };
  world.arm.faults.add(fault as Parameters<typeof world.arm.faults.add>[0]);
}

test('the first drill follows the first backup, and the next one comes after a month', async () => {
  await start();
  await world.pass(isConfirmed, 4);
  expect(await drill()).toMatchObject({ reason: 'RestoreConfirmed' });
  expect(drills()).toBe(1);
  expect(summaryOf(must(await world.state()))).toMatchObject({ restoreDrill: 'confirmed', verdict: 'Ready' });
  const kinds = world.story.flatMap(({ body }) => ('action' in body ? [body.action.remedy.kind] : []));
  expect(kinds).toContain('restoreValidation');
  // The recovery point of each day is another one, and no reason for a drill.
  await world.pass(() => false, 29 * 24);
  expect(drills()).toBe(1);
  await world.pass(() => false, 2 * 24);
  expect(drills()).toBe(2);
  expect(await isConfirmed()).toBe(true);
});

test('a refusal is shown with its rule and step, leaves the cluster Ready, and is asked about again', async () => {
  await start();
  await world.pass(async () => (await world.state())?.verdict === 'Ready', 2);
  refuse(2);
  await world.pass(async () => (await drill())?.reason === CODE, 4);
  const refused = must(await drill());
  expect(refused).toMatchObject({
    outcome: 'manual',
    evidence: { code: CODE, rulesThatShouldHaveSeenIt: ['BKS-112'] },
  });
  expect(JSON.stringify(refused)).toContain('az lock list');
  expect(await world.state()).toMatchObject({ verdict: 'Ready' });
  expect(summaryOf(must(await world.state()))).toMatchObject({ restoreDrill: 'refused' });
  await world.pass(isConfirmed, 3 * 24);
  expect(drills()).toBe(3);
});

test.each([
  ['observes', { ...DRILLING, mode: 'observe', confirm: undefined }],
  ['wants no drills', { ...DRILLING, restoreDrill: undefined }],
])('a profile that %s sends none', async (_, profile) => {
  await start(profile);
  await world.pass(() => false, 24);
  expect(drills()).toBe(0);
});
