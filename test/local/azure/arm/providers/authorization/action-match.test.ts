import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isActionMatch } from '../../../../../../local/azure/arm/providers/authorization/action-match.ts';

const WRITE = 'Microsoft.ContainerService/managedClusters/write';

test.each([
  [WRITE, WRITE, true],
  [WRITE.toUpperCase(), WRITE, true],
  ['*', WRITE, true],
  ['*/write', WRITE, true],
  ['*/read', WRITE, false],
  ['Microsoft.ContainerService/*', WRITE, true],
  ['Microsoft.ContainerService/*/write', WRITE, true],
  ['microsoft.*/managedclusters/w*', WRITE, true],
  ['Microsoft.ContainerService/managedClusters', WRITE, false],
  ['Microsoft.ContainerService/managedClusters/writ', WRITE, false],
  [`${WRITE}/`, WRITE, false],
  ['Microsoft.ContainerService/managedClusters/*/write', WRITE, false],
  // A pattern is no regular expression.
  ['Microsoft.ContainerService/.+', WRITE, false],
  ['MicrosoftXContainerService/managedClusters/write', WRITE, false],
  // Its beginning and its end must not overlap.
  ['ab*ba', 'aba', false],
  ['ab*ba', 'abba', true],
  ['', WRITE, false],
])('%s on %s: %s', (pattern, action, expected) => {
  expect(isActionMatch(pattern, action)).toBe(expected);
});

test('agrees with a regular expression on all pairs', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 12 });
  fc.assert(
    fc.property(text, text, (pattern, action) => {
      const expression = new RegExp(`^${pattern.replaceAll('/', '\\/').replaceAll('*', '.*')}$`, 'i');
      expect(isActionMatch(pattern, action)).toBe(expression.test(action));
    }),
  );
});
