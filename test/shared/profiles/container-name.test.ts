import { describe, expect, test } from 'vitest';
import { type ClusterId, parseClusterId } from '../../../shared/model/resource-id.ts';
import { containerFor, isContainerName } from '../../../shared/profiles/container-name.ts';
import { must } from '../../support/facts.ts';

const ID =
  '/subscriptions/11111111-2222-3333-4444-555555555555/resourcegroups/apps/providers/microsoft.containerservice/managedclusters/';

const idOf = (name: string, group = 'apps') => must(parseClusterId(`${ID}${name}`.replace('apps', group)));

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
    ['{resourceGroup}', true],
    ['aks-{resourceGroup}-{cluster}', true],
    ['{cluster}{cluster}', false],
    [`${'a'.repeat(33)}{resourceGroup}{cluster}`, true],
    [`${'a'.repeat(34)}{resourceGroup}{cluster}`, false],
    ['', false],
  ])('%s: %s', (pattern, good) => {
    expect(isContainerName(pattern)).toBe(good);
  });
});

describe('the container of a cluster', () => {
  test('is what is written where nothing is left open', () => {
    expect(containerFor('backups', idOf('shop'))).toBe('backups');
  });

  test.each([
    ['{cluster}', 'shop', /^shop-[0-9a-f]{8}$/],
    ['aks-{cluster}', 'Shop_Prod', /^aks-shop-prod-[0-9a-f]{8}$/],
    ['{cluster}', '-_-', /^[0-9a-f]{8}$/],
    ['{cluster}', 'a'.repeat(80), /^a{54}-[0-9a-f]{8}$/],
    ['{resourceGroup}', 'shop', /^apps-[0-9a-f]{8}$/],
    ['{resourceGroup}-{cluster}', 'shop', /^apps-shop-[0-9a-f]{8}$/],
    ['{cluster}-{resourceGroup}', '-_-', /^x-apps-[0-9a-f]{8}$/],
    [`${'b'.repeat(43)}{cluster}`, 'a'.repeat(80), /^b{43}a{11}-[0-9a-f]{8}$/],
  ])('%s of %s', (pattern, name, expected) => {
    const container = containerFor(pattern, idOf(name));
    expect(container).toMatch(expected);
    expect(isContainerName(container)).toBe(true);
  });

  test('is another for a namesake in another group, and always the same for one cluster', () => {
    const one = containerFor('{cluster}', idOf('shop'));
    expect(containerFor('{cluster}', `${ID}shop`.toUpperCase().toLowerCase() as ClusterId)).toBe(one);
    expect(containerFor('{cluster}', idOf('shop', 'other'))).not.toBe(one);
  });
});
