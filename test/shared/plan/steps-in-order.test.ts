import { expect, test } from 'vitest';
import type { Finding } from '../../../shared/model/finding.ts';
import { stepsInOrder } from '../../../shared/plan/steps-in-order.ts';
import { failure, manualFinding, satisfiedFinding, unknownFinding } from '../../support/conditions.ts';

const stepsOf = (finding: Finding | undefined) => (finding?.outcome === 'manual' ? finding.steps : undefined);
const before = (findings: readonly Finding[], others?: readonly Finding[]) =>
  stepsOf(stepsInOrder(findings, others)[0])?.[0];

const firewall = manualFinding('BKS-601');
const [own] = stepsOf(firewall) ?? [];

test('steps come as they are where the cluster can be served', () => {
  const findings = [firewall, satisfiedFinding('BKS-212'), satisfiedFinding('BKS-214')];
  expect(stepsInOrder(findings)).toEqual(findings);
});

test.each([
  ['the vault is elsewhere', [manualFinding('BKS-212')], 'Only once BKS-212 is satisfied'],
  [
    'another vault protects the cluster, and the account is elsewhere',
    [manualFinding('BKS-501'), manualFinding('BKS-214')],
    'Only once BKS-214, BKS-501 are satisfied',
  ],
])('a warning stands above them where %s', (_, others, warning) => {
  expect(before([firewall, ...others])).toContain(warning);
  // Judged this time or earlier makes no difference.
  expect(before([firewall], others)).toContain(warning);
  expect(stepsOf(stepsInOrder([firewall, ...others])[0])?.slice(1)).toEqual([own]);
});

test('what was judged this time counts, not what was found before', () => {
  expect(before([firewall, satisfiedFinding('BKS-212')], [manualFinding('BKS-212')])).toBe(own);
});

test('the findings by which a cluster cannot be served do not wait for each other, but for the end of another protection', () => {
  const place = manualFinding('BKS-212');
  expect(before([place, manualFinding('BKS-501')])).toBe(own);
  expect(before([place, manualFinding('BKS-214')])).toContain('BKS-214');
  expect(before([manualFinding('BKS-214'), place])).toBe(own);
});

test('a finding that could not be read is no reason for a warning', () => {
  expect(before([firewall, unknownFinding(failure('transient'), 'BKS-212')])).toBe(own);
});
