import { describe, expect, test } from 'vitest';
import type { Inspection } from '../../../../shared/model/inspection.ts';
import { veleroAbsent } from '../../../../shared/rules/cluster/velero-absent.ts';
import { CLUSTER, CLUSTER_ID, forbidden, known, must, PROFILE, READY, SIGHT } from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';

const OTHER = 'backup/velero';
const [extension] = READY.backupExtensions;
const installed = must(extension);

test.each<[string, Partial<typeof SIGHT>, typeof READY.backupExtensions, string, string]>([
  ['only that of the extension', {}, [installed], 'satisfied', 'NoOtherVelero'],
  ['none at all', { velero: [], veleroDefinitions: 0 }, [], 'satisfied', 'NoOtherVelero'],
  [
    'one beside the extension',
    { velero: [...must(SIGHT.velero ?? undefined), OTHER] },
    [installed],
    'manual',
    'AnotherVelero',
  ],
  ['one before the extension', { velero: [OTHER] }, [], 'manual', 'AnotherVelero'],
  [
    'one in a namespace of a similar name',
    { velero: ['dataprotection-microsoft-2/velero'] },
    [installed],
    'manual',
    'AnotherVelero',
  ],
  [
    'that of an extension in another namespace',
    { velero: ['azure-backup/velero'] },
    [{ ...installed, releaseNamespace: 'azure-backup' }],
    'satisfied',
    'NoOtherVelero',
  ],
  [
    'that of an extension whose namespace is not returned',
    {},
    [{ ...installed, releaseNamespace: undefined }],
    'satisfied',
    'NoOtherVelero',
  ],
  ['definitions without a use', { velero: [], veleroDefinitions: 13 }, [], 'manual', 'VeleroLeftovers'],
  ['deployments that could not be listed', { velero: null }, [installed], 'unknown', 'InspectionIncomplete'],
  [
    'definitions that could not be listed',
    { velero: [], veleroDefinitions: null },
    [],
    'unknown',
    'InspectionIncomplete',
  ],
  [
    'definitions that make no difference',
    { velero: [], veleroDefinitions: null },
    [installed],
    'satisfied',
    'NoOtherVelero',
  ],
])('%s', (_, changes, backupExtensions, outcome, reason) => {
  const finding = judge(veleroAbsent, { inspection: { ...SIGHT, ...changes }, backupExtensions });
  expect(finding).toMatchObject({ outcome, reason });
});

test('another Velero is named, with how to remove it, and is evidence', () => {
  const finding = judge(veleroAbsent, { inspection: { ...SIGHT, velero: [OTHER] } });
  expect(finding).toMatchObject({
    message: expect.stringContaining(OTHER),
    steps: [expect.stringContaining(OTHER), expect.stringContaining('https://velero.io')],
    evidence: { others: [OTHER] },
    sources: expect.arrayContaining([{ call: 'GET inspection', at: expect.any(String) }]),
  });
});

describe('without a look', () => {
  const DUE: Inspection = 'due';

  test('it asks for one when it is due', () => {
    expect(judge(veleroAbsent, { inspection: DUE })).toMatchObject({
      outcome: 'missing',
      severity: 'recommended',
      remedy: { kind: 'clusterInspection', clusterId: CLUSTER_ID },
    });
  });

  test.each<[string, Parameters<typeof judge>[1], typeof PROFILE, string, string]>([
    [
      'inspection is off',
      { inspection: 'off' },
      PROFILE,
      'InspectionDisabled',
      'Set "inspectCluster": true in profile standard',
    ],
    [
      'the profile only observes',
      { inspection: DUE },
      { ...PROFILE, mode: 'observe' },
      'ObserveMode',
      '"mode": "enforce"',
    ],
    [
      'the cluster is stopped',
      { inspection: DUE, cluster: { ...CLUSTER, powerState: 'stopped' } },
      PROFILE,
      'Stopped',
      'az aks start',
    ],
    [
      'run-command is off',
      { inspection: DUE, cluster: { ...CLUSTER, runCommandDisabled: true } },
      PROFILE,
      'RunCommandDisabled',
      '--enable-run-command',
    ],
    [
      'users sign in with Microsoft Entra ID',
      { inspection: DUE, cluster: { ...CLUSTER, entraSignIn: true } },
      PROFILE,
      'EntraSignIn',
      'kubectl',
    ],
    [
      'no node takes the pod of the command',
      {
        inspection: DUE,
        cluster: {
          ...CLUSTER,
          nodePools: [{ ...must(CLUSTER.nodePools[0]), taints: ['CriticalAddonsOnly=true:NoSchedule'] }],
        },
      },
      PROFILE,
      'NoNodeForCommand',
      'az aks nodepool list',
    ],
  ])('where %s it is unknown, and says what would help', (_, changes, profile, reason, step) => {
    const finding = judge(veleroAbsent, changes, profile);
    expect(finding).toMatchObject({ outcome: 'unknown', reason, unread: [] });
    expect(finding).toMatchObject({ steps: expect.arrayContaining([expect.stringContaining(step)]) });
  });

  test('what was seen today is judged, even if an inspection would not be possible now', () => {
    const cluster = { ...CLUSTER, powerState: 'Stopped', runCommandDisabled: true };
    expect(judge(veleroAbsent, { cluster })).toMatchObject({ outcome: 'satisfied' });
  });

  test('that was not allowed it is unknown, with the right that would help', () => {
    expect(judgeFacts(veleroAbsent, { ...known(READY), ...forbidden('inspection') })).toMatchObject({
      outcome: 'unknown',
      reason: 'AuthorizationFailed',
      steps: [expect.stringContaining('Microsoft.ContainerService/managedClusters/runCommand/action')],
    });
  });

  test.each(['CommandFailed', 'CommandTimeout', 'CommandLost', 'InspectionOutputMissing'])(
    'that ended %s it is unknown',
    (code) => {
      const failure = { class: 'permanent', code, message: 'no' } as const;
      const finding = judgeFacts(veleroAbsent, {
        ...known(READY),
        inspection: { state: 'unknown', failure, sources: [] },
      });
      expect(finding).toMatchObject({
        outcome: 'unknown',
        reason: code,
        steps: ['Backstay runs the inspection again in a later assessment.'],
      });
    },
  );
});
