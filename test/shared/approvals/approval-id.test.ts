import { describe, expect, test } from 'vitest';
import { approvalIdOf, askingFor } from '../../../shared/approvals/approval-id.ts';
import { changeFor } from '../../../shared/changes/index.ts';
import type { Evidence, Finding } from '../../../shared/model/finding.ts';
import type { RuleId } from '../../../shared/model/rule-id.ts';
import { satisfiedFinding } from '../../support/conditions.ts';
import { ACTION, TARGET } from '../../support/record.ts';

type Missing = Extract<Finding, { outcome: 'missing' }>;

const { remedy } = ACTION;
if (remedy.kind !== 'providerRegistration') throw new Error('The action of these tests registers a provider.');
const OTHER_REMEDY = { ...remedy, namespace: 'Microsoft.Other' };
const common = {
  reason: 'NotRegistered',
  message: 'm',
  severity: 'required',
  sources: [],
  outcome: 'missing',
} as const;
const missing = (ruleId: RuleId, evidence: Evidence = { state: 'None' }): Missing => ({
  ...common,
  ruleId,
  evidence,
  remedy,
});
const action = { ...ACTION, key: changeFor(remedy).key(remedy) };
const idWith = (...asking: readonly Missing[]) => approvalIdOf(TARGET, action, asking);
const ID = idWith(missing('BKS-101'));

describe('of the findings, those ask for an action', () => {
  test('that are missing and have its very remedy', () => {
    const asking = [missing('BKS-101'), missing('BKS-102')];
    const others = [{ ...missing('BKS-103'), remedy: OTHER_REMEDY }, satisfiedFinding('BKS-104')];
    expect(askingFor(action, [...others, ...asking])).toEqual(asking);
  });

  test('not those that carry its remedy and are not missing', () => {
    const pending = { ...missing('BKS-101'), outcome: 'pending' } as unknown as Finding;
    expect(askingFor(action, [pending])).toEqual([]);
  });
});

describe('the question stays the same', () => {
  test('in any order of the rules that ask', () => {
    const [first, second] = [missing('BKS-101'), missing('BKS-102')];
    expect(idWith(first, second)).toBe(idWith(second, first));
  });

  test.each<[string, Evidence]>([
    ['with the time at which it was read', { state: 'None', at: '2026-01-01T00:00:00Z' }],
    ['with how many assignments were read', { state: 'None', assignmentsSeen: 7 }],
  ])('%s', (_, evidence) => {
    expect(idWith(missing('BKS-101', evidence))).toBe(ID);
  });

  test('with another message', () => {
    expect(idWith({ ...missing('BKS-101'), message: 'other' })).toBe(ID);
  });
});

describe('it is another question', () => {
  test.each<[string, string]>([
    ['another rule asks', idWith(missing('BKS-102'))],
    ['a second rule asks', idWith(missing('BKS-101'), missing('BKS-102'))],
    ['the reason is another', idWith({ ...missing('BKS-101'), reason: 'Other' })],
    ['the evidence is other', idWith(missing('BKS-101', { state: 'Registering' }))],
    ['more is known', idWith(missing('BKS-101', { state: 'None', count: 1 }))],
    // A value is a time only as a whole: what merely has one in it may differ in the rest.
    ['a value mentions a time', idWith(missing('BKS-101', { state: 'None', text: 'since 2026-01-01T00:00' }))],
    ['a value is a date', idWith(missing('BKS-101', { state: 'None', date: '2026-01-01' }))],
    ['the remedy is another', approvalIdOf(TARGET, { ...action, remedy: OTHER_REMEDY }, [missing('BKS-101')])],
    ['the key is another', approvalIdOf(TARGET, { ...action, key: 'k' }, [missing('BKS-101')])],
    ['the target is another', approvalIdOf({ ...TARGET, profile: 'gold' }, action, [missing('BKS-101')])],
  ])('when %s', (_, id) => {
    expect(id).not.toBe(ID);
  });
});
