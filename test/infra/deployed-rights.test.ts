import { beforeEach, describe, expect, test } from 'vitest';
import { grantedScopes } from '../../infra/hooks/granted-scopes.mjs';
import rights from '../../infra/rights.json' with { type: 'json' };
import { BOT, CLUSTER_ID, PROFILES, SUBSCRIPTION_ID } from '../../local/demo/world.ts';
import { findBicep } from '../../scripts/infra/bicep-cli.ts';
import { deployedRights } from '../../scripts/infra/story-rights.ts';

const bicep = findBicep('.');
const [STANDARD] = PROFILES.profiles as [(typeof PROFILES.profiles)[number]];
const SUBSCRIPTION = `/subscriptions/${SUBSCRIPTION_ID}`;
const OTHER = '0a1b2c3d-1111-4222-8333-444455556666';
const STAGING = {
  resourceGroup: `${SUBSCRIPTION}/resourceGroups/rg-staging`,
  storageAccount: `${SUBSCRIPTION}/resourceGroups/rg-staging/providers/Microsoft.Storage/storageAccounts/ststaging`,
};

interface Resource {
  readonly id: string;
  readonly type: string;
  readonly properties: {
    readonly roleName?: string;
    readonly roleDefinitionId?: string;
    readonly condition?: string | null;
    readonly permissions?: readonly { readonly actions: readonly string[]; readonly dataActions: readonly string[] }[];
  };
}

interface Deployed {
  /** `title @ scope`, sorted. */
  readonly held: readonly string[];
  readonly actions: readonly string[];
  conditionOf(title: string): string;
}

/** The resources of a deployment, as Bicep itself evaluates them. */
function deployed(parameters: Readonly<Record<string, unknown>>): Deployed {
  if (typeof bicep === 'string') throw new Error(bicep);
  const text = deployedRights(bicep, '.', { principalId: BOT.objectId, suffix: 'test', ...parameters });
  const { predictedResources } = JSON.parse(text) as { readonly predictedResources: readonly Resource[] };
  const roles = predictedResources.filter(({ type }) => type.endsWith('/roleDefinitions'));
  const assignments = predictedResources.filter(({ type }) => type.endsWith('/roleAssignments'));
  const titleOf = (id: string | undefined) =>
    /^Backstay (.*) \(test\)$/.exec(
      roles.find((role) => role.id.split('/').at(-1) === id?.split('/').at(-1))?.properties.roleName ?? '',
    )?.[1] ?? `? ${id}`;
  const held = assignments.map(
    ({ id, properties }) =>
      `${titleOf(properties.roleDefinitionId)} @ ${id.split('/providers/Microsoft.Authorization/')[0]}`,
  );
  return {
    held: held.sort(),
    actions: roles.flatMap(({ properties }) => properties.permissions ?? []).flatMap(({ actions }) => actions),
    conditionOf: (title) =>
      assignments.find(({ properties }) => titleOf(properties.roleDefinitionId) === title)?.properties.condition ?? '',
  };
}

