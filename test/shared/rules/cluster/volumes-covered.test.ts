import { expect, test } from 'vitest';
import { VOLUME_KINDS, type VolumeKind } from '../../../../shared/model/inspection.ts';
import { volumesCovered } from '../../../../shared/rules/cluster/volumes-covered.ts';
import { CLUSTER_ID, known, READY, SIGHT } from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';

const leftOut = (...kinds: readonly VolumeKind[]) => ({
  volumesLeftOut: kinds.length,
  leftOut: kinds.map((kind, index) => `${kind} pvc-${index} shop/data-${index}`),
  leftOutKinds: [...new Set(kinds)],
});

test.each<[string, Partial<typeof SIGHT>, string, string]>([
  ['every volume is a supported disk', {}, 'satisfied', 'AllCovered'],
  ['there are no volumes', { volumes: 0 }, 'satisfied', 'AllCovered'],
  ['a volume is left out', leftOut('AzureFiles'), 'manual', 'VolumesLeftOut'],
  [
    'a volume is left out of those that were seen',
    { ...leftOut('AzureBlob'), everyVolumeSeen: false },
    'manual',
    'VolumesLeftOut',
  ],
  ['not all were seen, and none of those is left out', { everyVolumeSeen: false }, 'unknown', 'InspectionIncomplete'],
  ['they could not be listed', { volumes: null, everyVolumeSeen: false }, 'unknown', 'InspectionIncomplete'],
])('%s', (_, changes, outcome, reason) => {
  const finding = judge(volumesCovered, { inspection: { ...SIGHT, ...changes } });
  expect(finding).toMatchObject({ outcome, reason, severity: 'recommended' });
});

test.each<[VolumeKind, string]>([
  ['InTreeAzureDisk', 'csi-migrate-in-tree-volumes'],
  ['AzureFiles', 'only shares over SMB'],
  ['AzureBlob', 'blob-backup-overview'],
  ['UnsupportedDisk', 'support-matrix'],
  ['NoStorageClass', 'storage class'],
  ['OtherDriver', 'other drivers'],
])('%s comes with what to do about it', (kind, advice) => {
  const finding = judge(volumesCovered, { inspection: { ...SIGHT, ...leftOut(kind) } });
  expect(finding).toMatchObject({ steps: [expect.stringContaining(advice)] });
});

test('of many, three are named, all are counted, and each kind comes with one step', () => {
  const inspection = { ...SIGHT, volumes: 20, ...leftOut(...VOLUME_KINDS, 'AzureFiles') };
  expect(judge(volumesCovered, { inspection })).toMatchObject({
    message:
      '7 of 20 persistent volumes would not be backed up: InTreeAzureDisk pvc-0 shop/data-0, AzureFiles pvc-1 shop/data-1, AzureBlob pvc-2 shop/data-2 and 4 more.',
    steps: VOLUME_KINDS.map(() => expect.any(String)),
    evidence: { leftOut: inspection.leftOut, volumes: 20 },
  });
});

test.each([
  ['off', 'unknown', 'InspectionDisabled'],
  ['due', 'missing', 'AssessmentPending'],
] as const)('an inspection that is %s', (inspection, outcome, reason) => {
  expect(judge(volumesCovered, { inspection })).toMatchObject({ outcome, reason });
});

test('all three rules ask for the same look', () => {
  expect(judge(volumesCovered, { inspection: 'due' })).toMatchObject({
    remedy: { kind: 'clusterInspection', clusterId: CLUSTER_ID },
  });
});

test('an inspection that failed leaves it unknown', () => {
  const failure = { class: 'conflict', code: 'OperationNotAllowed', message: 'busy' } as const;
  const facts = { ...known(READY), inspection: { state: 'unknown', failure, sources: [] } } as const;
  expect(judgeFacts(volumesCovered, facts)).toMatchObject({ outcome: 'unknown', reason: 'OperationNotAllowed' });
});
