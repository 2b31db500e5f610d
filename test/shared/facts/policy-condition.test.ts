import { describe, expect, test } from 'vitest';
import { POLICY_DEFINITIONS } from '../../../local/azure/arm/providers/authorization/policy/built-in-policies.ts';
import { meets, type PlannedResource } from '../../../shared/facts/policy-condition.ts';
import { assignedScope } from '../../../shared/facts/policy-values.ts';
import { must } from '../../support/facts.ts';

const SNAPSHOT: PlannedResource = { type: 'Microsoft.Compute/snapshots', location: 'westeurope' };
const GROUP: PlannedResource = { type: 'Microsoft.Resources/subscriptions/resourceGroups', location: 'West Europe' };
const IS_SNAPSHOT = { field: 'type', equals: 'microsoft.compute/Snapshots' };
const UNTELLABLE = { field: 'Microsoft.Compute/snapshots/sku.name', equals: 'x' };
const scope = assignedScope({ regions: ['northeurope', 'West Europe'], tagName: 'owner', odd: { a: 1 } }, {});

describe('a rule', () => {
  test.each<[string, unknown, boolean | undefined]>([
    ['its type', IS_SNAPSHOT, true],
    ['another type', { field: 'TYPE', equals: 'Microsoft.Compute/disks' }, false],
    ['not its type', { field: 'type', notEquals: 'Microsoft.Compute/snapshots' }, false],
    ['one of some types', { field: 'type', in: ['a/b', 'Microsoft.Compute/snapshots'] }, true],
    ['none of some types', { field: 'type', notIn: ['Microsoft.Compute/snapshots'] }, false],
    ['a pattern', { field: 'type', like: 'Microsoft.Compute/*' }, true],
    ['another pattern', { field: 'type', notLike: 'Microsoft.Compute/*' }, false],
    ['a pattern of two stars', { field: 'type', like: '*Compute*' }, undefined],
    ['its type as a value', { value: "[field('type')]", exists: true }, true],
    ['another value', { value: '[resourceGroup().name]', equals: 'x' }, undefined],
    ['a region of a parameter, in other letters', { field: 'location', notIn: "[parameters('regions')]" }, false],
    ['a parameter that is no list', { field: 'location', in: "[parameters('odd')]" }, undefined],
    ['a parameter that is not set', { field: 'location', in: "[parameters('none')]" }, undefined],
    ['a tag that is not there', { field: 'tags.owner', exists: 'false' }, true],
    ['a tag in brackets', { field: "tags['owner']", exists: false }, true],
    ['a tag of a parameter', { field: "[concat('tags[', parameters('tagName'), ']')]", exists: 'false' }, true],
    ['a tag of no parameter', { field: "[concat('tags[', parameters('none'), ']')]", exists: 'false' }, undefined],
    ['a tag that has to have a value', { field: 'tags.owner', equals: 'me' }, false],
    ['a tag that has to have another value', { field: 'tags.owner', notEquals: 'me' }, true],
    ['the keys of its tags', { field: 'tags', containsKey: 'owner' }, false],
    ['the keys that its tags lack', { field: 'tags', notContainsKey: 'owner' }, true],
    ['all tags', { field: 'tags', exists: false }, undefined],
    ['the keys of a type', { field: 'type', containsKey: 'x' }, undefined],
    ['a part of its type', { field: 'type', contains: 'Snap' }, true],
    ['a part that its type lacks', { field: 'type', notContains: 'disks' }, true],
    ['a part of a tag that is not there', { field: 'tags.owner', contains: 'x' }, false],
    ['a part that is no text', { field: 'type', contains: 7 }, undefined],
    ['another field', UNTELLABLE, undefined],
    ['another operator', { field: 'type', match: 'x' }, undefined],
    ['two operators', { field: 'type', equals: 'x', like: 'x' }, undefined],
    ['nothing', {}, undefined],
    ['exists with an unknown value', { field: 'type', exists: 'maybe' }, undefined],
    ['all of', { allOf: [IS_SNAPSHOT, { field: 'location', equals: 'westeurope' }] }, true],
    ['all of, one false', { allOf: [UNTELLABLE, { not: IS_SNAPSHOT }] }, false],
    ['all of, one that cannot be read', { allOf: [IS_SNAPSHOT, UNTELLABLE] }, undefined],
    ['any of, one true', { anyOf: [UNTELLABLE, IS_SNAPSHOT] }, true],
    ['any of, one that cannot be read', { anyOf: [UNTELLABLE, { not: IS_SNAPSHOT }] }, undefined],
    ['any of, none', { anyOf: [{ not: IS_SNAPSHOT }] }, false],
    ['not what cannot be read', { not: UNTELLABLE }, undefined],
    ['a count', { count: { field: 'x[*]' }, greater: 0 }, undefined],
    ['odd lists', { allOf: 'x' }, undefined],
    ['odd lists of any', { anyOf: {} }, undefined],
    ['null', null, undefined],
    ['a text', 'deny', undefined],
  ])('of %s', (_, condition, expected) => {
    expect(meets(condition, SNAPSHOT, scope)).toBe(expected);
  });

  test('of a location says nothing of what has none, and of one that is not known', () => {
    const somewhere = { field: 'location', in: ['westeurope'] };
    expect(meets(somewhere, { ...SNAPSHOT, location: undefined }, scope)).toBe(false);
    expect(meets(somewhere, { ...SNAPSHOT, location: '' }, scope)).toBeUndefined();
  });
});

describe('the built-in policy', () => {
  test.each<[string, PlannedResource, Readonly<Record<string, unknown>>, boolean | undefined]>([
    ['Allowed locations', SNAPSHOT, { listOfAllowedLocations: ['northeurope'] }, true],
    ['Allowed locations', SNAPSHOT, { listOfAllowedLocations: ['West Europe'] }, false],
    ['Allowed locations for resource groups', GROUP, { listOfAllowedLocations: ['northeurope'] }, true],
    ['Allowed locations for resource groups', SNAPSHOT, { listOfAllowedLocations: ['northeurope'] }, false],
    ['Require a tag on resources', SNAPSHOT, { tagName: 'owner' }, true],
    ['Require a tag on resource groups', GROUP, { tagName: 'owner' }, true],
    ['Require a tag on resource groups', SNAPSHOT, { tagName: 'owner' }, false],
    ['Allowed resource types', SNAPSHOT, { listOfResourceTypesAllowed: ['Microsoft.Compute/disks'] }, true],
    ['Allowed resource types', SNAPSHOT, { listOfResourceTypesAllowed: ['microsoft.compute/snapshots'] }, false],
    ['Not allowed resource types', SNAPSHOT, { listOfResourceTypesNotAllowed: ['Microsoft.Compute/snapshots'] }, true],
    ['Not allowed resource types', SNAPSHOT, { listOfResourceTypesNotAllowed: [] }, false],
  ])('%s over %o with %o: %s', (name, resource, parameters, expected) => {
    const { policyRule } = must(POLICY_DEFINITIONS.find(({ displayName }) => displayName === name));
    expect(meets(policyRule.if, resource, assignedScope(parameters, {}))).toBe(expected);
  });
});
