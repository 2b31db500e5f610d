import { describe, expect, test } from 'vitest';
import { assignedScope, evaluate, listOf, memberScope, textOf } from '../../../shared/facts/policy-values.ts';

const scope = assignedScope({ effect: 'deny', odd: undefined, empty: null }, { Effect: 'Audit', list: ['a'] });

describe('an expression', () => {
  test.each<[string, unknown, object]>([
    ['a text', 'deny', { told: true, value: 'deny', parameter: undefined }],
    ['a list', ['a'], { told: true, value: ['a'] }],
    ['an escaped bracket', "[[parameters('effect')]", { told: true, value: "[[parameters('effect')]" }],
    ['what the assignment sets', "[parameters('effect')]", { told: true, value: 'deny', parameter: 'effect' }],
    ['the name in other letters', "[ Parameters( 'EFFECT' ) ]", { told: true, value: 'deny', parameter: 'effect' }],
    ['the default', "[parameters('list')]", { told: true, value: ['a'], parameter: 'list' }],
    ['a parameter without a declaration', "[parameters('other')]", { told: false, parameter: 'other' }],
    ['a parameter without its value', "[parameters('odd')]", { told: false }],
    ['a parameter that is null', "[parameters('empty')]", { told: false }],
    ['a name that objects have of their own', "[parameters('constructor')]", { told: false }],
    ['another function', "[union(parameters('list'), createArray('b'))]", { told: false, parameter: undefined }],
    ['a function around a parameter', "[if(true(), parameters('effect'), 'x')]", { told: false, parameter: undefined }],
    ['an expression within a list', ['a', "[parameters('effect')]"], { told: false }],
    ['nothing', undefined, { told: false }],
    ['null', null, { told: false }],
  ])('that is %s', (_, expression, expected) => {
    expect(evaluate(expression, scope)).toMatchObject(expected);
  });
});

describe('a member of a set', () => {
  const set = assignedScope({ podEffect: 'deny' }, { podEffect: 'audit', skipped: ['kube-system'] });
  const member = memberScope(
    { effect: "[parameters('podEffect')]", excludedNamespaces: "[parameters('Skipped')]", namespaces: ['shop'] },
    set,
    { effect: 'disabled', labels: {} },
  );

  test.each<[string, string, object]>([
    ['gets what the assignment sets', 'effect', { told: true, value: 'deny', parameter: 'podEffect' }],
    ["gets the set's default", 'excludedNamespaces', { told: true, value: ['kube-system'], parameter: 'skipped' }],
    ['gets what the set lays down', 'namespaces', { told: true, value: ['shop'], parameter: undefined }],
    ["has its definition's default", 'labels', { told: true, value: {}, parameter: undefined }],
    ['has nothing', 'other', { told: false, parameter: undefined }],
  ])('%s', (_, name, expected) => {
    expect(evaluate(`[parameters('${name}')]`, member)).toEqual(expected);
  });
});

test.each<[unknown, readonly string[] | undefined]>([
  [
    ['a', 'b'],
    ['a', 'b'],
  ],
  [[], []],
  ['a', undefined],
  [['a', null], undefined],
  [{ 0: 'a' }, undefined],
])('as a list, %o is %o', (value, expected) => {
  expect(listOf({ told: true, value, parameter: undefined })).toEqual(expected);
});

test('what is not returned is neither text nor list', () => {
  expect(listOf({ told: false, parameter: 'a' })).toBeUndefined();
  expect(textOf({ told: false, parameter: 'a' })).toBeUndefined();
  expect(textOf({ told: true, value: ['deny'], parameter: 'a' })).toBeUndefined();
});
