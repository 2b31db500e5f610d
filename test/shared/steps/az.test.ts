import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { az } from '../../../shared/steps/az.ts';
import { decision, inProfile, kindOf, kubectl, note } from '../../../shared/steps/step.ts';

const EXEMPTION = {
  subscription: undefined,
  name: 'n',
  scope: '/s',
  policyAssignment: '/a',
  exemptionCategory: 'Waiver',
};
const SUBNET = { subscription: 's', resourceGroup: 'g', vnetName: 'v', name: 'n' };

/** The words that a shell hands to the Azure CLI. */
function wordsOf(command: string, shell = 'bash'): readonly string[] {
  const script = `az() { printf '%s\\0' "$@"; }\n${command}`;
  return execFileSync(shell, ['-c', script], { encoding: 'utf8', env: { LC_ALL: 'C.UTF-8' } })
    .split('\0')
    .slice(0, -1);
}

test.each(['--scope=/subscriptions/other', '-x', '$(touch /tmp/x)', "'; touch /tmp/x; '", 'a@b', 'a=b@c'])(
  'a hostile name %j is one value, never an option or a command of its own',
  (referenceId) => {
    const words = wordsOf(exempt(referenceId));
    const given = words.slice(words.findIndex((word) => word.startsWith('--policy-definition-reference-ids')));
    expect(given.join('=')).toBe(`--policy-definition-reference-ids=${referenceId}`);
  },
);

test.each([
  ['a file', '@/etc/passwd', 'begins with "@", which the Azure CLI takes for a file name'],
  ['a file after its first =', 'a=@/etc/passwd', 'begins with "@", which the Azure CLI takes for a file name'],
  ['another line', 'a\nrm -rf /', 'holds a character that cannot be seen'],
  ['a sequence that a terminal obeys', '\u001b[2Ka', 'holds a character that cannot be seen'],
  ['letters in another order', 'abc\u202edef', 'holds a character that cannot be seen'],
])('a value that would become %s has no command', (_, referenceId, why) => {
  const step = exempt(referenceId);
  expect(kindOf(step)).toBe('decision');
  expect(step).toBe(
    `Do "policy exemption create" in the Azure portal, because no command can be printed: the value of --policy-definition-reference-ids ${why}.`,
  );
});

function exempt(referenceId: string): string {
  const options = { ...EXEMPTION, policyDefinitionReferenceIds: [referenceId] } as const;
  return az('policy exemption create', options as Parameters<typeof az<'policy exemption create'>>[1]);
}

test('a list with a value that looks like an option becomes one word', () => {
  const command = az('network vnet subnet update', { ...SUBNET, serviceEndpoints: ['Microsoft.Sql', '--nsg=x'] });
  expect(wordsOf(command).slice(-2)).toEqual(['--service-endpoints', 'Microsoft.Sql --nsg=x']);
});

test('one value in a list that cannot be written is enough to print no command', () => {
  const step = az('network vnet subnet update', { ...SUBNET, serviceEndpoints: ['Microsoft.Sql', '@file'] });
  expect(kindOf(step)).toBe('decision');
});

test('a command goes through any POSIX shell', () => {
  const all = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(all, (serviceEndpoints) => {
      const step = az('network vnet subnet update', { ...SUBNET, serviceEndpoints });
      if (kindOf(step) !== 'az' || serviceEndpoints.some((word) => word.startsWith('-'))) return;
      const given = wordsOf(step, 'sh').slice(13);
      expect(given).toEqual(serviceEndpoints.length === 1 ? [serviceEndpoints[0]] : serviceEndpoints);
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['az', az('aks start', { subscription: 's', resourceGroup: 'g', name: 'n' })],
  ['kubectl', kubectl('get', 'pods')],
  ['profile', inProfile('standard', 'tier', 'operational', '; backups then stay snapshots')],
  ['profile', inProfile('standard', 'mode', 'enforce')],
  ['decision', decision('Link the private DNS zone to the network of the nodes.', 'causeUnknown')],
  ['decision', note('Azure says: az aks start')],
])('the kind %s can be seen in the text, which is all that is stored', (kind, step) => {
  expect(kindOf(step)).toBe(kind);
});
