import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AksShare, createAksQuota } from '../../../shared/azure/aks-quota.ts';
import { must } from '../../support/facts.ts';
import { fakeStopwatch } from '../../support/stopwatch.ts';

const SUBSCRIPTION = '/subscriptions/s1';
const CLUSTER = `${SUBSCRIPTION}/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c`;
const BINDINGS = `${CLUSTER}/trustedAccessRoleBindings`;
/** The requests that one process may send at once. */
const BURST = 20;

function start() {
  const { stopwatch, pass } = fakeStopwatch();
  const quota = createAksQuota(stopwatch);
  const take = (path = BINDINGS): AksShare => must(quota.take('GET', path));
  return { quota, take, pass };
}

test.each([
  ['GET', CLUSTER],
  ['PUT', CLUSTER],
  ['GET', `${SUBSCRIPTION}/providers/Microsoft.ContainerService/managedClusters`],
  ['PUT', `${CLUSTER}/agentPools/user`],
  ['GET', `${SUBSCRIPTION}/providers/Microsoft.ContainerService/locations/westeurope/operations/o`],
  ['GET', `${CLUSTER}/providers/Microsoft.Authorization/roleAssignments`],
  ['GET', `${CLUSTER}/providers/Microsoft.KubernetesConfiguration/extensions`],
  ['GET', `${SUBSCRIPTION}/providers/Microsoft.ContainerService`],
])('%s %s is counted elsewhere', (method, path) => {
  expect(start().quota.take(method, path)).toBeUndefined();
});

test.each([
  ['PUT', `${BINDINGS}/backstay`],
  ['GET', `${SUBSCRIPTION}/providers/Microsoft.ContainerService/locations/westeurope/kubernetesVersions`],
  ['POST', `${CLUSTER}/runCommand`],
])('%s %s draws on the bucket of the bindings', (method, path) => {
  const { quota, take } = start();
  for (let times = 0; times < BURST; times++) take();
  expect(quota.take(method, path)?.waitMs).toBe(1000);
  expect(quota.take(method, path.replace('s1', 's2'))?.waitMs).toBe(0);
});

describe('beyond what it may send at once', () => {
  test('a request waits for its turn, one a second', () => {
    const { take, pass } = start();
    for (let times = 0; times < BURST; times++) expect(take().waitMs).toBe(0);
    expect([take().waitMs, take().waitMs]).toEqual([1000, 2000]);
    pass(2000);
    expect(take().waitMs).toBe(1000);
  });

  test('requests that are put back come back one after another', () => {
    const { take, pass } = start();
    for (let times = 0; times < BURST; times++) take();
    expect(Array.from({ length: 3 }, () => take().putBack())).toEqual([1000, 2000, 3000]);
    pass(1000);
    expect(take().waitMs).toBe(0);
  });
});

describe('a refusal', () => {
  test('halves the rate, once for all that were under way', () => {
    const { take, pass } = start();
    const underWay = [take(), take(), take()];
    pass(100);
    for (const share of underWay) share.answered(429);
    expect(take().waitMs).toBe(2000);
  });

  test('does not stop it for ever, and other answers raise the rate again', () => {
    const { take, pass } = start();
    for (let times = 0; times < 50; times++) {
      const refused = take();
      pass(refused.waitMs + 1);
      refused.answered(429);
    }
    const slow = take();
    expect(slow.waitMs).toBeGreaterThan(5000);
    expect(slow.waitMs).toBeLessThanOrEqual(20_000);
    for (let times = 0; times < 200; times++) slow.answered(200);
    pass(2 * BURST * 1000);
    for (let times = 0; times < BURST; times++) take();
    expect(take().waitMs).toBeCloseTo(1000, 5);
  });
});

test('it never sends more than Azure gives, and every wait ends', () => {
  const events = fc.array(
    fc.record({ pass: fc.integer({ min: 0, max: 5000 }), status: fc.constantFrom(200, 404, 429, undefined) }),
    { maxLength: 300 },
  );
  fc.assert(
    fc.property(events, (all) => {
      const { take, pass } = start();
      let sent = 0;
      let seconds = 0;
      for (const { pass: milliseconds, status } of all) {
        pass(milliseconds);
        seconds += milliseconds / 1000;
        const share = take();
        expect(Number.isFinite(share.waitMs)).toBe(true);
        if (share.waitMs > 0) expect(share.putBack()).toBeLessThanOrEqual(all.length * 20_000 + share.waitMs);
        else {
          sent += 1;
          share.answered(status);
        }
      }
      expect(sent).toBeLessThanOrEqual(BURST + seconds + 1);
    }),
  );
});
