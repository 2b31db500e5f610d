import { expect, test } from 'vitest';
import { EMPTY_HEAD, nextEntries } from '../../../shared/audit/record.ts';
import type { Action } from '../../../shared/model/plan.ts';
import type { RecordBody } from '../../../shared/model/record.ts';
import { auditHistory } from '../../../shared/wording/audit-history.ts';
import { atLeastOne } from '../../support/at-least-one.ts';
import { CLUSTER_ID } from '../../support/facts.ts';
import { TARGET } from '../../support/record.ts';

const AT = '2026-01-01T10:00:00.000Z';
const trace = { call: 'PUT /x', at: AT, status: 201, correlationId: 'c-1', requestId: 'r-1' };
const GRANT: Action = {
  key: 'key-1',
  ruleIds: ['BKS-301', 'BKS-302'],
  remedy: {
    kind: 'roleGrant',
    scope: CLUSTER_ID,
    principalId: '99999999-0000-0000-0000-000000000000' as never,
    holder: 'vault',
    role: 'Reader',
    roleDefinitionGuid: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  },
  text: 'Grant Reader on shop to the vault',
  risk: 'grantsAccess',
  permissions: [{ action: 'Microsoft.Authorization/roleAssignments/write', scope: CLUSTER_ID }],
};
const intended: RecordBody = { type: 'actionIntended', action: GRANT };
const UNDO: Action = {
  ...GRANT,
  key: 'key-2',
  text: 'Take Reader on shop from the vault again',
  undoes: { sequence: 2, before: { roles: ['Contributor'] } },
};
const undoing: RecordBody = { type: 'actionIntended', action: UNDO };

/** The last of these entries, in words. */
function told(...bodies: readonly RecordBody[]): string {
  const { entries } = nextEntries(EMPTY_HEAD, bodies, { target: TARGET, at: AT, writer: 'test' });
  const { title, details } = auditHistory(entries).at(-1) ?? { title: '', details: [] };
  return [title, ...details].join('\n');
}

