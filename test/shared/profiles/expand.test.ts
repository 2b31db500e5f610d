import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ClusterId, parseClusterId, parseVaultId } from '../../../shared/model/resource-id.ts';
import { ConfigurationError } from '../../../shared/profiles/configuration-error.ts';
import { type AzureParts, expandProfiles, type RawFile, type RawProfile } from '../../../shared/profiles/expand.ts';
import { parseProfiles } from '../../../shared/profiles/profiles.ts';
import { profilesOf, resolveProfile, type Selectable } from '../../../shared/profiles/resolve-profile.ts';
import { parseWritten } from '../../../shared/profiles/written-profiles.ts';
import { must } from '../../support/facts.ts';

const ONE = '11111111-2222-3333-4444-555555555555';
const TWO = '22222222-2222-3333-4444-555555555555';
const HUB = '99999999-2222-3333-4444-555555555555';

const inGroup = (subscription: string, group: string) => `/subscriptions/${subscription}/resourceGroups/${group}`;
const vaultIn = (subscription: string, name: string) =>
  `${inGroup(subscription, 'rg-backup')}/providers/Microsoft.DataProtection/backupVaults/${name}`;
const accountIn = (subscription: string, name: string) =>
  `${inGroup(subscription, 'rg-backup')}/providers/Microsoft.Storage/storageAccounts/${name}`;

const PROFILE = {
  name: 'standard',
  selector: { subscriptions: [ONE, TWO] },
  vault: vaultIn(HUB, 'bv-shop'),
  storageAccount: accountIn(HUB, 'stshop'),
  container: '{cluster}',
  snapshotGroup: inGroup(HUB, 'rg-snapshots'),
};

const fileOf = (changes: object, top: object = {}) => ({ ...top, profiles: [{ ...PROFILE, ...changes }] });

function problemsIn(file: object): readonly string[] {
  try {
    parseWritten(JSON.stringify(file), 'profiles.json');
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems;
  }
}

const clusterIn = (subscription: string, group: string, name: string, location = 'westeurope'): Selectable => ({
  id: must(
    parseClusterId(`${inGroup(subscription, group)}/providers/Microsoft.ContainerService/managedClusters/${name}`),
  ),
  location,
  tags: {},
});

function azureOf(parts: Partial<AzureParts> = {}): AzureParts {
  return {
    subscriptionsUnder: (group) => (group === 'mg-prod' ? [TWO, ONE] : []),
    nameOf: (id) => ({ [ONE]: 'Contoso Prod 1', [TWO]: 'Contoso Prod 2' })[id],
    clustersIn: () => [],
    ...parts,
  };
}

function expanded(file: object, azure = azureOf()): readonly RawProfile[] {
  const written = parseWritten(JSON.stringify(file), 'profiles.json');
  return expandProfiles(written.file, azure);
}

const concrete = (profiles: readonly RawProfile[]) =>
  parseProfiles(JSON.stringify({ profiles }), 'profiles.expanded.json');

