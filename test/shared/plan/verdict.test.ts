import { expect, test } from 'vitest';
import type { RuleId } from '../../../shared/model/rule-id.ts';
import { verdictOf } from '../../../shared/plan/verdict.ts';
import {
  blockedFinding,
  condition,
  failure,
  manualFinding,
  missingFinding,
  pendingFinding,
  satisfiedFinding,
  unknownFinding,
} from '../../support/conditions.ts';

const T = '2026-01-01T00:00:00.000Z';
const retrying = (failureClass: Parameters<typeof failure>[0]) =>
  ({ progress: { state: 'retrying', actionKey: 'k', failure: failure(failureClass), since: T, retryAt: T } }) as const;

test.each([
  ['everything satisfied', satisfiedFinding(), {}, 'Ready'],
  ['something missing that is being remediated', missingFinding(), {}, 'Remediating'],
  [
    'something written but not yet read back',
    missingFinding(),
    { progress: { state: 'done', actionKey: 'k', at: T } },
    'Remediating',
  ],
  ['something on its way', pendingFinding(), {}, 'Remediating'],
  ['something that waits for another', blockedFinding('BKS-102'), {}, 'Remediating'],
  [
    'something waiting for the lane',
    missingFinding(),
    { progress: { state: 'skipped', actionKey: 'k', reason: 'WriteLockHeld' } },
    'Remediating',
  ],
  ['a conflict', missingFinding(), retrying('conflict'), 'Remediating'],
  ['a passing fault', missingFinding(), retrying('transient'), 'Remediating'],
  ['something only a person can do', manualFinding(), {}, 'NeedsPerson'],
  [
    'something the profile does not allow',
    missingFinding(),
    { progress: { state: 'skipped', actionKey: 'k', reason: 'ChangeNotAllowed' } },
    'NeedsPerson',
  ],
  [
    'something observed only',
    missingFinding(),
    { progress: { state: 'skipped', actionKey: 'k', reason: 'ObserveMode' } },
    'NeedsPerson',
  ],
  ['a right that is missing', missingFinding(), retrying('forbidden'), 'NeedsPerson'],
  ['a scope that is not there', missingFinding(), retrying('gone'), 'NeedsPerson'],
  ['a request that ARM refuses for good', missingFinding(), retrying('permanent'), 'Failed'],
  ['something that could not be read', unknownFinding(failure('forbidden')), {}, 'Unknown'],
] as const)('%s', (_, finding, extra, verdict) => {
  expect(verdictOf([condition(satisfiedFinding('BKS-100'), T), condition(finding, T, extra)])).toMatchObject({
    verdict,
  });
});

test('the worst decides, and gives its reason', () => {
  const conditions = [
    condition(unknownFinding(failure('transient'), 'BKS-101'), T),
    condition(pendingFinding('BKS-102'), T),
    condition({ ...manualFinding('BKS-103'), reason: 'Stopped' }, T),
  ];
  expect(verdictOf(conditions)).toEqual({ verdict: 'NeedsPerson', reason: 'Stopped' });
});

test('what waits for another is as that one is', () => {
  const waiting = condition(blockedFinding('BKS-102'), T);
  const unreadable = condition({ ...unknownFinding(failure('transient'), 'BKS-102'), reason: 'ConnectionFailed' }, T);
  expect(verdictOf([waiting, unreadable])).toEqual({ verdict: 'Unknown', reason: 'ConnectionFailed' });
  expect(verdictOf([waiting, condition(satisfiedFinding('BKS-102'), T)])).toMatchObject({ verdict: 'Remediating' });
});

test('what is only recommended does not stand in the way', () => {
  expect(
    verdictOf([
      condition(satisfiedFinding(), T),
      condition({ ...manualFinding('BKS-102'), severity: 'recommended' }, T),
    ]),
  ).toEqual({
    verdict: 'Ready',
    reason: 'RequiredSatisfied',
  });
});

test.each([
  ['manual', { ...manualFinding('BKS-102'), severity: 'recommended' }],
  ['unknown', { ...unknownFinding(failure('forbidden'), 'BKS-102'), severity: 'recommended' }],
] as const)('Ready beside a recommendation that is %s does not say that all is satisfied', (_, finding) => {
  expect(verdictOf([condition(satisfiedFinding(), T), condition(finding, T)]).reason).toBe('RequiredSatisfied');
});

test('Ready says that all is satisfied where all is', () => {
  expect(verdictOf([condition(satisfiedFinding(), T)])).toEqual({ verdict: 'Ready', reason: 'AllSatisfied' });
});

test('unknown before the first assessment', () => {
  expect(verdictOf([])).toEqual({ verdict: 'Unknown', reason: 'AssessmentPending' });
});

test('findings that wait for each other are not Ready', () => {
  const waitsFor = (ruleId: RuleId) =>
    ({ progress: { state: 'skipped', actionKey: ruleId, reason: 'UnmetPrecondition', unmet: [ruleId] } }) as const;
  const one = condition(missingFinding('BKS-302'), T, waitsFor('BKS-504'));
  const other = condition(missingFinding('BKS-504'), T, waitsFor('BKS-302'));
  expect(verdictOf([one, other]).verdict).toBe('Remediating');
});

test('an action that is held back by an accepted finding alone needs a person', () => {
  const held = { state: 'skipped', actionKey: 'k', reason: 'AcceptedPrecondition', unmet: ['BKS-603'] } as const;
  const by = { kind: 'functionKey' } as const;
  const accepted = { id: 'a', reason: 'so', owner: 'team', until: '2026-03-01T23:59:59.999Z', acceptedAt: T, by };
  const isAccepted = condition({ ...manualFinding('BKS-603'), accepted }, T);
  expect(verdictOf([isAccepted, condition(missingFinding('BKS-301'), T, { progress: held })]).verdict).toBe(
    'NeedsPerson',
  );
  expect(verdictOf([isAccepted, condition(satisfiedFinding(), T)])).toEqual({
    verdict: 'Ready',
    reason: 'ReadyWithAcceptedFindings',
  });
});
