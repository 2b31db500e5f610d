import { expect, test } from 'vitest';
import { kubernetesVersionSupported } from '../../../../shared/rules/cluster/kubernetes-version-supported.ts';
import { CLUSTER, forbidden, known, READY } from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';

test.each([
  ['offered', '1.36.2', 'KubernetesOfficial', 'satisfied'],
  ['offered, in a patch that is not', '1.36.0', undefined, 'satisfied'],
  ['for long term support, and on that plan', '1.32.9', 'AKSLongTermSupport', 'satisfied'],
  ['for long term support, and not on that plan', '1.32.9', 'KubernetesOfficial', 'manual'],
  ['for long term support, and the plan not returned', '1.32.9', undefined, 'manual'],
  ['no longer offered', '1.28.1', undefined, 'manual'],
  ['not told', undefined, undefined, 'unknown'],
])('a version %s', (_, currentKubernetesVersion, supportPlan, outcome) => {
  const cluster = { ...CLUSTER, currentKubernetesVersion, supportPlan };
  expect(judge(kubernetesVersionSupported, { cluster })).toMatchObject({ outcome, severity: 'recommended' });
});

test('a region that returns no versions proves nothing', () => {
  expect(judge(kubernetesVersionSupported, { kubernetesVersions: [] })).toMatchObject({ outcome: 'unknown' });
});

test('a version whose plans are not returned is taken as offered', () => {
  const kubernetesVersions = [{ version: '1.36', supportPlans: [], preview: false, patches: [] }];
  expect(judge(kubernetesVersionSupported, { kubernetesVersions })).toMatchObject({ outcome: 'satisfied' });
});

test.each([
  ['1.38.0', 'satisfied', 'Preview'],
  ['1.39.0', 'manual', 'OutOfSupport'],
])('%s beside a preview of 1.38', (currentKubernetesVersion, outcome, reason) => {
  const cluster = { ...CLUSTER, currentKubernetesVersion };
  const kubernetesVersions = [{ version: '1.38', supportPlans: [], preview: true, patches: ['1.38.0'] }];
  expect(judge(kubernetesVersionSupported, { cluster, kubernetesVersions })).toMatchObject({ outcome, reason });
});

test('is unknown where the list may not be read', () => {
  const facts = { ...known(READY), ...forbidden('kubernetesVersions') };
  expect(judgeFacts(kubernetesVersionSupported, facts)).toMatchObject({ outcome: 'unknown' });
});
