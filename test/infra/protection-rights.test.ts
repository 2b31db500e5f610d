/**
 * The rights to protect are given only where a profile asks for them, and each has its row in
 * docs/security.md.
 */
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import PROTECTING from '../../local/demo/protecting-rights.json' with { type: 'json' };
import READY_ONLY from '../../local/demo/rights.json' with { type: 'json' };
import { BOT, PROTECTING_PROFILES } from '../../local/demo/world.ts';
import { findBicep } from '../../scripts/infra/bicep-cli.ts';
import { deployedRights } from '../../scripts/infra/story-rights.ts';
import { atLeastOne } from '../support/at-least-one.ts';

interface Deployed {
  readonly predictedResources: readonly {
    readonly properties: { readonly permissions?: readonly { readonly actions?: readonly string[] }[] };
  }[];
}

/** The rights in a vault, without those to read. */
function vaultRights({ predictedResources }: Deployed): readonly string[] {
  const actions = predictedResources
    .flatMap(({ properties }) => properties.permissions ?? [])
    .flatMap((each) => each.actions ?? []);
  return [...new Set(actions)]
    .filter(
      (action) => /^Microsoft\.DataProtection\/backupVaults\/\w+\//i.test(`${action}/`) && !action.endsWith('/read'),
    )
    .map((action) => action.replace('Microsoft.DataProtection/backupVaults/', ''))
    .filter((action) => action !== 'write')
    .sort();
}

const ALL = [
  'backupInstances/backup/action',
  'backupInstances/stopProtection/action',
  'backupInstances/sync/action',
  'backupInstances/write',
  'backupPolicies/write',
  'validateForBackup/action',
];

test('clusters that only become ready give no right to protect; clusters that are protected give exactly these', () => {
  expect(vaultRights(READY_ONLY as Deployed)).toEqual([]);
  expect(vaultRights(PROTECTING as Deployed)).toEqual(ALL);
});

test('each of them has a row in docs/security.md that says what it could be abused for', () => {
  const page = readFileSync('docs/security.md', 'utf8');
  for (const action of atLeastOne([...ALL, 'backupInstances/validateRestore/action'])) {
    const row = page
      .split('\n')
      .find((line) => line.startsWith(`| \`Microsoft.DataProtection/backupVaults/${action}\``));
    expect(row?.split('|')[3]?.trim().length, action).toBeGreaterThan(20);
  }
});

describe('each comes with one line of a profile', () => {
  const bicep = findBicep('.');
  // Where there is no Bicep CLI to be had, `npm run check:infra` says so as well.
  beforeEach(({ skip }) => {
    if (typeof bicep === 'string') skip(bicep);
  });
  const [profile] = PROTECTING_PROFILES.profiles;
  const { protect, allow, ...plain } = profile as NonNullable<typeof profile>;
  const usual = allow.filter((kind) => !kind.startsWith('backupP') && !kind.startsWith('backupI'));
  const { policy } = protect;

  test.each<[string, object, object, readonly string[]]>([
    ['nothing', {}, {}, []],
    ['an undo alone', {}, { allowUndo: true }, []],
    ['protect', { protect: { policy } }, {}, ['validateForBackup/action']],
    ['protect, and confirm by rules', { protect: { policy }, confirm: 'rules' }, {}, []],
    ['protect, in mode observe', { protect, mode: 'observe', allow }, { allowUndo: true }, []],
    ['firstBackup', { protect }, {}, ['backupInstances/backup/action', 'validateForBackup/action']],
    ['restoreDrill', { restoreDrill: {} }, {}, ['backupInstances/validateRestore/action']],
    ['restoreDrill, in mode observe', { restoreDrill: {}, mode: 'observe' }, {}, []],
    ['backupPolicy', { allow: [...usual, 'backupPolicy'] }, {}, ['backupPolicies/write']],
    [
      'backupInstance',
      { allow: [...usual, 'backupInstance'] },
      {},
      ['backupInstances/sync/action', 'backupInstances/write'],
    ],
  ])('%s', (_, more, parameters, expected) => {
    if (typeof bicep === 'string') throw new Error(bicep);
    const profiles = [{ ...plain, allow: usual, ...more }];
    const deployed = deployedRights(bicep, '.', { principalId: BOT.objectId, suffix: 'test', profiles, ...parameters });
    expect(vaultRights(JSON.parse(deployed) as Deployed)).toEqual(expected);
  });
});
