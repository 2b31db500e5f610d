import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import rights from '../../infra/rights.json' with { type: 'json' };
import { PROFILES } from '../../local/demo/world.ts';
import { KINDS } from '../../shared/changes/index.ts';
import type { RemedyKind } from '../../shared/model/remedy.ts';
import { parseResourceId, partsOf } from '../../shared/model/resource-id.ts';
import { parseProfiles } from '../../shared/profiles/profiles.ts';
import { atLeastOne } from '../support/at-least-one.ts';
import { neededGrants, neededOf, readRights } from '../support/needed-rights.ts';

interface Role {
  readonly places: readonly string[];
  readonly actions: readonly string[];
}

const change: Readonly<Record<string, Role>> = rights.change;
const undo: Readonly<Record<string, Role>> = rights.undo;

/** Reading the output of a command is a part of the command. */
const COMMAND_RESULT = 'Microsoft.ContainerService/managedClusters/commandResults/read';
/**
 * Which identities a vault has, no profile says: their owners give this right, and Backstay
 * reports when it lacks it.
 */
const NOT_IN_A_PROFILE = 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action';

const isRead = (action: string) => action.endsWith('/read') && action !== COMMAND_RESULT;
const distinct = (texts: readonly string[]) => [...new Set(texts)].sort();

/** The kinds of scope that a place of infra/rights.json can be. */
const TYPES: Readonly<Record<string, string>> = {
  cluster: 'microsoft.containerservice/managedclusters',
  vault: 'microsoft.dataprotection/backupvaults',
  storageAccount: 'microsoft.storage/storageaccounts',
  registration: 'subscription',
  snapshotSubscription: 'subscription',
  clusterSubscription: 'subscription',
};

/**
 * Security groups and policy assignments are wherever people have put them in the subscription of
 * the cluster.
 */
function typeOf(scope: string): string {
  const id = parseResourceId(scope);
  const type = id === undefined ? scope : partsOf(id).type;
  return /networksecuritygroups|subscriptions$/i.test(type) ? 'subscription' : type;
}

test('to look, all that the facts and the following of changes are read by, and nothing else', () => {
  const followed = KINDS.flatMap((kind) => [...neededOf(kind).change, ...neededOf(kind).undo]).map(
    ({ action }) => action,
  );
  const facts = readRights(
    (need) => need !== 'containerContents' && !/inspection|confirmation|restoreDrill/i.test(need),
  );
  expect(distinct(rights.observe.actions)).toEqual(distinct([...facts, ...followed.filter(isRead)]));
  expect(rights.observe.actions.every((action) => /^[\w./]+\/read$/.test(action))).toBe(true);
});

test.each(atLeastOne(KINDS.filter((kind) => kind !== 'roleGrant')))(
  '%s may be done by its role, which holds no more',
  (kind) => {
    const needed = neededOf(kind).change.filter(({ action }) => !isRead(action) && action !== NOT_IN_A_PROFILE);
    expect(distinct(change[kind]?.actions ?? [])).toEqual(distinct(needed.map(({ action }) => action)));
    expect(distinct((change[kind]?.places ?? []).map((place) => TYPES[place] ?? place))).toEqual(
      distinct(needed.map(({ scope }) => typeOf(scope))),
    );
  },
);

test.each(atLeastOne(KINDS.filter((kind) => kind !== 'roleGrant')))(
  '%s is undone by its own role to undo, which holds no more',
  (kind) => {
    const held = change[kind]?.actions ?? [];
    const needed = neededOf(kind).undo.filter(({ action }) => !isRead(action) && !held.includes(action));
    expect(distinct(undo[kind]?.actions ?? [])).toEqual(distinct(needed.map(({ action }) => action)));
    expect(distinct((undo[kind]?.places ?? []).map((place) => TYPES[place] ?? place))).toEqual(
      distinct(needed.map(({ scope }) => typeOf(scope))),
    );
  },
);

test('there is a role for nothing else', () => {
  expect(Object.keys(change).filter((kind) => !KINDS.includes(kind as RemedyKind))).toEqual([]);
  expect(Object.keys(undo).filter((kind) => !KINDS.includes(kind as RemedyKind))).toEqual([]);
});

test('in each class of scope just the roles may be granted that the rules ask for there', () => {
  const allowed = Object.entries(rights.grant.places).flatMap(([place, { roles }]) =>
    Object.entries(roles).map(([name, guid]) => `${place}: ${name} ${guid}`),
  );
  expect(allowed.sort()).toEqual(neededGrants());
  const writes = (of: 'change' | 'undo') =>
    distinct(
      neededOf('roleGrant')
        [of].map(({ action }) => action)
        .filter((action) => !isRead(action)),
    );
  expect(rights.grant.actions).toEqual(writes('change'));
  expect(rights.undoGrant.actions).toEqual(writes('undo'));
});

test('nothing is deleted by a role that is not there to undo, and no role has a wildcard', () => {
  const everywhere = [
    ...rights.observe.actions,
    ...Object.values(change).flatMap(({ actions }) => actions),
    ...rights.grant.actions,
  ];
  expect(everywhere.filter((action) => /\/delete$/i.test(action))).toEqual([]);
  expect(readFileSync('infra/rights.json', 'utf8')).not.toContain('*');
});

test('what touches blobs stands alone, in a role without a condition', () => {
  // https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-overview#known-issues
  expect(rights.lookIntoContainers.dataActions).toEqual(readRights((need) => need === 'containerContents'));
  expect(rights.lookIntoContainers).not.toHaveProperty('actions');
  expect(
    [...rights.grant.actions, ...rights.undoGrant.actions].filter((action) => /Microsoft\.Storage/i.test(action)),
  ).toEqual([]);
});

test('a profile that does not say what it allows is read the same way in Bicep', () => {
  const [{ mode: _, ...silent }] = PROFILES.profiles as [(typeof PROFILES.profiles)[number]];
  const [profile] = parseProfiles(JSON.stringify({ profiles: [silent] }), 'profiles.json');
  expect(profile?.allow).toEqual(rights.allowedUnlessSaid);
  expect(profile?.mode).toBe('observe');
  expect(readFileSync('infra/rights.bicep', 'utf8')).toContain("profile.?mode ?? 'observe'");
});