describe('infra/rights.bicep, evaluated by Bicep', () => {
  // Where there is no Bicep CLI to be had, `npm run check:infra` says so as well.
  beforeEach(({ skip }) => {
    if (typeof bicep === 'string') skip(bicep);
  });

  test('profiles that only observe get no write right at all', () => {
    const { held, actions } = deployed({ profiles: [{ ...STANDARD, mode: 'observe' }], allowUndo: true });
    expect(held).toEqual([`Observer @ ${SUBSCRIPTION}`]);
    expect(actions.every((action) => action.endsWith('/read'))).toBe(true);
  });

  test('the right to publish events is held only where a topic is configured, at that topic alone', () => {
    const profiles = [{ ...STANDARD, mode: 'observe' }];
    const topic = `${SUBSCRIPTION}/resourceGroups/rg-events/providers/Microsoft.EventGrid/topics/backstay`;
    const { held } = deployed({ profiles, eventsTopicId: topic });
    // A built-in role, which has no title here.
    expect(held.filter((each) => !each.startsWith('Observer'))).toEqual([
      expect.stringMatching(
        new RegExp(`^\\? .*d5a91429-5739-47e2-a06b-3470a27159e7 @ .*${topic.split('/').slice(5).join('/')}$`),
      ),
    ]);
    expect(deployed({ profiles }).held).toEqual([`Observer @ ${SUBSCRIPTION}`]);
  });

  test('a profile for some clusters gets nothing beyond them', () => {
    const clusterId = `${SUBSCRIPTION}/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/aks-shop`;
    const { held } = deployed({
      profiles: [
        {
          ...STANDARD,
          // The second one is not selected: all parts of a selector must match.
          selector: {
            subscriptions: [SUBSCRIPTION_ID],
            clusters: [clusterId, clusterId.replace(SUBSCRIPTION_ID, OTHER)],
          },
          allow: ['backupExtension', 'roleGrant'],
        },
      ],
    });
    expect(held.filter((each) => /Installer|Cluster Granter/.test(each))).toEqual([
      `Backup Extension Installer @ ${clusterId}`,
      `Cluster Granter @ ${clusterId}`,
    ]);
    expect(held.some((each) => /Trusted Access|Registrar|Creator/.test(each))).toBe(false);
  });

  test('groups in several subscriptions, staging and undo: each right once, in any casing', () => {
    const selector = { subscriptions: [SUBSCRIPTION_ID.toUpperCase(), OTHER], resourceGroups: ['RG-Shop'] };
    const staging = STAGING;
    const { held, conditionOf } = deployed({
      profiles: [
        { ...STANDARD, selector, staging, allow: ['roleGrant'] },
        {
          ...STANDARD,
          name: 'again',
          selector: { ...selector, resourceGroups: ['rg-shop'] },
          staging,
          allow: ['roleGrant'],
        },
      ],
      allowUndo: true,
      alsoRead: [OTHER],
    });
    expect(held).toHaveLength(new Set(held).size);
    expect(held.filter((each) => each.startsWith('Cluster Granter @'))).toEqual([
      `Cluster Granter @ /subscriptions/${OTHER}/resourceGroups/rg-shop`,
      `Cluster Granter @ ${SUBSCRIPTION}/resourceGroups/rg-shop`,
    ]);
    expect(held.filter((each) => each.startsWith('Observer'))).toHaveLength(2);
    expect(held.filter((each) => /Staging/.test(each))).toHaveLength(4);
    // Contributor may be granted on groups for snapshots and staging, never on clusters or
    // accounts; and to Backstay itself nothing.
    expect(conditionOf('Cluster Granter')).not.toContain('b24988ac-6180-42a0-ab88-20f7382dd24c');
    expect(conditionOf('Staging Account Granter')).not.toContain('b24988ac-6180-42a0-ab88-20f7382dd24c');
    expect(conditionOf('Snapshot Group Granter')).toContain('b24988ac-6180-42a0-ab88-20f7382dd24c');
    for (const title of ['Cluster', 'Snapshot Group', 'Storage Account', 'Staging Group', 'Staging Account']) {
      for (const condition of [conditionOf(`${title} Granter`), conditionOf(`${title} Granter, Undo`)]) {
        expect(condition).toContain(`ForAnyOfAllValues:GuidNotEquals {${BOT.objectId}}`);
        expect(condition).toContain("{'ServicePrincipal'}");
        expect(condition).not.toMatch(/[<>]/);
      }
    }
  });

  test('what is not there is left out, and all else is granted', () => {
    const selector = { subscriptions: [SUBSCRIPTION_ID, OTHER], resourceGroups: ['RG-Shop'] };
    const profiles = [{ ...STANDARD, selector, allow: ['roleGrant', 'snapshotGroup'] }];
    const all = deployed({ profiles }).held;
    const away = [`/subscriptions/${OTHER}/resourceGroups/RG-SHOP`, STANDARD.snapshotGroup];
    const { held } = deployed({ profiles, absentScopes: away });
    const isAway = (each: string) => away.some((id) => each.toLowerCase().endsWith(` @ ${id.toLowerCase()}`));
    expect(all.filter(isAway)).toHaveLength(2);
    expect(held).toEqual(all.filter((each) => !isAway(each)));
    // Each may make its group in the subscription, which is there.
    expect(held).toContain(`Snapshot Group Creator @ ${SUBSCRIPTION}`);
  });

  /** Each in a subscription of its own, so that none hides what another lacks. */
  const LOOKED_AT: readonly object[] = [
    STANDARD,
    { ...STANDARD, allow: [] },
    { ...STANDARD, mode: 'observe', staging: STAGING, inspectCluster: true },
    {
      ...STANDARD,
      staging: STAGING,
      inspectCluster: true,
      allow: [...Object.keys(rights.change), 'roleGrant'],
    },
    { ...STANDARD, allow: ['storageBypass', 'vaultIdentity'] },
    {
      ...STANDARD,
      selector: { subscriptions: [SUBSCRIPTION_ID, OTHER.toUpperCase()], resourceGroups: ['RG-A', 'rg-b'] },
      vault: STANDARD.vault.replace(SUBSCRIPTION_ID, 'eeeeeeee-1111-4222-8333-444455556666'),
    },
    { ...STANDARD, selector: { subscriptions: [SUBSCRIPTION_ID], clusters: [CLUSTER_ID], resourceGroups: ['rg-c'] } },
  ].map((profile, index) =>
    JSON.parse(
      JSON.stringify({ ...profile, name: `p${index}` }).replaceAll(SUBSCRIPTION_ID.slice(0, 8), `0000000${index}`),
    ),
  );
  test.each([true, false])(
    'the hook looks for just the scopes that are granted at (into containers: %s)',
    (lookIntoContainers) => {
      const alsoRead = ['EEEEEEEE-1111-4222-8333-444455556666', 'dddddddd-1111-4222-8333-444455556666'];
      const { held } = deployed({ profiles: LOOKED_AT, lookIntoContainers, alsoRead, allowUndo: true });
      const scopes = held.map((each) => each.split(' @ ')[1]?.toLowerCase() ?? '');
      const looked = grantedScopes(LOOKED_AT, rights, { lookIntoContainers, alsoRead }).map(({ scope }) => scope);
      expect(looked.length).toBeGreaterThan(20);
      expect([...looked].sort()).toEqual([...new Set(scopes)].sort());
    },
  );

  test('to look into containers is a data action, held without a condition and only where it is wanted', () => {
    const { held, conditionOf } = deployed({ profiles: [STANDARD], lookIntoContainers: true });
    expect(held.filter((each) => each.startsWith('Container Reader'))).toHaveLength(1);
    expect(conditionOf('Container Reader')).toBe('');
  });
});
