import { expect, test } from 'vitest';
import { collect } from '../../../shared/facts/collect.ts';
import { answered, armThat, FORBIDDEN } from '../../support/arm-port.ts';
import { CLUSTER, EXTENSION_PRINCIPAL, must, PROFILE, READY } from '../../support/facts.ts';
import { TARGET } from '../../support/record.ts';

const extension = must(READY.backupExtensions[0]);
const there = {
  getCluster: answered(CLUSTER),
  getProvider: answered(READY.kubernetesConfigurationProvider),
  listExtensions: answered([extension]),
};

async function read(answers: Parameters<typeof armThat>[0]) {
  const { arm, calls } = armThat(answers);
  const facts = await collect(['nodeGroupIdentities'], { target: TARGET, profile: PROFILE, arm });
  return { fact: facts.nodeGroupIdentities, calls };
}

test('lists the identities of the node resource group', async () => {
  const { fact } = await read({ ...there, listIdentities: answered([EXTENSION_PRINCIPAL]) });
  expect(fact).toMatchObject({ state: 'known', value: [EXTENSION_PRINCIPAL] });
});

test.each([
  ['no extension', { listExtensions: answered([]) }],
  ['an extension without an identity', { listExtensions: answered([{ ...extension, principalId: undefined }]) }],
  ['a cluster without its node resource group', { getCluster: answered({ ...CLUSTER, nodeResourceGroup: undefined }) }],
])('reads nothing for %s', async (_, changes) => {
  const { fact, calls } = await read({ ...there, ...changes });
  expect(fact).toMatchObject({ state: 'known', value: 'absent' });
  expect(calls).not.toContain('listIdentities');
});

test.each([
  ['identities', { ...there, listIdentities: FORBIDDEN }],
  ['extensions', { ...there, listExtensions: FORBIDDEN }],
  ['the cluster', { ...there, getCluster: FORBIDDEN }],
])('is unknown where %s may not be read', async (_, answers) => {
  expect((await read(answers)).fact).toMatchObject({ state: 'unknown', failure: { class: 'forbidden' } });
});
