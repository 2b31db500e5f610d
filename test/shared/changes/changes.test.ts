import { describe, expect, test } from 'vitest';
import type { Change } from '../../../shared/changes/define.ts';
import {
  APPROVED_KINDS,
  changeOfKind,
  commandsFor,
  DEFAULT_KINDS,
  KINDS,
  LISTED_KINDS,
} from '../../../shared/changes/index.ts';
import { atLeastOne } from '../../support/at-least-one.ts';

const ALL: readonly Change[] = atLeastOne(KINDS).map(changeOfKind);

test('each kind has its own place in the order, and a role is granted after its scope exists', () => {
  const orders = ALL.map(({ order }) => order);
  expect(orders).toEqual([...new Set(orders)].sort((a, b) => a - b));
  expect(KINDS.indexOf('snapshotGroup')).toBeLessThan(KINDS.indexOf('roleGrant'));
  expect(KINDS.indexOf('blobContainer')).toBeLessThan(KINDS.indexOf('roleGrant'));
  expect(KINDS.indexOf('backupExtension')).toBeLessThan(KINDS.indexOf('trustedAccessBinding'));
});

test('a profile without a list allows only kinds that add something and that every cluster needs', () => {
  expect([...DEFAULT_KINDS].sort()).toEqual([
    'backupExtension',
    'blobContainer',
    'providerRegistration',
    'roleGrant',
    'trustedAccessBinding',
  ]);
  expect(KINDS.filter((kind) => !LISTED_KINDS.includes(kind))).toEqual([
    'clusterInspection',
    'backupValidation',
    'instanceSync',
    'firstBackup',
    'restoreValidation',
  ]);
  expect(APPROVED_KINDS).toEqual(['backupPolicy', 'backupInstance']);
});

describe.each(ALL)('$kind', ({ kind, sample, sentence, review, undo, undoText, ...change }) => {
  test('describes itself in sentences, and its title without a full stop', () => {
    for (const text of [sentence, undoText, change.effect(sample)]) expect(text).toMatch(/^[A-Z].*\.$/);
    expect(change.describe(sample)).toMatch(/^[A-Z].*[^.]$/);
    expect(review.why).toMatch(/[^.]$/);
    expect(`${change.effect(sample)} ${change.describe(sample)}`).not.toContain('undefined');
    if ('never' in undo) expect(undo.never).toMatch(/^[A-Z].*\.$/);
    else expect(undo.describe(sample)).toMatch(/^[A-Z].*[^.]$/);
  });

  test('names every id of its remedy in the effect', () => {
    const ids = Object.entries(sample).flatMap(([name, value]) =>
      name !== 'kind' && typeof value === 'string' && value.startsWith('/') ? [value] : [],
    );
    const effect = change.effect(sample);
    // A group is named by its subscription and its name.
    expect(ids.filter((id) => !effect.includes(id))).toEqual(kind === 'snapshotGroup' ? ids : []);
  });

  test('has a command to the same effect, and the rights that it needs', () => {
    expect(commandsFor({ remedy: sample, evidence: {} }).join('\n')).toMatch(/^az /);
    expect(change.permissions(sample).length).toBeGreaterThan(0);
    expect(change.key(sample)).toMatch(/^[\da-f]{8}-/);
  });
});

test('a grant names its principal, its role, its scope and the resource whose identity it is', () => {
  const { sample, effect } = changeOfKind('roleGrant');
  const grant = { ...sample, holderId: '/subscriptions/s/vaults/safe' } as typeof sample;
  expect(effect(grant)).toMatch(
    /^The identity of vault \/subscriptions\/s\/vaults\/safe \(principal 0{8}-.*\) holds Reader on \/subscriptions\/.* and everything in it, until the role assignment is deleted\.$/,
  );
});

test('a binding names its vault, its cluster and its roles', () => {
  const { sample, effect } = changeOfKind('trustedAccessBinding');
  expect(effect(sample)).toMatch(
    /^Vault \/.*\/vault reaches the API server of cluster \/.*\/cluster with role Microsoft\.DataProtection\/backupVaults\/backup-operator\.$/,
  );
});