describe('the file of operators', () => {
  test('without wildcards and placeholders is taken as it is', () => {
    const text = JSON.stringify(fileOf({}));
    expect(parseWritten(text, 'profiles.json').profiles).toEqual(parseProfiles(text, 'profiles.json'));
    expect(expanded(fileOf({}))).toEqual([PROFILE]);
  });

  test.each<[string, object, string]>([
    ['a cluster in the vault', { vault: vaultIn(HUB, 'bv-{cluster}') }, 'vault: may have {subscription}'],
    ['a group in the vault', { vault: vaultIn(HUB, 'bv-{resourceGroup}') }, 'must not choose where backups go'],
    ['a cluster in the account', { storageAccount: accountIn(HUB, 'st{cluster}') }, 'storageAccount: may have'],
    ['a tag', { vault: vaultIn(HUB, 'bv-{tag.team}') }, 'not {tag.team}'],
    ['another word', { snapshotGroup: inGroup(HUB, 'rg-{team}') }, 'snapshotGroup: may have'],
    ['a tag in the container', { container: '{team}' }, 'container: may have'],
    ['a region without regions', { vault: vaultIn(HUB, 'bv-{location}') }, '{location} needs "locations"'],
    [
      'a short name that is not there',
      { vault: vaultIn(HUB, 'bv-{locationShort}'), selector: { subscriptions: [ONE], locations: ['westeurope'] } },
      '{locationShort} needs a name for each of the "locations"',
    ],
    ['a group that is a cluster alone', { snapshotGroup: inGroup(HUB, '{cluster}') }, 'at least 3 characters'],
    ['all subscriptions of nothing', { selector: { subscriptions: ['*'] } }, '"*" needs "managementGroups"'],
    [
      'all subscriptions and one more',
      { selector: { subscriptions: ['*', ONE], managementGroups: ['mg-prod'] } },
      '"*" is all of them',
    ],
    [
      'a management group and subscriptions',
      { selector: { subscriptions: [ONE], managementGroups: ['mg-prod'] } },
      'managementGroups: needs "subscriptions": ["*"]',
    ],
    ['an expanded profile', { expandedFrom: 'standard' }, 'expandedFrom: is set by'],
    ['no vault', { vault: undefined, snapshotGroup: inGroup('{subscription}', 'rg') }, 'vault: is missing'],
    [
      'an id that is wrong however it is filled in',
      { vault: `${inGroup('{subscription}', 'rg')}/providers/Microsoft.Storage/storageAccounts/x` },
      'vault: must be an id of the form',
    ],
  ])('with %s is refused, with its place', (_, changes, problem) => {
    const [first, ...others] = problemsIn(fileOf(changes));
    expect(first).toMatch(/^line 1, column \d+, profiles\[0\]/);
    expect(first).toContain(problem);
    expect(others).toEqual([]);
  });

  test.each<[string, object, string]>([
    [
      'placeholders',
      { vault: vaultIn('{subscription}', 'bv') },
      'vault: has a placeholder: run `backstay profiles expand`',
    ],
    [
      'a wildcard',
      { selector: { subscriptions: ['*'], managementGroups: ['mg-prod'] } },
      'subscriptions[0]: "*" is many subscriptions: run `backstay profiles expand`',
    ],
  ])('with %s is never what the app goes by', (_, changes, problem) => {
    expect(() => parseProfiles(JSON.stringify(fileOf(changes)), 'profiles.json')).toThrow(problem);
  });
});

