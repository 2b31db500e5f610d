import { expect, test } from 'vitest';
import { kubernetesVersion } from '../../../../shared/rules/cluster/kubernetes-version.ts';
import { CLUSTER } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';

test.each([
  ['1.36.2', 'satisfied'],
  ['1.21.1', 'satisfied'],
  ['1.21.0', 'manual'],
  ['1.20.9', 'manual'],
  ['1.9.11', 'manual'],
  ['2.0.0', 'satisfied'],
  ['v1.30.1', 'satisfied'],
  ['1.30', 'satisfied'],
  ['1.20', 'manual'],
  ['1.21', 'unknown'],
  ['1.21.1-preview', 'satisfied'],
  [undefined, 'unknown'],
  ['newest', 'unknown'],
  ['', 'unknown'],
])('%s: %s', (currentKubernetesVersion, outcome) => {
  expect(judge(kubernetesVersion, { cluster: { ...CLUSTER, currentKubernetesVersion } })).toMatchObject({ outcome });
});
