import { expect, test } from 'vitest';
import { collect } from '../../../shared/facts/collect.ts';
import type { ArmResult } from '../../../shared/ports/arm.ts';
import { answered, armThat, FORBIDDEN } from '../../support/arm-port.ts';
import { BACKUP_INSTANCE, PROFILE } from '../../support/facts.ts';
import { TARGET } from '../../support/record.ts';

const POINT = { time: '2026-01-01T00:00:00Z', stores: ['OperationalStore'] };

async function pointsOf(instances: ArmResult<unknown>, listRecoveryPoints: ArmResult<unknown> = answered([POINT])) {
  const { arm, calls } = armThat({
    listBackupInstancesOf: instances,
    listBackupInstances: answered([]),
    listRecoveryPoints,
  });
  const { recoveryPoints } = await collect(['recoveryPoints'], { target: TARGET, profile: PROFILE, arm });
  return { fact: recoveryPoints, asked: calls.filter((name) => name === 'listRecoveryPoints').length };
}

test.each([
  ['no instance', [], 'notNeeded', 0],
  ['an instance of another vault', [{ ...BACKUP_INSTANCE, vaultId: undefined }], 'notNeeded', 0],
  ['an instance', [BACKUP_INSTANCE], [POINT], 1],
  ['two instances', [BACKUP_INSTANCE, { ...BACKUP_INSTANCE, armId: '/2', name: '2' }], [POINT, POINT], 2],
])('with %s', async (_, instances, value, times) => {
  const { fact, asked } = await pointsOf(answered(instances));
  expect(fact).toMatchObject({ state: 'known', value });
  expect(asked).toBe(times);
});

test.each([
  ['the instances', FORBIDDEN, answered([POINT])],
  ['the recovery points', answered([BACKUP_INSTANCE]), FORBIDDEN],
])('without %s they are unknown', async (_, instances, points) => {
  expect((await pointsOf(instances, points)).fact).toMatchObject({ state: 'unknown' });
});