describe('an expansion', () => {
  test('has one place for each subscription and region', () => {
    const file = fileOf(
      {
        selector: { subscriptions: ['*'], managementGroups: ['mg-prod'], locations: ['West Europe', 'northeurope'] },
        vault: vaultIn('{subscription}', 'bv-{location}'),
        storageAccount: accountIn('{subscription}', 'st{subscriptionName}{locationShort}'),
        snapshotGroup: inGroup('{subscription}', 'rg-{subscriptionName}-{locationShort}'),
        container: 'aks-{locationShort}-{cluster}',
      },
      { locationShort: { 'West Europe': 'weu', northeurope: 'neu' } },
    );
    const profiles = expanded(file);
    expect(profiles.map(({ name }) => name)).toEqual([
      'standard-weu-11111111',
      'standard-neu-11111111',
      'standard-weu-22222222',
      'standard-neu-22222222',
    ]);
    expect(profiles[0]).toEqual({
      name: 'standard-weu-11111111',
      expandedFrom: 'standard',
      selector: { subscriptions: [ONE], managementGroups: ['mg-prod'], locations: ['westeurope'] },
      vault: vaultIn(ONE, 'bv-westeurope'),
      storageAccount: accountIn(ONE, 'stcontosoprod1weu'),
      snapshotGroup: inGroup(ONE, 'rg-contoso-prod-1-weu'),
      container: 'aks-weu-{cluster}',
    });
    const all = concrete(profiles);
    const cluster = clusterIn(TWO, 'rg', 'aks', 'northeurope');
    expect(profilesOf(cluster, all).map(({ name }) => name)).toEqual(['standard-neu-22222222']);
    const tagged = { ...cluster, tags: { backstay: 'standard' } };
    expect(resolveProfile(tagged, all)).toMatchObject({ state: 'chosen', profile: { name: 'standard-neu-22222222' } });
  });

  test('of a wildcard alone keeps the profile, with the subscriptions that are there now', () => {
    const selector = { subscriptions: ['*'], managementGroups: ['mg-prod'] };
    expect(expanded(fileOf({ selector }))).toEqual([
      { ...PROFILE, selector: { ...selector, subscriptions: [ONE, TWO] } },
    ]);
  });

  test('has a snapshot group for each cluster that the selector can select, and for no other', () => {
    const clusters = [
      clusterIn(ONE, 'rg-shop', 'aks-b'),
      clusterIn(ONE, 'rg-shop', 'aks-a'),
      clusterIn(ONE, 'rg-lab', 'aks-c'),
      clusterIn(ONE, 'rg-shop', 'aks-d', 'northeurope'),
    ];
    const profiles = expanded(
      fileOf({
        selector: { subscriptions: [ONE], locations: ['westeurope'], exclude: { resourceGroups: ['RG-Lab'] } },
        snapshotGroup: inGroup(ONE, 'snap-{resourceGroup}-{cluster}'),
      }),
      azureOf({ clustersIn: () => clusters }),
    );
    expect(profiles.map(({ selector, snapshotGroup }) => [selector.clusters, snapshotGroup])).toEqual([
      [[clusters[1]?.id], inGroup(ONE, 'snap-rg-shop-aks-a')],
      [[clusters[0]?.id], inGroup(ONE, 'snap-rg-shop-aks-b')],
    ]);
    expect(concrete(profiles)).toHaveLength(2);
  });

  test('of groups has one snapshot group for each group', () => {
    const clusters = [clusterIn(ONE, 'rg-b', 'aks'), clusterIn(ONE, 'rg-a', 'aks'), clusterIn(ONE, 'rg-a', 'aks-2')];
    const profiles = expanded(
      fileOf({ selector: { subscriptions: [ONE] }, snapshotGroup: inGroup(ONE, 'snap-{resourceGroup}') }),
      azureOf({ clustersIn: () => clusters }),
    );
    expect(profiles.map(({ selector }) => selector.resourceGroups)).toEqual([['rg-a'], ['rg-b']]);
  });

  test.each<[string, object, Partial<AzureParts>, string]>([
    [
      'a management group that is not seen',
      { selector: { subscriptions: ['*'], managementGroups: ['mg-other'] } },
      {},
      'you see no subscription in management group "mg-other"',
    ],
    [
      'two subscriptions of one name',
      { vault: vaultIn(HUB, 'bv-{subscriptionName}') },
      { nameOf: () => 'Contoso' },
      'have the same name "contoso"',
    ],
    [
      'a name without letters',
      { vault: vaultIn(HUB, 'bv-{subscriptionName}') },
      { nameOf: () => '///' },
      'has no letter',
    ],
    [
      'a subscription that is not seen',
      { vault: vaultIn(HUB, 'bv-{subscriptionName}') },
      { nameOf: () => undefined },
      'you do not see subscription',
    ],
    [
      'clusters of one name in a shared snapshot group',
      { snapshotGroup: inGroup(HUB, 'snap-{cluster}') },
      { clustersIn: (id) => [clusterIn(id, 'rg', 'aks')] },
      'would share the snapshot group',
    ],
    [
      'a cluster that is named after the group of the vault',
      { snapshotGroup: inGroup(HUB, 'rg-{cluster}'), selector: { subscriptions: [ONE] } },
      { clustersIn: () => [clusterIn(ONE, 'rg', 'backup')] },
      'is that of a vault, an account or of staging',
    ],
    [
      'one account name in two subscriptions',
      { storageAccount: accountIn('{subscription}', 'stshop') },
      {},
      'names of accounts are unique in all of Azure',
    ],
    [
      'an account name that is too long',
      { storageAccount: accountIn(HUB, 'stofmorethan24chars{subscriptionName}') },
      {},
      'Azure takes 3 to 24 small letters and digits',
    ],
    [
      'a name that leaves no room',
      { name: 'a-name-of-more-than-23-chars', vault: vaultIn('{subscription}', 'bv') },
      {},
      'has too long a name',
    ],
    ['no cluster at all', { snapshotGroup: inGroup(HUB, 'snap-{cluster}') }, {}, 'expands to nothing'],
    [
      'too many places',
      { snapshotGroup: inGroup(HUB, 'snap-{cluster}'), selector: { subscriptions: [ONE] } },
      { clustersIn: () => Array.from({ length: 501 }, (_, number) => clusterIn(ONE, 'rg', `aks-${number}`)) },
      'expands to 501 profiles',
    ],
  ])('of %s is refused', (_, changes, parts, problem) => {
    expect(() => expanded(fileOf(changes), azureOf(parts))).toThrow(problem);
  });
});

