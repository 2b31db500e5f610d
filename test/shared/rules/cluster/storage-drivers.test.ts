import { expect, test } from 'vitest';
import { storageDrivers } from '../../../../shared/rules/cluster/storage-drivers.ts';
import { CLUSTER, CLUSTER_ID } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';

test.each([
  ['both on', { diskCsiDriver: true, snapshotController: true }, 'satisfied', 'On'],
  ['the driver off', { diskCsiDriver: false, snapshotController: true }, 'missing', 'Off'],
  ['the controller off', { diskCsiDriver: true, snapshotController: false }, 'missing', 'Off'],
  ['both off', { diskCsiDriver: false, snapshotController: false }, 'missing', 'Off'],
  ['one off, one not told', { diskCsiDriver: false, snapshotController: undefined }, 'missing', 'Off'],
  ['one on, one not told', { diskCsiDriver: true, snapshotController: undefined }, 'unknown', 'NotTold'],
  ['nothing told', { diskCsiDriver: undefined, snapshotController: undefined }, 'unknown', 'NotTold'],
  ['no such block', undefined, 'unknown', 'NotTold'],
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
