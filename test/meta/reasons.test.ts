/**
 * Reason codes are words that stand alone: programs compare them, and people read them without
 * their sentence.
 */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RENAMED_REASONS } from '../../shared/model/renamed-reasons.ts';
import { reasonsIn } from '../support/reasons-in.ts';

const SOURCES = globSync('shared/**/*.ts').map((path) => [path, readFileSync(path, 'utf8')] as const);
const REASONS = SOURCES.flatMap(([path, source]) => reasonsIn(source).map((reason) => ({ path, reason })));

/** Words of a sentence about Backstay, in place of the name of a state. */
const SENTENCE =
  /(?:Told|Tells?|Look(?:ed|s)?|Said|Says|Gave|Given|Lane|Wanted|Yet|Meanwhile|After(?:All)?|Elsewhere|Threw|Kept|Spared|It|Such|Nothing|Nobody)(?=[A-Z]|$)/;
/** One word that stands alone, as states of Azure and conditions of Kubernetes have. */
const ONE_WORD: ReadonlySet<string> = new Set([
  'Accepted',
  ...[
    'Confirmed',
    'Contested',
    'Declined',
    'Deleting',
    'Disabled',
    'Enabled',
    'Expired',
    'Installed',
    'Lapsed',
    'Locked',
  ],
  ...[
    'Preview',
    'Protected',
    'Provisioned',
    'Registered',
    'Registering',
    'Running',
    'Stopped',
    'Stopping',
    'Supported',
  ],
  ...['Unregistering', 'Blocked'],
]);
/** As a name of a resource, not as an adverb of a sentence. */
const ALLOWED: ReadonlySet<string> = new Set(['ProtectedElsewhere', 'VerifiedElsewhere']);

function wrongFormOf(reason: string): string | undefined {
  if (!/^(?:[A-Z][a-z0-9]+)+$/.test(reason)) return 'is not PascalCase';
  if (ALLOWED.has(reason)) return undefined;
  if (SENTENCE.test(reason)) return 'is a part of a sentence';
  if (!/[a-z0-9][A-Z]/.test(reason) && !ONE_WORD.has(reason)) return 'does not stand alone';
  return undefined;
}

test('every reason code stands alone', () => {
  expect(REASONS.length).toBeGreaterThan(200);
  const wrong = REASONS.flatMap(({ path, reason }) => {
    const why = wrongFormOf(reason);
    return why === undefined ? [] : [`${path}: ${reason} ${why}`];
  });
  expect(wrong).toEqual([]);
});

test.each(['notPascal', 'Off', 'NotLookedYet', 'LaneBusy', 'NodesNotTold', 'GivenUp'])(
  '%s would be found',
  (reason) => {
    expect(wrongFormOf(reason)).toBeDefined();
  },
);

test.each([
  ["missing('RoleMissing', message, remedy)", ['RoleMissing']],
  ["cannotTell(seen ? 'PoolsNotReturned' : 'NodesStopped', message, [])", ['PoolsNotReturned', 'NodesStopped']],
  ["const failure = { class: 'permanent', code: 'ClusterProtected' }", ['ClusterProtected']],
  ["log.warn('Message dropped', { because: 'InvalidEvent' })", ['InvalidEvent']],
  ["const words = { code: 'lower', text: 'Off' }", []],
])('reasons are read from %s', (source, reasons) => {
  expect(reasonsIn(source)).toEqual(reasons);
});

describe('a renamed reason', () => {
  test.each(RENAMED_REASONS)('%s is not used any more, and %s is', (former, current) => {
    const used = new Set(REASONS.map(({ reason }) => reason));
    const literals = new Set(SOURCES.flatMap(([, source]) => [...source.matchAll(/'(\w+)'/g)].map(([, text]) => text)));
    expect([used.has(former), used.has(current) || literals.has(current)]).toEqual([false, true]);
  });

  test('leads back to one former name', () => {
    const current = RENAMED_REASONS.map(([, name]) => name);
    expect(new Set(current).size).toBe(current.length);
    expect(current.filter((name) => RENAMED_REASONS.some(([former]) => former === name))).toEqual([]);
  });
});
