import { expect, test } from 'vitest';
import { parseClusterId } from '../../../../shared/model/resource-id.ts';
import { containerOfOneCluster } from '../../../../shared/rules/storage/container-of-one-cluster.ts';
import { CLUSTER_ID, forbidden, known, must, READY } from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';

const other = must(parseClusterId(CLUSTER_ID.replace(/shop$/, 'other')));

test.each([
  ['alone', [], 'satisfied', 'ContainerDedicated'],
  ['with another', [{ clusterId: other, container: 'shop' }], 'manual', 'ContainerShared'],
])('a cluster %s in its container', (_, containerUsers, outcome, reason) => {
  expect(judge(containerOfOneCluster, { containerUsers })).toMatchObject({ outcome, reason });
});

test('is unknown where the others may not be looked for', () => {
  expect(judgeFacts(containerOfOneCluster, { ...known(READY), ...forbidden('containerUsers') })).toMatchObject({
    outcome: 'unknown',
  });
});
