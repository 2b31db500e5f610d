import { expect, test } from 'vitest';
import { ConfigurationError } from '../../../shared/profiles/configuration-error.ts';
import { parseProfiles, profilesJsonSchema } from '../../../shared/profiles/profiles.ts';
import {
  CLUSTER_ID,
  must,
  SNAPSHOT_GROUP_ID,
  STORAGE_ACCOUNT_ID,
  SUBSCRIPTION,
  VAULT_ID,
} from '../../support/facts.ts';

const good = {
  name: 'standard',
  selector: { subscriptions: [SUBSCRIPTION] },
  vault: VAULT_ID,
  storageAccount: STORAGE_ACCOUNT_ID,
  container: 'aks-backup',
  snapshotGroup: SNAPSHOT_GROUP_ID,
};

function problemsIn(text: string): readonly string[] {
  try {
    parseProfiles(text, 'config/profiles.json');
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    expect(error.message).toContain('config/profiles.json');
    return error.problems;
  }
}

test('what is not said is the safe choice', () => {
  const [profile] = parseProfiles(JSON.stringify({ profiles: [good] }), 'profiles.json');
  expect(must(profile)).toEqual({
    name: 'standard',
    selector: { subscriptions: [SUBSCRIPTION] },
    vaultId: VAULT_ID,
    storage: { accountId: STORAGE_ACCOUNT_ID, container: 'aks-backup' },
    snapshotGroupId: SNAPSHOT_GROUP_ID,
    tier: 'vault',
    mode: 'observe',
    operators: [],
    allow: ['providerRegistration', 'blobContainer', 'roleGrant', 'backupExtension', 'trustedAccessBinding'],
    approve: [],
    inspectCluster: false,
    confirm: 'rules',
  });
});

test.each([
  ['a misspelt key', { ...good, vualt: VAULT_ID }, 'profiles[0]: Unrecognized key: "vualt"'],
  [
    'an id of another type',
    { ...good, vault: STORAGE_ACCOUNT_ID },
    'profiles[0].vault: must be an id of the form /subscriptions/<id>',
  ],
  ['a missing part', { ...good, snapshotGroup: undefined }, 'profiles[0].snapshotGroup: is missing'],
  ['an unknown mode', { ...good, mode: 'fix' }, 'profiles[0].mode: '],
  ['an inspection that is listed as a change', { ...good, allow: ['clusterInspection'] }, 'profiles[0].allow[0]: '],
  ['an inspection that is neither yes nor no', { ...good, inspectCluster: 'yes' }, 'profiles[0].inspectCluster: '],
  [
    'an approval of what is not allowed',
    { ...good, allow: ['roleGrant'], approve: ['roleGrant', 'storageBypass'] },
    'profiles[0].approve[1]: "storageBypass" must be under "allow" as well',
  ],
  ['an unknown kind of remedy', { ...good, allow: ['everything'] }, 'profiles[0].allow[0]: '],
  [
    'a container name that storage refuses',
    { ...good, container: 'Not_OK' },
    'profiles[0].container: must be a container name',
  ],
  ['a profile named off', { ...good, name: 'off' }, 'profiles[0].name: must not be "off"'],
  ['no subscription', { ...good, selector: { subscriptions: [] } }, 'profiles[0].selector.subscriptions: '],
  [
    'a cluster that is no id',
    { ...good, selector: { ...good.selector, clusters: ['shop'] } },
    'profiles[0].selector.clusters[0]: must be an id',
  ],
])('%s is refused with its place', (_, profile, problem) => {
  expect(problemsIn(JSON.stringify({ profiles: [profile] }))).toEqual([expect.stringContaining(problem)]);
});

test('every fault is reported at once', () => {
  const faulty = [
    { ...good, mode: 'x' },
    { ...good, tier: 'y', vault: 7 },
  ];
  expect(problemsIn(JSON.stringify({ profiles: faulty }))).toHaveLength(3);
});

test('who is mentioned is taken as it is written', () => {
  const notify = { mentions: [{ name: "Zoë O'Example-Smith", id: 'zoe@contoso.example' }] };
  const [profile] = parseProfiles(JSON.stringify({ profiles: [{ ...good, notify }] }), 'profiles.json');
  expect(must(profile).notify).toEqual(notify);
});

test.each([
  ['a link', { name: '[x](https://evil.example)', id: 'a@contoso.example' }],
  ['a tag', { name: '<at>everyone</at>', id: 'a@contoso.example' }],
  ['emphasis', { name: '*x*', id: 'a@contoso.example' }],
  ['a turn of the reading order', { name: 'a\u202eb', id: 'a@contoso.example' }],
  ['no id', { name: 'Ada', id: 'ada' }],
])('%s is refused as a mention', (_, mention) => {
  const problems = problemsIn(JSON.stringify({ profiles: [{ ...good, notify: { mentions: [mention] } }] }));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/mentions/);
});

