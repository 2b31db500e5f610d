import type { TableClient } from '@azure/data-tables';
import { describe, expect, test } from 'vitest';
import { approvalIdOf } from '../../../shared/approvals/approval-id.ts';
import { toProperties } from '../../../shared/lib/table-json.ts';
import type { RecordBody } from '../../../shared/model/record.ts';
import { RENAMED_REASONS } from '../../../shared/model/renamed-reasons.ts';
import type { TargetState } from '../../../shared/model/state.ts';
import { partitionOf } from '../../../shared/model/target-id.ts';
import { summaryOf } from '../../../shared/plan/summary.ts';
import { summaryColumn, summaryPage } from '../../../shared/storage/summary-pages.ts';
import { createTableTargetRows } from '../../../shared/storage/table-target-rows.ts';
import { tell } from '../../../shared/wording/describe-entry.ts';
import { condition, manualFinding, missingFinding } from '../../support/conditions.ts';
import { must } from '../../support/facts.ts';
import { ACTION, TARGET } from '../../support/record.ts';

const AT = '2026-01-01T00:00:00.000Z';
const FAILURE = { class: 'conflict', code: 'LaneTaken', message: 'Not sent.' } as const;
const OLD = {
  ...{ schemaVersion: 1, target: TARGET, verdict: 'NeedsPerson', verdictReason: 'NotLookedYet', verdictSince: AT },
  ...{ dirty: false, seenEvents: [] },
  attempts: { k: { carriedOut: 0, failures: 1, lastFailure: FAILURE } },
  conditions: [
    { ...condition(manualFinding('BKS-102'), AT), reason: 'NotTold' },
    {
      ...condition(missingFinding(), AT),
      ...{ reason: 'Off', evidence: { code: 'Off', class: 'a storage class' } },
      progress: { state: 'skipped', actionKey: 'k', reason: 'LaneBusy' },
    },
  ],
} as unknown as TargetState;

function rowOf(state: TargetState) {
  const keys = { partitionKey: partitionOf(TARGET), rowKey: TARGET.profile, clusterId: TARGET.clusterId };
  return { ...keys, schemaVersion: 1, ...summaryColumn(summaryOf(state)), ...toProperties(state) };
}

test('a row from before is read with the reasons of today', async () => {
  const table = { createTable: async () => undefined, getEntity: async () => ({ ...rowOf(OLD), etag: 'e' }) };
  const { state } = must(await createTableTargetRows(table as unknown as TableClient).read(TARGET));
  expect(state).toMatchObject({
    verdictReason: 'AssessmentPending',
    attempts: { k: { lastFailure: { code: 'WriteLockTaken' } } },
    conditions: [
      { reason: 'SettingNotReturned' },
      {
        reason: 'CsiDriverDisabled',
        evidence: { code: 'Off' },
        progress: { state: 'skipped', reason: 'WriteLockHeld' },
      },
    ],
  });
});

test('so is its summary', async () => {
  const pages = { byPage: () => ({ next: async () => ({ value: [rowOf(OLD)] }) }) };
  const table = { listEntities: () => pages } as unknown as TableClient;
  const { summaries } = await summaryPage(table, { limit: 10 }, async () => undefined);
  expect(summaries).toMatchObject([{ reason: 'AssessmentPending' }]);
});

describe('an audit entry from before', () => {
  test.each<[string, RecordBody, string]>([
    [
      'of findings',
      {
        type: 'findingsChanged',
        changes: [{ ruleId: 'BKS-206', from: 'unseen', to: 'missing', reason: 'Off', message: 'It is off.' }],
      },
      'BKS-206 unseen → missing (CsiDriverDisabled): It is off.',
    ],
    [
      'of a verdict',
      { type: 'verdictChanged', from: 'Ready', to: 'OptedOut', reason: 'TagSaysOff' },
      'reason: OptOutTag',
    ],
    [
      'of a failure',
      { type: 'actionFailed', actionKey: 'k', failure: FAILURE, trace: { call: 'PUT x', at: AT } },
      'WriteLockTaken (conflict): Not sent.',
    ],
  ])('%s is shown with the reason of today', (_, body, line) => {
    expect(tell(body, new Map()).details[0]).toBe(line);
  });
});

test.each(RENAMED_REASONS)('an approval that was asked for because of %s stays the same for %s', (former, current) => {
  const finding = missingFinding();
  if (finding.outcome !== 'missing') throw new Error('It is a missing finding.');
  const asking = (reason: string) => [{ ...finding, reason }];
  expect(approvalIdOf(TARGET, ACTION, asking(current))).toBe(approvalIdOf(TARGET, ACTION, asking(former)));
});
