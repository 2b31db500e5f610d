import { expect, test } from 'vitest';
import type { FactValues } from '../../../../shared/model/fact.ts';
import { podIdentityException } from '../../../../shared/rules/cluster/pod-identity-exception.ts';
import { CLUSTER_ID, forbidden, known, must, READY, SIGHT } from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';

const NAMESPACE = 'dataprotection-microsoft';
const [extension] = READY.backupExtensions;
const elsewhere = [{ ...must(extension), releaseNamespace: 'azure-backup' }];

const seen = (podIdentityExceptions: readonly string[] | null) => ({
  podIdentityInspection: { ...SIGHT, podIdentityExceptions },
});

test.each<[string, Partial<FactValues>, string, string]>([
  ['no pod identity', { podIdentityInspection: 'notNeeded' }, 'notApplicable', 'NoPodIdentity'],
  ['an exception', seen(['kube-system', NAMESPACE]), 'satisfied', 'PodIdentityExceptionPresent'],
  [
    'an exception before the extension',
    { ...seen([NAMESPACE]), backupExtensions: [] },
    'satisfied',
    'PodIdentityExceptionPresent',
  ],
  ['none', seen([]), 'manual', 'NoException'],
  ['one in another namespace', seen(['kube-system']), 'manual', 'NoException'],
  [
    'one where the extension is',
    { ...seen(['azure-backup']), backupExtensions: elsewhere },
    'satisfied',
    'PodIdentityExceptionPresent',
  ],
  ['one where it usually is', { ...seen([NAMESPACE]), backupExtensions: elsewhere }, 'manual', 'NoException'],
  ['exceptions that could not be listed', seen(null), 'unknown', 'InspectionIncomplete'],
  ['no look', { podIdentityInspection: 'off' }, 'unknown', 'InspectionDisabled'],
  ['an inspection that is due', { podIdentityInspection: 'due' }, 'missing', 'AssessmentPending'],
])('%s', (_, changes, outcome, reason) => {
  expect(judge(podIdentityException, changes)).toMatchObject({ outcome, reason, severity: 'recommended' });
});

test('the step names the namespace and the label that count', () => {
  expect(judge(podIdentityException, { ...seen([]), backupExtensions: elsewhere })).toMatchObject({
    steps: [expect.stringMatching(/azure-backup.*dataprotection-microsoft-kubernetes/)],
  });
});

test('it asks for the same look as the others', () => {
  expect(judge(podIdentityException, { podIdentityInspection: 'due' })).toMatchObject({
    remedy: { kind: 'clusterInspection', clusterId: CLUSTER_ID },
  });
});

test('an inspection that was not allowed leaves it unknown', () => {
  const facts = { ...known(READY), ...forbidden('podIdentityInspection') };
  expect(judgeFacts(podIdentityException, facts)).toMatchObject({ outcome: 'unknown', reason: 'AuthorizationFailed' });
});
