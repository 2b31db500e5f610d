import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { az } from '../../../shared/steps/az.ts';

const EXEMPTION = {
  subscription: undefined,
  name: 'n',
  scope: '/s',
  policyAssignment: '/a',
  exemptionCategory: 'Waiver',
};
const SUBNET = { subscription: 's', resourceGroup: 'g', vnetName: 'v', name: 'n' };

/** The words that a shell hands to the Azure CLI. */
function wordsOf(command: string): readonly string[] {
  const script = `az() { printf '%s\\0' "$@"; }\n${command}`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8', env: { LC_ALL: 'C.UTF-8' } })
    .split('\0')
    .slice(0, -1);
}

test.each([
  '--scope=/subscriptions/other',
  '-x',
  '$(touch /tmp/x)',
  "'; touch /tmp/x; '",
  'a\nrm -rf /',
  '\u001b[2Ka',
  'abc\u202edef',
])('a hostile name %j is one value, never an option or a command of its own', (referenceId) => {
  const options = { ...EXEMPTION, policyDefinitionReferenceIds: [referenceId] } as const;
  const words = wordsOf(az('policy exemption create', options as Parameters<typeof az<'policy exemption create'>>[1]));
  const given = words.slice(words.findIndex((word) => word.startsWith('--policy-definition-reference-ids')));
  expect(given.join('=')).toBe(`--policy-definition-reference-ids=${referenceId}`);
});

test('a list with a value that looks like an option becomes one word', () => {
  const command = az('network vnet subnet update', { ...SUBNET, serviceEndpoints: ['Microsoft.Sql', '--nsg=x'] });
  expect(wordsOf(command).slice(-2)).toEqual(['--service-endpoints', 'Microsoft.Sql --nsg=x']);
});

test('a command is one line, and shows every character that counts', () => {
  const command = az('network vnet subnet update', { ...SUBNET, serviceEndpoints: ['a\nb', 'c\u202ed\u001b'] });
  expect(command).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});
