import { afterEach, expect, test, vi } from 'vitest';
import { createHealth, type HealthPorts } from '../../../shared/api/health.ts';
import { CONSUMERS, type ConsumerName } from '../../../shared/model/outbox.ts';
import { failure } from '../../support/conditions.ts';
import { PROFILE } from '../../support/facts.ts';

const trace = { call: 'GET', at: '2026-01-01T00:00:00Z' };
let now = new Date('2026-01-01T00:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();

function ports(more: Partial<HealthPorts> = {}): HealthPorts {
  return {
    targets: { summaries: async () => ({ summaries: [] }) },
    arm: { getProvider: async () => ({ ok: true, value: { state: 'Registered' } as never, trace }) },
    inForce: async () => ({ profiles: [PROFILE], refused: undefined }),
    clock: { now: () => now },
    consumers: new Set<ConsumerName>(['teams']),
    delivery: async () => ({ status: 'unknown' }),
    signIn: 'on',
    outbox: async () => [],
    coverage: async () => [],
    ...more,
  };
}

test.each<[string, Partial<HealthPorts>, string | undefined]>([
  ['all is well', {}, undefined],
  ['the sign-in is missing', { signIn: 'missing' }, 'signIn'],
  ['storage is away', { targets: { summaries: async () => Promise.reject(new Error('away')) } }, 'storage'],
  [
    'Azure refuses',
    { arm: { getProvider: async () => ({ ok: false, failure: failure('forbidden'), trace }) } },
    'resourceManager',
  ],
  [
    'a card failed',
    {
      delivery: async () => ({ status: 'failing', lastFailure: { at: 'now', why: 'HTTP 404', retried: false } }),
    },
    'cards',
  ],
  ['a card was accepted', { delivery: async () => ({ status: 'accepted', acceptedAt: 'now' }) }, undefined],
  [
    'the profile file is wrong',
    {
      inForce: async () => ({
        profiles: [PROFILE],
        refused: { since: '2026-01-01T00:00:00Z', why: 'profiles[0].vault: must be an id' },
      }),
    },
    'profiles',
  ],
  [
    'a subscription is not covered',
    { coverage: async () => [{ id: 'new-id', name: 'New', managementGroup: 'mg-prod' }] },
    'coverage',
  ],
  ['what is covered cannot be read', { coverage: async () => Promise.reject(new Error('away')) }, 'coverage'],
  [
    'messages wait',
    { outbox: async () => [{ consumer: 'teams', waiting: 3, oldestAt: minutesAgo(59), deadLettered: 0 }] },
    undefined,
  ],
  [
    'a message is late',
    { outbox: async () => [{ consumer: 'teams', waiting: 1, oldestAt: minutesAgo(61), deadLettered: 0 }] },
    'outbox',
  ],
  [
    'a message is dead-lettered',
    { outbox: async () => [{ consumer: 'teams', waiting: 0, deadLettered: 1 }] },
    'outbox',
  ],
  ['the outbox cannot be read', { outbox: () => Promise.reject(new Error('no storage')) }, 'outbox'],
  ['the last card is not known', { delivery: () => Promise.reject(new Error('no storage')) }, 'cards'],
])('%s', async (_, more, failing) => {
  const checks = await createHealth(ports(more))();
  expect(checks.map(({ name }) => name)).toEqual([
    'storage',
    'resourceManager',
    'profiles',
    'cards',
    'signIn',
    'outbox',
    'coverage',
  ]);
  expect(checks.find(({ ok }) => !ok)?.name).toBe(failing);
});

test('however often it is asked, it looks once in a while', async () => {
  let looks = 0;
  const summaries = async () => {
    looks++;
    return { summaries: [] };
  };
  const health = createHealth(ports({ targets: { summaries } }));
  await Promise.all([health(), health(), health()]);
  expect(looks).toBe(1);
  now = new Date(now.getTime() + 11_000);
  await health();
  expect(looks).toBe(2);
});

test.each(CONSUMERS)('a configured consumer has a check of its own that says what to check: %s', async (consumer) => {
  const failing = { status: 'failing', lastFailure: { at: 'T', why: 'HTTP 401', retried: true } } as const;
  const delivery = async (name: ConsumerName) => (name === consumer ? failing : ({ status: 'unknown' } as const));
  const checks = await createHealth(ports({ consumers: new Set(CONSUMERS), delivery }))();
  const bad = checks.filter(({ ok }) => !ok);
  expect(bad).toHaveLength(1);
  expect(bad[0]?.needed).toBe(false);
  expect(bad[0]?.detail).toMatch(/at T: HTTP 401\. Backstay tries again\. Check .*BACKSTAY_/);
  expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
});

afterEach(() => {
  vi.useRealTimers();
});

const never = () => new Promise<never>(() => undefined);

test.each<[string, Partial<HealthPorts>, readonly string[]]>([
  ['storage', { targets: { summaries: never }, delivery: never, outbox: never }, ['storage', 'cards', 'outbox']],
  ['Azure', { arm: { getProvider: never } }, ['resourceManager']],
  ['the profile file', { inForce: never }, ['resourceManager', 'profiles']],
])('an answer comes within two seconds although %s never answers', async (_, more, failing) => {
  vi.useFakeTimers();
  const asked = createHealth(ports(more))();
  await vi.advanceTimersByTimeAsync(2_000);
  const checks = await Promise.race([asked, 'no answer yet']);
  expect(checks).toBeInstanceOf(Array);
  expect((await asked).filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(failing);
});
