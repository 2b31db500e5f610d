import { expect, test } from 'vitest';
import { describeWaiting, type Waiting, waitingGroups } from '../../../shared/wording/waiting-groups.ts';

const blocked = (ruleId: Waiting['ruleId'], ...by: Waiting['ruleId'][]): Waiting => ({
  ruleId,
  outcome: 'blocked',
  by,
});

test('a cause is reported once, however many rules wait for it', () => {
  const findings: Waiting[] = [
    { ruleId: 'BKS-201', outcome: 'manual' },
    blocked('BKS-202', 'BKS-201'),
    blocked('BKS-301', 'BKS-201'),
    blocked('BKS-504', 'BKS-501'),
  ];
  expect(waitingGroups(findings).map(describeWaiting)).toEqual([
    'waits for BKS-201: 2 rules',
    'waits for BKS-501: 1 rule',
  ]);
});

test('a rule that waits for a waiting rule belongs to the first cause', () => {
  const findings = [blocked('BKS-417', 'BKS-301'), blocked('BKS-301', 'BKS-504'), blocked('BKS-504', 'BKS-501')];
  expect(waitingGroups(findings)).toEqual([{ cause: 'BKS-501', ruleIds: ['BKS-417', 'BKS-301', 'BKS-504'] }]);
});

test('rules that wait for each other end', () => {
  const findings = [blocked('BKS-301', 'BKS-302'), blocked('BKS-302', 'BKS-301')];
  expect(waitingGroups(findings).flatMap(({ ruleIds }) => ruleIds)).toHaveLength(2);
});

test('without a blocked rule there is no group', () => {
  expect(waitingGroups([{ ruleId: 'BKS-201', outcome: 'satisfied' }])).toEqual([]);
});
