import { expect, test } from 'vitest';
import { measureCoverage, readCoverage } from '../../../shared/jobs/measure-coverage.ts';
import type { Subscription } from '../../../shared/model/azure.ts';
import type { Profile } from '../../../shared/model/profile.ts';
import type { ArmResult } from '../../../shared/ports/arm.ts';
import { describeCoverage } from '../../../shared/wording/describe-coverage.ts';
import { answered, armThat, FORBIDDEN } from '../../support/arm-port.ts';
import { PROFILE, SUBSCRIPTION } from '../../support/facts.ts';
import { memoryNotes } from '../../support/memory-rows.ts';

const NEW = '33333333-2222-3333-4444-555555555555';
const OTHER = '44444444-2222-3333-4444-555555555555';
const WIDE: Profile = { ...PROFILE, selector: { subscriptions: [SUBSCRIPTION], managementGroups: ['MG-Prod'] } };
const listed = (id: string, managementGroups: readonly string[], name = 'Contoso'): Subscription => ({
  id,
  name,
  managementGroups,
});
const ALL = [
  listed(NEW, ['mg-shops', 'mg-prod', 'tenant'], 'Contoso New'),
  listed(SUBSCRIPTION, ['mg-prod', 'tenant']),
  listed(OTHER, ['mg-lab', 'tenant']),
];

function start(profiles: readonly Profile[]) {
  let list: () => ArmResult<unknown> = () => answered(ALL);
  const { arm, calls } = armThat({ listSubscriptions: () => list() });
  const warned: (readonly [string, unknown])[] = [];
  const log = { info() {}, error() {}, warn: (message: string, about?: object) => void warned.push([message, about]) };
  const notes = memoryNotes();
  return {
    notes,
    warned,
    calls,
    answer: (next: typeof list) => {
      list = next;
    },
    measure: () => measureCoverage({ arm, profiles, notes, log } as never),
  };
}

test('a subscription that came into a management group after the deployment is found, and no other', async () => {
  const { measure, notes, warned, answer } = start([WIDE]);
  await measure();
  expect(await readCoverage(notes)).toEqual([{ id: NEW, name: 'Contoso New', managementGroup: 'mg-prod' }]);
  expect(warned).toEqual([
    ['Subscription not covered by the deployment', { subscription: NEW, managementGroup: 'mg-prod' }],
  ]);
  answer(() => answered(ALL.slice(1)));
  await measure();
  expect(await readCoverage(notes)).toEqual([]);
});

test('a subscription that another profile covers is covered', async () => {
  const other = { ...PROFILE, name: 'other', selector: { subscriptions: [NEW] } };
  const { measure, notes } = start([WIDE, other]);
  await measure();
  expect(await readCoverage(notes)).toEqual([]);
});

test('without management groups nothing is listed', async () => {
  const { measure, calls } = start([PROFILE]);
  await measure();
  expect(calls).toEqual([]);
});

test('without an answer the last count stays', async () => {
  const { measure, notes, warned, answer } = start([WIDE]);
  await measure();
  answer(() => FORBIDDEN);
  await measure();
  expect(await readCoverage(notes)).toHaveLength(1);
  expect(warned.at(-1)?.[0]).toBe('Subscriptions not listed');
});

test('people read which subscriptions are left out, the first of many by name', () => {
  const many = Array.from({ length: 7 }, (_, number) => ({ id: `id-${number}`, name: 'N', managementGroup: 'mg' }));
  expect(describeCoverage([])).toEqual([]);
  expect(describeCoverage(many.slice(0, 1))).toEqual([
    'Subscription N (id-0) of management group mg is not covered by the deployment: Backstay reads and changes nothing there.',
    'To cover them: run `backstay profiles expand`, review the file, and deploy.',
  ]);
  expect(describeCoverage(many).at(5)).toBe('2 more subscriptions are not covered by the deployment.');
});
