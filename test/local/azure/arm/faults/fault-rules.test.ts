import { describe, expect, test } from 'vitest';
import { durationsAt } from '../../../../../local/azure/arm/durations.ts';
import type { FaultRule } from '../../../../../local/azure/arm/faults/fault-rule.ts';
import { createFaults } from '../../../../../local/azure/arm/faults/fault-rules.ts';
import { matchesPath } from '../../../../../local/azure/arm/faults/path-pattern.ts';
import { createVirtualTimeline } from '../../../../../local/azure/arm/timeline.ts';

const fault = { kind: 'internalServerError' } as const;

describe('a rule', () => {
  test.each<{ when: FaultRule['when']; fires: string }>([
    { when: undefined, fires: 'yyyyy' },
    { when: { kind: 'always' }, fires: 'yyyyy' },
    { when: { kind: 'nth', n: 3 }, fires: 'nnynn' },
    { when: { kind: 'next', count: 2 }, fires: 'yynnn' },
    { when: { kind: 'forSeconds', seconds: 25 }, fires: 'yynnn' },
    { when: { kind: 'forSeconds', seconds: 25, from: 'firstMatch' }, fires: 'yyynn' },
  ])('$when fires for $fires', async ({ when, fires }) => {
    const timeline = createVirtualTimeline(new Date(0));
    const faults = createFaults(timeline, durationsAt(1));
    faults.add({ path: '**', fault, ...(when && { when }) });
    // The first call after ten seconds, and every ten seconds another.
    let fired = '';
    for (let call = 1; call <= 5; call++) {
      await timeline.advanceTo(new Date(call * 10_000));
      fired += faults.matching({ method: 'GET', path: '/a' })[0]?.meet() ? 'y' : 'n';
    }
    expect(fired).toBe(fires);
    expect(faults.list()).toMatchObject([{ id: '1', met: 5, fired: fires.replaceAll('n', '').length }]);
  });

  test('counts seconds of Azure at any speed', async () => {
    const timeline = createVirtualTimeline(new Date(0));
    const faults = createFaults(timeline, durationsAt(60));
    faults.add({ path: '**', fault, when: { kind: 'forSeconds', seconds: 60 } });
    const isDue = () => faults.take('internalServerError', { method: 'GET', path: '/a' }) !== undefined;
    await timeline.advanceTo(new Date(999));
    expect(isDue()).toBe(true);
    await timeline.advanceTo(new Date(1000));
    expect(isDue()).toBe(false);
  });

  test('is for one method, if it says so, and can be removed', () => {
    const faults = createFaults(createVirtualTimeline(new Date(0)), durationsAt(1));
    const id = faults.add({ method: 'PUT', path: '**', fault });
    expect(faults.matching({ method: 'GET', path: '/a' })).toEqual([]);
    expect(faults.matching({ method: 'PUT', path: '/a' })).toHaveLength(1);
    expect(faults.remove(id)).toBe(true);
    expect(faults.remove(id)).toBe(false);
    expect(faults.list()).toEqual([]);
  });

  test('that is wrong is not taken, and says where', () => {
    const faults = createFaults(createVirtualTimeline(new Date(0)), durationsAt(1));
    const wrong = { path: 'x', fault: { kind: 'throttled', retryAfterSeconds: -1 } } as const;
    expect(() => faults.add(wrong)).toThrow(/^path: must start with .*; fault\.retryAfterSeconds: /);
    expect(faults.list()).toEqual([]);
  });
});

test.each([
  ['**', '/a/b', true],
  ['/a/b', '/A/B', true],
  ['/a/b', '/a/b/c', false],
  ['/a/*', '/a/b', true],
  ['/a/*', '/a/b/c', false],
  ['/a/**/d', '/a/b/c/d', true],
  ['**/extensions/*', '/s/providers/p/extensions/e', true],
  ['**/extensions/*', '/s/providers/p/extensions/e/operations/o', false],
  ['/a.b', '/a.b', true],
  ['/a.b', '/axb', false],
  ['/a(b', '/a(b', true],
])('the pattern %s and the path %s: %s', (pattern, path, matches) => {
  expect(matchesPath(pattern, path)).toBe(matches);
});
