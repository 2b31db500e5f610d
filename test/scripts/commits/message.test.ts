import { expect, test } from 'vitest';
import { changelogOf } from '../../../scripts/commits/changelog.ts';
import { parseLog, parseSubject, problemsIn } from '../../../scripts/commits/message.ts';

test.each([
  ['feat(rules): check the version', []],
  ['fix: read the last page\n\nThe list had two.', []],
  ['feat(api)!: drop the old route', []],
  ['wip', [expect.stringContaining('does not begin with a type')]],
  ['feature: check the version', [expect.stringContaining('does not begin with a type')]],
  ['constructor: check the version', [expect.stringContaining('does not begin with a type')]],
  ['Fix(rules): check the version', [expect.stringContaining('does not begin with a type')]],
  ['fix(rules):check the version', [expect.stringContaining('does not begin with a type')]],
  [`fix: ${'a'.repeat(68)}`, [expect.stringContaining('73 characters')]],
  ['fix: read the last page.', [expect.stringContaining('full stop')]],
  ['fix: read the last page\nThe list had two.', [expect.stringContaining('no empty line')]],
])('%j', (message, problems) => {
  expect(problemsIn(message)).toEqual(problems);
});

test('a subject is read with its scope and its mark of a breaking change', () => {
  expect(parseSubject('feat(api)!: drop the old route')).toEqual({
    type: 'feat',
    scope: 'api',
    isBreaking: true,
    text: 'drop the old route',
  });
});

test('the changelog has what users notice, breaking changes first', () => {
  const log = [
    ['a1', 'feat(rules): check the version'],
    ['b2', 'fix: read the last page\n\nThe list had two.'],
    ['c3', 'feat(api)!: drop the old route\n\nBREAKING CHANGE: call /api/targets instead of /api/list'],
    ['d4', 'refactor: name things'],
    ['e5', 'A sentence from before the convention'],
  ];
  const commits = parseLog(log.map(([id, message]) => `${id}\u0000${message}\n\u0001\n`).join(''));
  expect(commits.map(({ id }) => id)).toEqual(['a1', 'b2', 'c3', 'd4', 'e5']);
  expect(changelogOf(commits)).toBe(`### Breaking

- call /api/targets instead of /api/list

### Added

- **rules**: check the version
- **api**: drop the old route

### Fixed

- read the last page
`);
});
