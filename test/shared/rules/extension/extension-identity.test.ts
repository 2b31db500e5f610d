import { expect, test } from 'vitest';
import type { FactValues } from '../../../../shared/model/fact.ts';
import { extensionIdentity } from '../../../../shared/rules/extension/extension-identity.ts';
import {
  BACKUP_INSTANCE,
  CLUSTER_PRINCIPAL,
  EXTENSION_PRINCIPAL,
  forbidden,
  known,
  must,
  READY,
} from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';

const extension = must(READY.backupExtensions[0]);

test.each<[string, Partial<FactValues>, string, string]>([
  ['is there', {}, 'satisfied', 'ExtensionIdentityPresent'],
  ['is gone', { nodeGroupIdentities: [] }, 'manual', 'IdentityGone'],
  ['is gone, and others are there', { nodeGroupIdentities: [CLUSTER_PRINCIPAL] }, 'manual', 'IdentityGone'],
  ['of an extension that is not installed', { backupExtensions: [] }, 'blocked', 'Blocked'],
  [
    'has not appeared yet',
    { backupExtensions: [{ ...extension, principalId: undefined }], nodeGroupIdentities: 'absent' },
    'blocked',
    'Blocked',
  ],
  [
    'lies in a group that Azure does not return',
    { nodeGroupIdentities: 'absent' },
    'notApplicable',
    'NodeGroupNotReturned',
  ],
])('an identity that %s', (_, changes, outcome, reason) => {
  expect(judge(extensionIdentity, changes)).toMatchObject({ outcome, reason });
});

test('says which identity is gone, and how that ends', () => {
  expect(judge(extensionIdentity, { nodeGroupIdentities: [] })).toMatchObject({
    message: expect.stringContaining(EXTENSION_PRINCIPAL),
    steps: expect.arrayContaining([expect.stringContaining('az k8s-extension delete')]),
  });
});

test('does not offer to delete an extension that something relies on', () => {
  const finding = judge(extensionIdentity, { nodeGroupIdentities: [], protection: [BACKUP_INSTANCE] });
  expect(finding.outcome === 'manual' && finding.steps.join('\n')).toContain('--vault-name safe --name shop');
  expect(finding.outcome === 'manual' && finding.steps.join('\n')).not.toContain('delete');
});

test('is unknown where identities may not be read', () => {
  expect(judgeFacts(extensionIdentity, { ...known(READY), ...forbidden('nodeGroupIdentities') })).toMatchObject({
    outcome: 'unknown',
  });
});
