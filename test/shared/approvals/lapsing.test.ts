import { describe, expect, test } from 'vitest';
import {
  type ApprovalContext,
  answered,
  lapseAll,
  onRecord,
  stillAsked,
  wantedApprovals,
} from '../../../shared/approvals/wanted-approvals.ts';
import { changeFor } from '../../../shared/changes/index.ts';
import type { Approval } from '../../../shared/model/approval.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import type { RuleId } from '../../../shared/model/rule-id.ts';
import { blockedFinding, pendingFinding, satisfiedFinding, unknownFinding } from '../../support/conditions.ts';
import { must, PROFILE } from '../../support/facts.ts';
import { ACTION, TARGET } from '../../support/record.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const CALLER = { kind: 'user', objectId: 'o', tenantId: 't' } as const;
const failure = { class: 'transient', code: 'c', message: 'm' } as const;
const FIRST: RuleId = 'BKS-101';
const SECOND: RuleId = 'BKS-102';
const common = { reason: 'NotRegistered', message: 'm', evidence: {}, severity: 'required', sources: [] } as const;
const missing = (ruleId: RuleId): Finding => ({ ...common, ruleId, outcome: 'missing', remedy: ACTION.remedy });
const profile = { ...PROFILE, mode: 'enforce', approve: ['providerRegistration'] } as const;
const findings = [missing(FIRST), missing(SECOND)];
const context: ApprovalContext = { target: TARGET, profile, findings, open: [], now: NOW };
const action = { ...ACTION, key: changeFor(ACTION.remedy).key(ACTION.remedy) };
const [question] = wantedApprovals([{ action, reason: 'ApprovalPending' }], [], context).approvals;
const approval: Approval = must(question);
const keptWith = (findings: readonly Finding[]) => stillAsked([approval], { ...context, findings }).approvals;

test('a question names every rule that asks for its action', () => {
  expect(approval.action.ruleIds).toEqual([FIRST, SECOND]);
});

describe('a question that two rules ask', () => {
  test('stays while both ask', () => {
    expect(keptWith([missing(FIRST), missing(SECOND)])).toEqual([approval]);
  });

  test.each([
    ['error', { ...satisfiedFinding(SECOND), outcome: 'error' } as Finding],
    ['unknown', unknownFinding(failure, SECOND)],
    ['blocked', blockedFinding(FIRST, SECOND)],
    ['pending', pendingFinding(SECOND)],
  ])('stays while one of the rules is %s', (_, finding) => {
    expect(keptWith([missing(FIRST), finding])).toEqual([approval]);
    expect(keptWith([satisfiedFinding(FIRST), finding])).toEqual([approval]);
  });

  test('lapses when one of them no longer asks', () => {
    expect(keptWith([missing(FIRST), satisfiedFinding(SECOND)])).toEqual([]);
  });

  test('lapses although another rule, which does not ask for it, cannot be judged', () => {
    expect(keptWith([satisfiedFinding(FIRST), satisfiedFinding(SECOND), unknownFinding(failure, 'BKS-103')])).toEqual(
      [],
    );
  });

  test('does not wait for what another action has started', () => {
    const open = [{ action: { ...action, key: 'another' }, intendedAt: NOW }];
    expect(stillAsked([approval], { ...context, findings: [], open }).approvals).toEqual([]);
  });
});

test('nothing is asked of what waits for another reason, or of what is asked for already', () => {
  expect(wantedApprovals([{ action, reason: 'Declined' }], [], context)).toEqual({ approvals: [], records: [] });
  const other = { ...approval, id: 'x', action: { ...action, key: 'another' } };
  expect(wantedApprovals([{ action, reason: 'ApprovalPending' }], [other], context).approvals).toEqual([
    other,
    approval,
  ]);
});

test('of a target that is gone, every question lapses on record', () => {
  expect(lapseAll([approval, { ...approval, id: 'x' }])).toEqual(
    [approval.id, 'x'].map((approvalId) => ({
      type: 'approvalLapsed',
      approvalId,
      actionKey: action.key,
      because: 'FactsChanged',
    })),
  );
});

test('an answer that is put on record counts from then on; a question without one is left as it is', () => {
  const given = { given: 'declined', at: NOW, by: CALLER } as const;
  expect(onRecord({ ...approval, answer: { ...given, unrecorded: true } })).toEqual({ ...approval, answer: given });
  expect(onRecord(approval)).toBe(approval);
  expect(answered(approval, given)).toEqual({
    type: 'approvalAnswered',
    approvalId: approval.id,
    actionKey: action.key,
    given: 'declined',
    caller: CALLER,
  });
});
