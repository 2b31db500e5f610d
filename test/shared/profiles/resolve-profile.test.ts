import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Profile } from '../../../shared/model/profile.ts';
import { parseClusterId, partsOf } from '../../../shared/model/resource-id.ts';
import { profilesFor, profilesOf, resolveProfile, type Selectable } from '../../../shared/profiles/resolve-profile.ts';
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

const clusterWith = (tags: Selectable['tags'], location = 'westeurope'): Selectable => ({
  id: CLUSTER_ID,
  location,
  tags,
});

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
  expect(resolveProfile(clusterWith({ backstay: 'standard' }), [{ ...PROFILE, selector }]).state).toBe(
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
  expect(resolveProfile(clusterWith(tags), profiles)).toEqual(expected);
});

test('a cluster that no profile selects is out of scope with any tags', () => {
  expect(resolveProfile(clusterWith({ backstay: 'foreign' }), [foreign])).toEqual({ state: 'outOfScope' });
});

const selecting = (parts: Partial<Profile['selector']>, name = 'standard'): Profile => ({
  ...PROFILE,
  name,
  selector: { subscriptions: [SUBSCRIPTION], ...parts },
});

test.each<[string, Selectable, boolean]>([
  ['in another spelling', clusterWith({}, 'West Europe'), true],
  ['of another region', clusterWith({}, 'northeurope'), false],
  ['without a region', clusterWith({}, ''), false],
])('a selector of regions and a cluster %s', (_, cluster, selects) => {
  expect(profilesOf(cluster, [selecting({ locations: ['westeurope', 'swedencentral'] })])).toHaveLength(
    Number(selects),
  );
});

test.each<[string, Selectable['tags'], boolean]>([
  ['both tags', { env: 'prod', team: 'shop' }, true],
  ['names in other letters', { ENV: 'stage', Team: 'shop' }, true],
  ['a value in other letters', { env: 'Prod', team: 'shop' }, false],
  ['one of the tags', { env: 'prod' }, false],
  ['another value', { env: 'dev', team: 'shop' }, false],
  ['one name with two values', { env: 'prod', ENV: 'dev', team: 'shop' }, false],
  ['no tag', {}, false],
])('a selector of tags and a cluster with %s', (_, tags, selects) => {
  const profile = selecting({ tags: { env: ['prod', 'stage'], team: ['shop'] } });
  expect(resolveProfile(clusterWith(tags), [profile]).state).toBe(selects ? 'chosen' : 'outOfScope');
});

test('where a region or a tag decides, the id alone leaves all profiles possible', () => {
  const all = [selecting({ locations: ['northeurope'] }, 'north'), selecting({ tags: { env: ['prod'] } }, 'prod')];
  expect(profilesFor(CLUSTER_ID, all)).toEqual(all);
  expect(profilesOf(clusterWith({}), all)).toEqual([]);
});

test('the tag "backstay" picks no profile whose region or tags are others', () => {
  const all = [
    PROFILE,
    selecting({ locations: ['northeurope'] }, 'north'),
    selecting({ tags: { env: ['prod'] } }, 'prod'),
  ];
  expect(resolveProfile(clusterWith({ backstay: 'north' }), all)).toEqual({ state: 'notAllowed', tag: 'north' });
  expect(resolveProfile(clusterWith({ backstay: 'prod' }), all)).toEqual({ state: 'notAllowed', tag: 'prod' });
});

const word = fc.constantFrom('env', 'ENV', 'team', 'backstay', 'prod', 'dev', 'off', 'p0', 'p1', 'p2', '');
const locations = fc.constantFrom('westeurope', 'northeurope', 'West Europe');
const anySelector = fc.record(
  {
    subscriptions: fc.constantFrom([SUBSCRIPTION], [other], [SUBSCRIPTION, other]),
    locations: fc.constantFrom(['westeurope'], ['northeurope'], ['westeurope', 'northeurope']),
    tags: fc.constantFrom({ env: ['prod'] }, { env: ['prod', 'dev'] }, { env: ['prod'], team: ['dev'] }),
    clusters: fc.constantFrom([CLUSTER_ID], [elsewhere]),
  },
  { requiredKeys: ['subscriptions'] },
);
const anyCluster = fc.record({
  id: fc.constantFrom(CLUSTER_ID, elsewhere),
  location: locations,
  tags: fc.dictionary(word, word, { maxKeys: 4 }),
});

test('every cluster has exactly one profile or a clear refusal, and the same one each time', () => {
  fc.assert(
    fc.property(fc.array(anySelector, { maxLength: 3 }), anyCluster, (selectors, cluster) => {
      const all = selectors.map((selector, index) => ({ ...PROFILE, name: `p${index}`, selector }));
      const resolution = resolveProfile(cluster, all);
      const reordered = { ...cluster, tags: Object.fromEntries(Object.entries(cluster.tags).toReversed()) };
      const own = profilesOf(cluster, all);
      const tags = Object.keys(cluster.tags).filter((name) => name.toLowerCase() === 'backstay');
      if (tags.length < 2) expect(resolveProfile(reordered, all)).toEqual(resolution);
      expect(own.every((profile) => profilesFor(cluster.id, all).includes(profile))).toBe(true);
      if (resolution.state === 'chosen') expect(own).toContain(resolution.profile);
      else expect(['optedOut', 'outOfScope', 'notAllowed']).toContain(resolution.state);
      expect(resolution.state === 'outOfScope').toBe(own.length === 0);
    }),
  );
});
