import { expect, test } from 'vitest';
import { storageDrivers } from '../../../../shared/rules/cluster/storage-drivers.ts';
import { CLUSTER, CLUSTER_ID } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';

test.each([
  ['both on', { diskCsiDriver: true, snapshotController: true }, 'satisfied', 'CsiDriversEnabled'],
  ['the driver off', { diskCsiDriver: false, snapshotController: true }, 'missing', 'CsiDriverDisabled'],
  ['the controller off', { diskCsiDriver: true, snapshotController: false }, 'missing', 'CsiDriverDisabled'],
  ['both off', { diskCsiDriver: false, snapshotController: false }, 'missing', 'CsiDriverDisabled'],
  [
    'one off, one not returned',
    { diskCsiDriver: false, snapshotController: undefined },
    'missing',
    'CsiDriverDisabled',
  ],
  ['one on, one not returned', { diskCsiDriver: true, snapshotController: undefined }, 'unknown', 'SettingNotReturned'],
  ['nothing told', { diskCsiDriver: undefined, snapshotController: undefined }, 'unknown', 'SettingNotReturned'],
  ['no such block', undefined, 'unknown', 'SettingNotReturned'],
])('%s', (_, drivers, outcome, reason) => {
  const cluster = { ...CLUSTER, storageDrivers: drivers };
  expect(judge(storageDrivers, { cluster })).toMatchObject({ outcome, reason });
});

test('the remedy is an update of the cluster', () => {
  const cluster = { ...CLUSTER, storageDrivers: { diskCsiDriver: false, snapshotController: true } };
  expect(judge(storageDrivers, { cluster })).toMatchObject({
    message: expect.stringContaining('CSI disk driver of cluster'),
    remedy: { kind: 'storageDrivers', clusterId: CLUSTER_ID },
  });
});
