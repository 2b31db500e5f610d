import { expect, test } from 'vitest';
import type { Profile } from '../../../shared/model/profile.ts';
import { parseClusterId, partsOf } from '../../../shared/model/resource-id.ts';
import { profilesFor, resolveProfile } from '../../../shared/profiles/resolve-profile.ts';
import { CLUSTER_ID, must, PROFILE, SUBSCRIPTION } from '../../support/facts.ts';

const other = '99999999-2222-3333-4444-555555555555';
const elsewhere = must(parseClusterId(CLUSTER_ID.replace(SUBSCRIPTION, other)));
const narrow: Profile = {
  ...PROFILE,
  name: 'narrow',
  selector: { subscriptions: [SUBSCRIPTION], resourceGroups: ['shops'] },
};
const single: Profile = {
  ...PROFILE,
  name: 'single',
  selector: { subscriptions: [SUBSCRIPTION], clusters: [CLUSTER_ID] },
};
const gold: Profile = { ...PROFILE, name: 'gold' };
const foreign: Profile = { ...PROFILE, name: 'foreign', selector: { subscriptions: [other] } };
const profiles = [narrow, PROFILE, gold, single, foreign];

test('all parts of a selector must match', () => {
  expect(profilesFor(CLUSTER_ID, profiles).map(({ name }) => name)).toEqual(['standard', 'gold', 'single']);
  expect(profilesFor(elsewhere, profiles).map(({ name }) => name)).toEqual(['foreign']);
});

test.each([
  ['the cluster', { clusters: [CLUSTER_ID] }, false],
  ['its resource group', { resourceGroups: [must(partsOf(CLUSTER_ID).resourceGroup)] }, false],
  ['another cluster', { clusters: [elsewhere] }, true],
  ['another resource group', { resourceGroups: ['shops'] }, true],
])('a selector that excludes %s', (_, exclude, selects) => {
  const selector = { subscriptions: [SUBSCRIPTION], exclude };
  expect(profilesFor(CLUSTER_ID, [{ ...PROFILE, selector }])).toHaveLength(selects ? 1 : 0);
  expect(resolveProfile(CLUSTER_ID, { backstay: 'standard' }, [{ ...PROFILE, selector }]).state).toBe(
    selects ? 'chosen' : 'outOfScope',
  );
});

test.each([
  ['no tag', {}, { state: 'chosen', profile: PROFILE }],
  ['another tag', { team: 'shop' }, { state: 'chosen', profile: PROFILE }],
  ['the name of a profile', { backstay: 'gold' }, { state: 'chosen', profile: gold }],
  ['a tag in other letters', { BackStay: ' Gold ' }, { state: 'chosen', profile: gold }],
  ['off', { backstay: 'off' }, { state: 'optedOut' }],
  ['OFF', { BACKSTAY: 'OFF' }, { state: 'optedOut' }],
  // A tag may choose among what operators allow for this cluster, and nothing more.
  ['a profile for other clusters', { backstay: 'foreign' }, { state: 'notAllowed', tag: 'foreign' }],
  ['a profile that is not there', { backstay: 'platinum' }, { state: 'notAllowed', tag: 'platinum' }],
  ['an id in place of a name', { backstay: PROFILE.vaultId }, { state: 'notAllowed', tag: PROFILE.vaultId }],
  ['an empty tag', { backstay: '' }, { state: 'notAllowed', tag: '' }],
])('%s', (_, tags, expected) => {
  expect(resolveProfile(CLUSTER_ID, tags, profiles)).toEqual(expected);
});

test('a cluster that no profile selects is out of scope with any tags', () => {
  expect(resolveProfile(CLUSTER_ID, { backstay: 'foreign' }, [foreign])).toEqual({ state: 'outOfScope' });
});
