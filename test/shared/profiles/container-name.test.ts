import { describe, expect, test } from 'vitest';
import { containerFor, isContainerName } from '../../../shared/profiles/container-name.ts';

const ID = '/subscriptions/1/resourcegroups/apps/providers/microsoft.containerservice/managedclusters/';

describe('a pattern', () => {
  test.each([
    ['backups', true],
    ['{cluster}', true],
    ['aks-{cluster}', true],
    ['aks-{cluster}-backup', true],
    ['a'.repeat(63), true],
    [`${'a'.repeat(43)}{cluster}`, true],
    [`${'a'.repeat(44)}{cluster}`, false],
    ['a'.repeat(64), false],
    ['ab', false],
    ['Backups', false],
    ['a--b', false],
    ['-a-b', false],
    ['{cluster}-', false],
    ['{cluster}{cluster}', false],
    ['{name}', false],
    ['', false],
  ])('%s: %s', (pattern, good) => {
    expect(isContainerName(pattern)).toBe(good);
  });
});

describe('the container of a cluster', () => {
  test('is what is written where nothing is left open', () => {
    expect(containerFor('backups', `${ID}shop`, 'shop')).toBe('backups');
  });

  test.each([
    ['{cluster}', 'shop', /^shop-[0-9a-f]{8}$/],
    ['aks-{cluster}', 'Shop_Prod', /^aks-shop-prod-[0-9a-f]{8}$/],
    ['{cluster}', '-_-', /^[0-9a-f]{8}$/],
    ['{cluster}', 'a'.repeat(80), /^a{54}-[0-9a-f]{8}$/],
    [`${'b'.repeat(43)}{cluster}`, 'a'.repeat(80), /^b{43}a{11}-[0-9a-f]{8}$/],
  ])('%s of %s', (pattern, name, expected) => {
    const container = containerFor(pattern, `${ID}${name}`, name);
    expect(container).toMatch(expected);
    expect(isContainerName(container)).toBe(true);
  });

  test('is another for a namesake in another group, and always the same for one cluster', () => {
    const one = containerFor('{cluster}', `${ID}shop`, 'shop');
    expect(containerFor('{cluster}', `${ID}shop`.toUpperCase(), 'shop')).toBe(one);
    expect(containerFor('{cluster}', `${ID}shop`.replace('apps', 'other'), 'shop')).not.toBe(one);
  });
});
