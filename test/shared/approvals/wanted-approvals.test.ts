import { describe, expect, test } from 'vitest';
import {
  type ApprovalContext,
  answerTo,
  stillAsked,
  wantedApprovals,
} from '../../../shared/approvals/wanted-approvals.ts';
import { CHANGES } from '../../../shared/changes/index.ts';
import { secondsLater } from '../../../shared/lib/iso-time.ts';
import type { Approval } from '../../../shared/model/approval.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { makePlan } from '../../../shared/plan/make-plan.ts';
import { satisfiedFinding } from '../../support/conditions.ts';
import { must, PROFILE } from '../../support/facts.ts';
import { ACTION, TARGET } from '../../support/record.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const { remedy } = ACTION;
const profile = { ...PROFILE, mode: 'enforce', approve: ['providerRegistration'] } as const;
const explained = { reason: 'NotRegistered', message: 'It is not registered.', evidence: { state: 'None' } };
const common = { ruleId: 'BKS-101', severity: 'required', sources: [] } as const;
const missing: Finding = { ...common, ...explained, outcome: 'missing', remedy };
const context: ApprovalContext = { target: TARGET, profile, findings: [missing], open: [], now: NOW };

/** The findings that a registration stands on. */
const FULFILLED: readonly Finding[] = CHANGES.providerRegistration.preconditions.map(({ ruleId }) =>
  satisfiedFinding(ruleId),
);

function planWith(approvals: readonly Approval[], given: ApprovalContext = context) {
  const { findings, now, open } = given;
  const answer = (action: Parameters<typeof answerTo>[0]) => answerTo(action, approvals, given);
  return makePlan(findings, { profile, open, attempts: {}, now, others: FULFILLED, answerTo: answer });
}

const asked = wantedApprovals(planWith([]).skipped, [], context);
const approval = must(asked.approvals[0]);
const by = { kind: 'user', objectId: 'o', tenantId: 't' } as const;
const answered = (given: 'approved' | 'declined'): Approval => ({ ...approval, answer: { given, at: NOW, by } });

test('what waits is asked for once, for a week', () => {
  expect(planWith([])).toMatchObject({ actions: [], skipped: [{ reason: 'ApprovalPending' }] });
  expect(asked.records).toMatchObject([{ type: 'approvalWanted', approvalId: approval.id }]);
  expect(approval).toMatchObject({ askedAt: NOW, expiresAt: secondsLater(NOW, 7 * 24 * 3600) });
  expect(wantedApprovals(planWith([]).skipped, asked.approvals, context)).toEqual({ ...asked, records: [] });
});

test.each([
  ['approved', answered('approved'), { actions: [{}], skipped: [] }],
  ['declined', answered('declined'), { actions: [], skipped: [{ reason: 'Declined' }] }],
  [
    'approved, but not on record yet',
    { ...approval, answer: { given: 'approved', at: NOW, by, unrecorded: true } } as Approval,
    { actions: [], skipped: [{ reason: 'ApprovalPending' }] },
  ],
  ['approved for another question', { ...answered('approved'), id: 'other' }, { actions: [] }],
])('%s', (_, given, plan) => {
  expect(planWith([given])).toMatchObject(plan);
});

describe('a question', () => {
  const expired = approval.expiresAt;
  const running = { action: approval.action, intendedAt: NOW };
  test.each<[string, Approval, Partial<ApprovalContext>, string | undefined]>([
    ['the same facts', approval, {}, undefined],
    [
      'the same, read later',
      approval,
      { findings: [withEvidence({ state: 'None', at: '2026-02-01T00:00:00Z' })] },
      undefined,
    ],
    ['other evidence', approval, { findings: [withEvidence({ state: 'Other' })] }, 'FactsChanged'],
    ['another reason', approval, { findings: [{ ...missing, reason: 'Other' }] }, 'FactsChanged'],
    ['a yes on other evidence', answered('approved'), { findings: [withEvidence({ state: 'X' })] }, 'FactsChanged'],
    ['another rule asks as well', approval, { findings: [missing, { ...missing, ruleId: 'BKS-102' }] }, 'FactsChanged'],
    ['done by others', approval, { findings: [{ ...common, ...explained, outcome: 'satisfied' }] }, 'FactsChanged'],
    ['nobody can see', approval, { findings: [{ ...common, ...explained, outcome: 'error' }] }, undefined],
    ['its week is over', approval, { now: expired }, 'Expired'],
    [
      'its week is over, unreadable',
      approval,
      { now: expired, findings: [{ ...missing, outcome: 'error' } as Finding] },
      'Expired',
    ],
    ['a yes that could not be followed for a week', answered('approved'), { now: expired }, 'Expired'],
    ['a no after its week', answered('declined'), { now: expired }, undefined],
    ['what is running', answered('approved'), { now: expired, findings: [], open: [running] }, undefined],
    ['no longer to be approved', approval, { profile: { ...profile, approve: [] } }, 'FactsChanged'],
    ['no longer allowed', approval, { profile: { ...profile, allow: [] } }, 'FactsChanged'],
    ['only observed by now', approval, { profile: { ...profile, mode: 'observe' } }, 'FactsChanged'],
  ])('%s', (_, before, changes, because) => {
    const { approvals, records } = stillAsked([before], { ...context, ...changes });
    expect(approvals).toEqual(because === undefined ? [before] : []);
    expect(records).toMatchObject(because === undefined ? [] : [{ type: 'approvalLapsed', because }]);
  });
});

test('an answer whose giver died before it was on record is put there a minute later', () => {
  const unrecorded: Approval = { ...approval, answer: { given: 'approved', at: NOW, by, unrecorded: true } };
  expect(stillAsked([unrecorded], { ...context, now: secondsLater(NOW, 59) }).records).toEqual([]);
  const later = stillAsked([unrecorded], { ...context, now: secondsLater(NOW, 60) });
  expect(later.records).toMatchObject([{ type: 'approvalAnswered', given: 'approved', caller: by }]);
  expect(later.approvals).toEqual([answered('approved')]);
});

function withEvidence(evidence: Finding['evidence']): Finding {
  return { ...missing, evidence };
}
