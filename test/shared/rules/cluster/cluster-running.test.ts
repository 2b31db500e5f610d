import { expect, test } from 'vitest';
import { clusterRunning } from '../../../../shared/rules/cluster/cluster-running.ts';
import { CLUSTER, SUBSCRIPTION } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';

test.each([
  ['Succeeded', 'Running', 'satisfied', 'Running'],
  ['succeeded', undefined, 'satisfied', 'Running'],
  ['Succeeded', 'Stopped', 'manual', 'Stopped'],
  // The power state says Running from the first moment on: it is no sign of readiness.
  ['Creating', 'Running', 'pending', 'InProgress'],
  ['Updating', 'Running', 'pending', 'InProgress'],
  ['SomethingNew', 'Running', 'pending', 'InProgress'],
  [undefined, undefined, 'pending', 'InProgress'],
  ['Failed', 'Running', 'manual', 'LastOperationFailed'],
  ['Canceled', 'Running', 'manual', 'LastOperationFailed'],
])('a cluster that is %s and %s is %s', (provisioningState, powerState, outcome, reason) => {
  const finding = judge(clusterRunning, { cluster: { ...CLUSTER, provisioningState, powerState } });
  expect(finding).toMatchObject({ outcome, reason });
});

test('a stopped cluster is left to a person, with the command that starts it', () => {
  const finding = judge(clusterRunning, { cluster: { ...CLUSTER, powerState: 'Stopped' } });
  expect(finding).toMatchObject({
    steps: [`az aks start --subscription ${SUBSCRIPTION} --resource-group apps --name shop`],
  });
});