test('two profiles of one name are refused', () => {
  expect(problemsIn(JSON.stringify({ profiles: [good, good] }))).toEqual([
    expect.stringMatching(/^line 1, column \d+, profiles\[1\]\.name: "standard" is taken by an earlier profile$/),
  ]);
});

test('broken JSON is refused with the place in the text', () => {
  expect(problemsIn('{\n  "profiles": [,]\n}')).toContain('line 2, column 16: a value is expected');
  expect(problemsIn('')).toEqual(['line 1, column 1: a value is expected']);
});

test('comments, trailing commas and a byte order mark are read', () => {
  const [profile] = parseProfiles(
    `\uFEFF// Written by the platform team.\n{ "profiles": [ /* one */ ${JSON.stringify(good)}, ], }`,
    'profiles.json',
  );
  expect(must(profile).name).toBe('standard');
});

test.each([
  ['in a profile', { profiles: [good] }, '"mode": "observe", "mode": "enforce", ', '"name"'],
  ['at the top', { profiles: [good] }, '"profiles": [], ', '"profiles"'],
])('a name that is there twice %s is refused, not the last one taken', (_, value, twice, before) => {
  const text = JSON.stringify(value).replace(before, `${twice}${before}`);
  expect(problemsIn(text)).toEqual([expect.stringMatching(/^line 1, column \d+: "(mode|profiles)" is there twice$/)]);
});

test('regions and tags of a selector are read as Azure compares them', () => {
  const selector = {
    subscriptions: [SUBSCRIPTION],
    locations: ['West Europe', 'swedencentral'],
    tags: { Env: ['prod', 'Stage'], team: 'shop' },
  };
  const [profile] = parseProfiles(JSON.stringify({ profiles: [{ ...good, selector }] }), 'profiles.json');
  expect(must(profile).selector).toEqual({
    subscriptions: [SUBSCRIPTION],
    locations: ['westeurope', 'swedencentral'],
    tags: { env: ['prod', 'Stage'], team: ['shop'] },
  });
});

test.each([
  ['no region', { locations: [] }, 'locations: '],
  ['a region that is none', { locations: ['west/europe'] }, 'locations[0]: must be the name of a region'],
  ['no tag', { tags: {} }, 'tags: must name a tag'],
  ['a tag without values', { tags: { env: [] } }, 'tags.env: '],
  ['the name of no tag', { tags: { 'a<b': 'x' } }, 'tags.a<b: must be the name of a tag'],
  ['the tag of Backstay', { tags: { Backstay: 'gold' } }, 'tags.Backstay: must be another tag'],
  ['one tag in two spellings', { tags: { env: 'a', Env: 'b' } }, 'tags.Env: is there twice'],
  [
    'clusters that are all elsewhere',
    { clusters: [CLUSTER_ID], resourceGroups: ['other'] },
    'clusters: selects nothing: none of them is in one of the "subscriptions" and one of the "resourceGroups"',
  ],
])('a selector with %s is refused', (_, parts, problem) => {
  const selector = { subscriptions: [SUBSCRIPTION], ...parts };
  expect(problemsIn(JSON.stringify({ profiles: [{ ...good, selector }] }))).toEqual([
    expect.stringContaining(`profiles[0].selector.${problem}`),
  ]);
});

test('the published schema knows every key', () => {
  expect(JSON.stringify(profilesJsonSchema())).toContain('snapshotGroup');
  expect(profilesJsonSchema()).toMatchObject({ allowComments: true, allowTrailingCommas: true });
});

const acceptance = { rule: 'BKS-603', reason: 'The perimeter filters it.', owner: 'network', until: '2027-03-31' };

test('an accepted finding holds until the end of its last day', () => {
  const clusters = [CLUSTER_ID.toUpperCase()];
  const text = JSON.stringify({ profiles: [{ ...good, accept: [acceptance, { ...acceptance, clusters }] }] });
  const until = '2027-03-31T23:59:59.999Z';
  const entry = { ruleId: 'BKS-603', reason: 'The perimeter filters it.', owner: 'network', until };
  expect(must(parseProfiles(text, 'profiles.json')[0]).accept).toEqual([entry, { ...entry, clusters: [CLUSTER_ID] }]);
});