test.each<[string, readonly RecordBody[], readonly string[]]>([
  [
    'who asked',
    [{ type: 'eventAccepted', operation: 'managedClusters/write', eventId: 'e-1' }],
    ['asked by event managedClusters/write', 'event id: e-1'],
  ],
  [
    'what was found',
    [
      {
        type: 'findingsChanged',
        changes: [{ ruleId: 'BKS-301', from: 'unseen', to: 'missing', reason: 'NoRole', message: 'It has no role.' }],
      },
    ],
    ['found: 1 change', 'BKS-301 unseen → missing (NoRole): It has no role.'],
  ],
  [
    'what is to be written, why and where',
    [intended],
    [
      'intends: Grant Reader on shop to the vault',
      'for BKS-301, BKS-302; risk: grantsAccess; key: key-1',
      `scope: ${CLUSTER_ID}`,
      'holder: vault',
      'role: Reader',
      'role definition guid: acdd72a7-3385-48ef-bd42-f606fba81ae7',
      `needs Microsoft.Authorization/roleAssignments/write on ${CLUSTER_ID}`,
    ],
  ],
  [
    'what Azure answered, before and after',
    [
      intended,
      {
        type: 'actionSucceeded',
        actionKey: GRANT.key,
        how: 'applied',
        before: { roles: ['Contributor'] },
        after: { roles: ['Contributor', 'Reader'] },
        trace,
      },
    ],
    [
      'done (applied): Grant Reader on shop to the vault (entry 1)',
      'before: roles: ["Contributor"]',
      'after: roles: ["Contributor","Reader"]',
      `PUT /x answered 201 at ${AT}`,
      'correlation id c-1',
      'request id r-1',
    ],
  ],
  [
    'that it was there already',
    [intended, { type: 'actionSucceeded', actionKey: GRANT.key, how: 'alreadyDone', after: {} }],
    ['it was there already'],
  ],
  [
    'how a crash was resolved: it was written',
    [intended, { type: 'actionSucceeded', actionKey: GRANT.key, how: 'foundAfterCrash', after: {}, trace }],
    ['done (foundAfterCrash)', 'a read afterwards found it in place'],
  ],
  [
    'how a crash was resolved: it was not',
    [intended, { type: 'actionNotCarriedOut', actionKey: GRANT.key, trace }],
    ['was not carried out: Grant Reader on shop', 'nothing was written'],
  ],
  [
    'a long operation',
    [intended, { type: 'actionAccepted', actionKey: GRANT.key, operationUrl: 'https://arm/op', trace }],
    ['accepted by Azure: Grant Reader', 'operation: https://arm/op', 'correlation id c-1'],
  ],
  [
    'a failure',
    [
      intended,
      {
        type: 'actionFailed',
        actionKey: GRANT.key,
        failure: { class: 'forbidden', code: 'AuthorizationFailed', message: 'No.' },
        trace,
      },
    ],
    ['failed: Grant Reader', 'AuthorizationFailed (forbidden): No.', 'request id r-1'],
  ],
  [
    'who wanted it undone',
    [
      {
        type: 'calledByHand',
        call: 'undo',
        caller: { kind: 'user', objectId: 'o-1', tenantId: 't-1' },
        planId: 'p-1',
      },
    ],
    ['requested: undo', 'by: user o-1 of tenant t-1', 'plan: p-1'],
  ],
  [
    'what is to be undone, and to what',
    [undoing],
    ['intends: Take Reader on shop', 'undoes: roleGrant (entry 2)', 'back to: roles: ["Contributor"]'],
  ],
  [
    'that it was undone',
    [undoing, { type: 'actionSucceeded', actionKey: UNDO.key, how: 'applied', after: { removed: true }, trace }],
    ['undone (applied): Take Reader on shop from the vault again (entry 1)', 'undoes entry 2', 'removed: true'],
  ],
  [
    'that another person had taken it away',
    [undoing, { type: 'actionSucceeded', actionKey: UNDO.key, how: 'alreadyDone', after: {} }],
    ['it was gone already'],
  ],
  [
    'how a crash was resolved: it is gone',
    [undoing, { type: 'actionSucceeded', actionKey: UNDO.key, how: 'foundAfterCrash', after: {}, trace }],
    ['undone (foundAfterCrash)', 'a read afterwards found it gone'],
  ],
  [
    'why it was left as it is',
    [
      undoing,
      {
        type: 'actionFailed',
        actionKey: UNDO.key,
        failure: { class: 'permanent', code: 'ResourceChanged', message: 'Not undone: a person has changed it.' },
        trace,
      },
    ],
    ['could not be undone: Take Reader on shop', 'ResourceChanged (permanent): Not undone'],
  ],
  [
    'a verdict',
    [{ type: 'verdictChanged', from: 'Unknown', to: 'Ready', reason: 'AllSatisfied' }],
    ['verdict Unknown → Ready', 'reason: AllSatisfied'],
  ],
  ['a card', [{ type: 'notificationSent', channel: 'teams', about: 'Ready' }], ['notification sent: "Ready"', 'teams']],
  [
    'a card that did not arrive',
    [{ type: 'notificationFailed', channel: 'teams', about: 'Failed', why: '429' }],
    ['notification failed: "Failed"', 'why: 429'],
  ],
  [
    'what a newer version wrote',
    [{ type: 'undone', actionKey: 'k' } as unknown as RecordBody],
    ['undone', 'action key: k'],
  ],
])('tells %s', (_, bodies, expected) => {
  const text = told(...bodies);
  for (const part of atLeastOne(expected)) expect(text).toContain(part);
});

test('describes also an entry that is not as Backstay writes them', () => {
  const [entry] = nextEntries(EMPTY_HEAD, [intended], { target: TARGET, at: AT, writer: 'test' }).entries;
  const altered = { ...entry, body: { type: 'findingsChanged', changes: 7 } } as never;
  expect(auditHistory([altered])).toMatchObject([
    { title: 'findingsChanged: not as Backstay writes it', details: ['type: findingsChanged', 'changes: 7'] },
  ]);
});

test('no text of strangers can steer a terminal', () => {
  const text = told({ type: 'eventAccepted', operation: '\u001b[2J\u202e', eventId: 'a\nb' });
  expect(text).toBe('asked by event  [2J \nevent id: a b');
});
