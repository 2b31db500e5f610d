import { expect, test } from 'vitest';
import { collect } from '../../../shared/facts/collect.ts';
import { parseClusterId } from '../../../shared/model/resource-id.ts';
import type { ArmResult } from '../../../shared/ports/arm.ts';
import { answered, armThat, FORBIDDEN, GONE, refused } from '../../support/arm-port.ts';
import { BACKUP_INSTANCE, CLUSTER_ID, must, PROFILE } from '../../support/facts.ts';
import { TARGET } from '../../support/record.ts';

const NONE = answered([]);
const THIS = answered([BACKUP_INSTANCE]);
const SPELT_OTHERWISE = answered([{ ...BACKUP_INSTANCE, armId: BACKUP_INSTANCE.armId.toUpperCase() }]);
const OF_ANOTHER = answered([{ ...BACKUP_INSTANCE, datasourceId: must(parseClusterId(`${CLUSTER_ID}-2`)) }]);
const NOT_REGISTERED = refused({ class: 'notYet', code: 'MissingSubscriptionRegistration', status: 409 });
const NO_SUBSCRIPTION = refused({ class: 'gone', code: 'SubscriptionNotFound', status: 404 });
const LATER = refused({ class: 'transient', code: 'TimedOut' });

async function protectionBy(listBackupInstancesOf: ArmResult<unknown>, listBackupInstances: ArmResult<unknown>) {
  const { arm } = armThat({ listBackupInstancesOf, listBackupInstances });
  return must((await collect(['protection'], { target: TARGET, profile: PROFILE, arm })).protection);
}

test.each([
  ['none in either list', NONE, NONE, []],
  ['one in both, once', THIS, SPELT_OTHERWISE, ['shop']],
  ["one that the cluster's list leaves out", NONE, THIS, ['shop']],
  ["one of another cluster in the vault's list", NONE, OF_ANOTHER, []],
  ['a provider that is not registered', NOT_REGISTERED, NOT_REGISTERED, []],
  ['a vault that does not exist', NONE, GONE, []],
  ['a vault that does not exist, protected by another one', THIS, GONE, ['shop']],
])('%s', async (_, ofCluster, ofVault, names) => {
  const fact = await protectionBy(ofCluster, ofVault);
  expect(fact).toMatchObject({ state: 'known', sources: [{}, {}] });
  expect(fact.state === 'known' && fact.value.map(({ name }) => name.toLowerCase())).toEqual(names);
});

test.each([
  ["the cluster's list", FORBIDDEN, NONE],
  ["the vault's list", NONE, FORBIDDEN],
  ["the cluster's list, although the vault's shows one", LATER, THIS],
  ["the vault's list in a subscription that cannot be seen", NONE, NO_SUBSCRIPTION],
])('without %s it is unknown', async (_, ofCluster, ofVault) => {
  expect(await protectionBy(ofCluster, ofVault)).toMatchObject({ state: 'unknown' });
});