test.each([
  ['a rule that does not exist', { rule: 'BKS-999' }, 'accept[0].rule: must be the id of a rule, such as BKS-603'],
  ['a rule on identities', { rule: 'BKS-203' }, 'accept[0].rule: BKS-203 cannot be accepted: no backup runs'],
  ['a rule on places', { rule: 'BKS-212' }, 'accept[0].rule: BKS-212 cannot be accepted: it decides where'],
  ['a shared container', { rule: 'BKS-505' }, 'accept[0].rule: BKS-505 cannot be accepted: one cluster could read'],
  ['no reason', { reason: ' ' }, 'accept[0].reason: must not be empty'],
  ['two lines', { reason: 'one\ntwo' }, 'accept[0].reason: must be one line'],
  ['text that turns around', { owner: 'a\u202eb' }, 'accept[0].owner: must be one line'],
  ['no day', { until: 'next year' }, 'accept[0].until: must be a day, such as 2027-01-31'],
  ['a field more', { forEver: true }, 'accept[0]: Unrecognized key: "forEver"'],
])('an acceptance with %s is refused, with its place', (_, change, expected) => {
  const text = JSON.stringify({ profiles: [{ ...good, accept: [{ ...acceptance, ...change }] }] }, undefined, 2);
  const [problem, ...others] = problemsIn(text);
  expect(problem).toContain(expected);
  expect(problem).toMatch(/^line \d+, column \d+, profiles\[0\]\./);
  expect(others).toEqual([]);
});

test.each([
  ['a cluster', { clusters: [CLUSTER_ID], exclude: { clusters: [CLUSTER_ID] } }, 'selector.clusters[0]'],
  ['a group', { resourceGroups: ['Shops'], exclude: { resourceGroups: ['shops'] } }, 'selector.resourceGroups[0]'],
])('a selector that names and excludes %s is refused', (_, parts, place) => {
  const selector = { subscriptions: [SUBSCRIPTION], ...parts };
  expect(problemsIn(JSON.stringify({ profiles: [{ ...good, selector }] }))).toEqual([
    expect.stringContaining(`profiles[0].${place}: is left out by "exclude"`),
  ]);
});

test('an empty "exclude" is refused', () => {
  const selector = { subscriptions: [SUBSCRIPTION], exclude: {} };
  expect(problemsIn(JSON.stringify({ profiles: [{ ...good, selector }] }))).toEqual([
    expect.stringContaining('profiles[0].selector.exclude: excludes nothing'),
  ]);
});

const staging = {
  resourceGroup: `/subscriptions/${SUBSCRIPTION}/resourceGroups/staging`,
  storageAccount: STORAGE_ACCOUNT_ID,
};
const restores = { ...good, purpose: 'restoreTarget' };

test('a profile is for backups unless it says that it is a target of restores', () => {
  const purposeOf = (profile: object) =>
    must(parseProfiles(JSON.stringify({ profiles: [profile] }), 'profiles.json')[0]).purpose;
  expect(purposeOf({ ...good, purpose: 'backup' })).toBeUndefined();
  expect(purposeOf({ ...restores, staging })).toBe('restoreTarget');
  expect(purposeOf({ ...restores, tier: 'operational' })).toBe('restoreTarget');
});

test.each([
  ['without a staging place', restores, 'profiles[0].purpose: "restoreTarget" needs "staging"'],
  [
    'with a policy',
    { ...restores, staging, protect: { policy: 'daily' } },
    'profiles[0].protect: must be left out where "purpose" is "restoreTarget"',
  ],
  [
    'with a limit for unprotected clusters',
    { ...restores, staging, unprotectedAfterDays: 7 },
    'profiles[0].unprotectedAfterDays: must be left out',
  ],
  ['with drills', { ...restores, staging, restoreDrill: {} }, 'profiles[0].restoreDrill: must be left out'],
  ['of another word', { ...good, purpose: 'restore' }, 'profiles[0].purpose: '],
])('a restore target %s is refused with its place', (_, profile, problem) => {
  expect(problemsIn(JSON.stringify({ profiles: [profile] }))).toEqual([expect.stringContaining(problem)]);
});

test('drills restore to the cluster itself, or to the one that is named', () => {
  const drillOf = (restoreDrill: object, mode = 'enforce') =>
    must(parseProfiles(JSON.stringify({ profiles: [{ ...good, mode, restoreDrill }] }), 'profiles.json')[0])
      .restoreDrill;
  expect(drillOf({})).toEqual({});
  expect(drillOf({}, 'observe')).toBeUndefined();
  expect(drillOf({ cluster: CLUSTER_ID.toUpperCase() })).toEqual({ clusterId: CLUSTER_ID });
  expect(problemsIn(JSON.stringify({ profiles: [{ ...good, restoreDrill: { cluster: 'shop' } }] }))).toEqual([
    expect.stringContaining('profiles[0].restoreDrill.cluster: must be an id'),
  ]);
});
