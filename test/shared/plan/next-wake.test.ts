import { expect, test } from 'vitest';
import type { OpenAction } from '../../../shared/model/action.ts';
import { nextWake } from '../../../shared/plan/next-wake.ts';
import { condition, failure, missingFinding, pendingFinding, satisfiedFinding } from '../../support/conditions.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const SOON = '2026-01-01T00:00:10.000Z';
const calm = {
  now: NOW,
  pollSeconds: 10,
  driftSeconds: 43_200,
  open: [],
  durations: {},
  unfinished: false,
  undoAt: [],
};
const running: OpenAction = {
  action: {
    key: 'k',
    ruleIds: [],
    remedy: { kind: 'providerRegistration', subscriptionId: 's', namespace: 'n' },
    text: '',
    risk: 'harmless',
    permissions: [],
  },
  intendedAt: NOW,
};
const ready = condition(satisfiedFinding(), NOW);
const retrying = (time: string) =>
  ({ state: 'retrying', actionKey: 'k', failure: failure('conflict'), since: NOW, retryAt: time }) as const;
const retryAt = (time: string) => condition(missingFinding(), NOW, { progress: retrying(time) });

test.each([
  [
    'when drift is due',
    { conditions: [ready], fullLookAt: '2025-12-31T18:00:00.000Z' },
    {},
    '2026-01-01T06:00:00.000Z',
  ],
  ['soon, for what a step could not finish', { conditions: [ready] }, { unfinished: true }, '2026-01-01T00:00:10.000Z'],
  ['soon, for what is running', { conditions: [ready] }, { open: [running] }, '2026-01-01T00:00:10.000Z'],
  [
    'when ARM asked for it',
    { conditions: [ready] },
    { open: [{ ...running, accepted: { at: NOW, retryAfterSeconds: 60 } }] },
    '2026-01-01T00:01:00.000Z',
  ],
  [
    'when ARM asked for it as it throttled the poll',
    { conditions: [ready] },
    {
      open: [
        {
          ...running,
          accepted: { at: NOW, retryAfterSeconds: 10 },
          unseen: { ...failure('throttled'), retryAfterSeconds: 120 },
        },
      ],
    },
    '2026-01-01T00:02:00.000Z',
  ],
  [
    'when ARM asked for it as it throttled the search for a write that was cut off',
    { conditions: [ready] },
    { open: [{ ...running, unseen: { ...failure('throttled'), retryAfterSeconds: 120 } }] },
    '2026-01-01T00:02:00.000Z',
  ],
  [
    'more and more seldom, for what runs longer than any operation should',
    { conditions: [ready] },
    { open: [{ ...running, intendedAt: '2025-12-31T23:44:00.000Z' }] },
    '2026-01-01T00:00:10.000Z',
  ],
  [
    'every five minutes at last',
    { conditions: [ready] },
    { open: [{ ...running, intendedAt: '2025-12-31T20:00:00.000Z' }] },
    '2026-01-01T00:05:00.000Z',
  ],
  [
    'at the earliest of all',
    {
      conditions: [
        retryAt('2026-01-01T00:05:00.000Z'),
        condition(pendingFinding(), NOW, { recheckAt: '2026-01-01T00:04:00.000Z' }),
      ],
    },
    {},
    '2026-01-01T00:04:00.000Z',
  ],
  [
    'once for times that are close to each other, at the last of them',
    {
      conditions: [
        retryAt('2026-01-01T00:04:00.000Z'),
        condition(pendingFinding(), NOW, { recheckAt: '2026-01-01T00:04:05.000Z' }),
        condition(pendingFinding(), NOW, { recheckAt: '2026-01-01T00:04:05.001Z' }),
      ],
    },
    { undoAt: ['2026-01-01T00:04:02.000Z'] },
    '2026-01-01T00:04:05.000Z',
  ],
  [
    'once for what is overdue and for what is due a moment later',
    { conditions: [retryAt('2025-12-31T00:00:00.000Z'), retryAt('2026-01-01T00:00:14.000Z')] },
    {},
    '2026-01-01T00:00:14.000Z',
  ],
  ['after one poll interval, for what is overdue', { conditions: [retryAt('2025-12-31T00:00:00.000Z')] }, {}, SOON],
  [
    'after one poll interval, when drift is long overdue',
    { conditions: [], fullLookAt: '2025-12-01T00:00:00.000Z' },
    {},
    SOON,
  ],
  [
    'after one poll interval, when ARM asks for no wait at all',
    { conditions: [ready] },
    { open: [{ ...running, accepted: { at: NOW, retryAfterSeconds: 0 } }] },
    SOON,
  ],
  [
    'not for a retry of what is no longer missing',
    { conditions: [{ ...ready, progress: retrying('2025-12-31T00:00:00.000Z') }], fullLookAt: NOW },
    {},
    '2026-01-01T12:00:00.000Z',
  ],
  [
    'for what is still to be undone',
    { conditions: [ready] },
    { undoAt: ['2026-01-01T00:01:00.000Z'] },
    '2026-01-01T00:01:00.000Z',
  ],
])('wakes %s', (_, state, changes, expected) => {
  expect(nextWake(state, { ...calm, ...changes })).toBe(expected);
});