const text = fc.string({
  unit: fc.constantFrom('a', 'B', '0', '-', '_', '.', '(', '{', '}', '$', '&', '/', '*', 'é'),
  maxLength: 12,
});
const anyName = fc.string({ unit: fc.constantFrom('a', 'B', '0', '-', '_'), minLength: 1, maxLength: 12 });
const anyCluster = fc
  .record({
    subscription: fc.constantFrom(ONE, TWO),
    group: anyName,
    name: anyName,
    location: fc.constantFrom('westeurope', 'northeurope'),
    tags: fc.dictionary(fc.constantFrom('subscription', 'location', 'cluster', 'vault'), text),
  })
  .map(({ subscription, group, name, location, tags }) => ({
    ...clusterIn(subscription, group, name, location),
    tags,
  }));
const parts = fc.constantFrom('{subscription}', '{location}', '{locationShort}', '{subscriptionName}', 'shop');

test('neither clusters nor groups nor tags decide which vault and account are expanded', () => {
  const shown = (file: RawFile, clusters: readonly Selectable[]) => {
    const azure = azureOf({ clustersIn: (id) => clusters.filter((each) => each.id.includes(id)) });
    return new Set(expandProfiles(file, azure).flatMap(({ vault, storageAccount }) => [vault, storageAccount]));
  };
  fc.assert(
    fc.property(parts, fc.array(anyCluster, { minLength: 1, maxLength: 4 }), (part, clusters) => {
      const file = fileOf(
        {
          selector: { subscriptions: [ONE, TWO], locations: ['westeurope', 'northeurope'] },
          vault: vaultIn(HUB, `bv-${part}`),
          storageAccount: accountIn(HUB, part === '{subscription}' ? 'stx' : `st${part}`),
          snapshotGroup: inGroup('{subscription}', 'snap-{location}-{resourceGroup}-{cluster}'),
        },
        { locationShort: { westeurope: 'weu', northeurope: 'neu' } },
      ) as RawFile;
      const all = shown(
        {
          ...file,
          profiles: file.profiles.map((each) => ({
            ...each,
            snapshotGroup: inGroup('{subscription}', 'rg-{location}'),
          })),
        },
        [],
      );
      let found: ReadonlySet<unknown>;
      try {
        found = shown(file, clusters);
      } catch (error) {
        // Two clusters whose names run together would share a group.
        expect((error as Error).message).toContain('would share the snapshot group');
        return;
      }
      expect([...found].filter((id) => !all.has(id))).toEqual([]);
    }),
  );
});

test('an expansion is valid or refused, and the same for the same Azure in any order', () => {
  fc.assert(
    fc.property(parts, text, fc.array(anyCluster, { maxLength: 4 }), (part, name, clusters) => {
      const file = fileOf(
        {
          selector: { subscriptions: ['*'], managementGroups: ['mg-prod'], locations: ['westeurope', 'northeurope'] },
          vault: vaultIn('{subscription}', `bv-${part}`),
          snapshotGroup: inGroup('{subscription}', 'snap-{resourceGroup}'),
        },
        { locationShort: { westeurope: 'weu', northeurope: 'neu' } },
      );
      const run = (all: readonly Selectable[], ids: readonly string[]): unknown => {
        try {
          return expandProfiles(
            file as RawFile,
            azureOf({
              subscriptionsUnder: () => ids,
              nameOf: (id) => `${name}${id === ONE ? 'one' : ''}`,
              clustersIn: (id) => all.filter((each) => each.id.includes(id)),
            }),
          );
        } catch (error) {
          return (error as Error).name;
        }
      };
      const profiles = run(clusters, [ONE, TWO]);
      expect(run(clusters.toReversed(), [TWO, ONE])).toEqual(profiles);
      if (!Array.isArray(profiles)) {
        expect(profiles).toBe('ExpansionError');
        return;
      }
      for (const { vaultId, expandedFrom, selector } of concrete(profiles)) {
        expect(parseVaultId(vaultId)).toBe(vaultId);
        expect([expandedFrom, [ONE, TWO].includes(must(selector.subscriptions[0]))]).toEqual(['standard', true]);
      }
      for (const cluster of clusters) {
        const own = profilesOf(cluster, concrete(profiles));
        expect(own.length).toBeLessThanOrEqual(1);
        expect(own.every(({ vaultId }) => vaultId.includes((cluster.id as ClusterId).split('/')[2] ?? ''))).toBe(true);
      }
    }),
  );
});
