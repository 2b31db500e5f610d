import { expect, test } from 'vitest';
import { VERSION } from '../../../shared/lib/version.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { disagreementIn } from '../../../shared/wording/describe-disagreement.ts';
import { manualFinding, missingFinding, pendingFinding, satisfiedFinding } from '../../support/conditions.ts';

const refused = (code: string): Finding => ({
  ...manualFinding('BKS-702'),
  evidence: { code, innerError: 'Backup vault identity missing permission', askedAt: '2026-01-01T00:00:00.000Z' },
});
const CODE = 'KubernetesBackupListExtensionsError';

test('a refusal that no rule explains is a disagreement, with a text without ids for a report', () => {
  expect(disagreementIn([refused(CODE), satisfiedFinding('BKS-411')])).toEqual({
    code: CODE,
    rules: ['BKS-411'],
    sentence: `Azure Backup refuses the cluster with ${CODE}, and Backstay finds BKS-411 in place.`,
    report: [
      `Azure Backup and Backstay ${VERSION} disagree.`,
      `Code: ${CODE}`,
      'Inner error: Backup vault identity missing permission',
      'Answered: 2026-01-01T00:00:00.000Z',
      'BKS-411: satisfied (Because)',
    ].join('\n'),
  });
});

test('so is a code that Backstay does not know', () => {
  expect(disagreementIn([refused('UserErrorNewThing'), satisfiedFinding('BKS-411')])?.sentence).toBe(
    'Azure Backup refuses the cluster with UserErrorNewThing, a code that Backstay does not know.',
  );
});

test.each<[string, readonly Finding[]]>([
  ['a rule explains it', [refused(CODE), missingFinding('BKS-411')]],
  ['Azure Backup confirmed the cluster', [satisfiedFinding('BKS-702'), satisfiedFinding('BKS-411')]],
  ['it passes by itself', [pendingFinding('BKS-702'), satisfiedFinding('BKS-411')]],
  ['nothing was asked', [satisfiedFinding('BKS-411')]],
])('none: %s', (_, findings) => {
  expect(disagreementIn(findings)).toBeUndefined();
});
