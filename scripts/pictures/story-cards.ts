import { roleGrant } from '../../shared/changes/role-grant.ts';
import type { Action } from '../../shared/model/plan.ts';
import { type ClusterId, parseClusterId } from '../../shared/model/resource-id.ts';
import type { RuleId } from '../../shared/model/rule-id.ts';
import type { Condition, TargetState, Verdict } from '../../shared/model/state.ts';
import type { Target } from '../../shared/model/target.ts';
import { burstDigestCard } from '../../shared/notify/cards/burst-digest.ts';
import { dailyDigestCard } from '../../shared/notify/cards/daily-digest.ts';
import type { CardMessage } from '../../shared/notify/cards/elements.ts';
import { profilesRefusedCard } from '../../shared/notify/cards/profiles-refused.ts';
import { recordBrokenCard } from '../../shared/notify/cards/record-broken.ts';
import { troubleCard } from '../../shared/notify/cards/trouble.ts';
import { verdictCard } from '../../shared/notify/cards/verdict-card.ts';

const CONTEXT = { publicUrl: 'https://backstay.contoso.example', portal: 'https://portal.azure.com/#@' };
const SUBSCRIPTION = '/subscriptions/11111111-2222-3333-4444-555555555555';
const T = '2026-01-05T08:30:00.000Z';
const MENTIONS = [
  { name: 'Ada Example', id: 'ada@contoso.example' },
  { name: 'Bo Example', id: 'bo@contoso.example' },
];
const EXPLAINED = { severity: 'required', evidence: {}, sources: [], since: T } as const;

/** One card of each kind, as an example. */
export function storyCards(): Readonly<Record<string, CardMessage>> {
  const shop = target('shop');
  const wanted = grant('Reader');
  const ready = { verdict: 'Ready' as const, digest: '', at: T };
  const cards = {
    ready: verdict('Ready', [satisfied('BKS-101'), satisfied('BKS-201'), satisfied('BKS-301')], {
      done: [
        'Register Microsoft.KubernetesConfiguration in subscription 11111111-2222-3333-4444-555555555555',
        'Create container shop-a1b2c3 in storage account contosobackups',
        'Install backup extension azure-aks-backup on cluster shop',
        'Bind vault contoso-vault to cluster shop by trusted access',
        'Grant Reader on shop to the vault',
        'Grant Storage Blob Data Contributor on contosobackups to the extension',
      ].map((text) => ({ text, at: T })),
    }),
    'needs-person': verdict('NeedsPerson', [
      {
        ...EXPLAINED,
        ruleId: 'BKS-201',
        outcome: 'manual',
        reason: 'Stopped',
        message: 'Cluster shop is stopped.',
        steps: [
          'az aks start --subscription 11111111-2222-3333-4444-555555555555 --resource-group rg-shop --name shop',
        ],
      },
      {
        ...missing('BKS-411', 'The vault does not hold Reader on shop.'),
        progress: { state: 'skipped', actionKey: wanted.key, reason: 'ChangeNotAllowed' },
      },
    ]),
    'approval-wanted': verdict(
      'NeedsPerson',
      [
        {
          ...missing('BKS-411', 'The vault does not hold Reader on shop.'),
          progress: { state: 'skipped', actionKey: wanted.key, reason: 'ApprovalPending' },
        },
      ],
      {
        approvals: [wanted, grant('Contributor')].map((action) => ({
          id: action.key,
          action,
          askedAt: T,
          expiresAt: '2026-01-12T08:30:00.000Z',
        })),
      },
    ),
    failed: verdict('Failed', [
      {
        ...missing('BKS-301', 'Cluster shop has no backup extension.'),
        progress: {
          state: 'retrying',
          actionKey: 'k',
          since: T,
          retryAt: T,
          failure: {
            class: 'permanent',
            code: 'RequestDisallowedByPolicy',
            message: 'Resource azure-aks-backup was disallowed by policy "Only approved extensions".',
          },
        },
      },
    ]),
    unknown: verdict('Unknown', [
      {
        ...EXPLAINED,
        ruleId: 'BKS-411',
        outcome: 'unknown',
        reason: 'CannotRead',
        message: 'The role assignments cannot be read: Backstay itself may not.',
        steps: [],
        unread: [],
      },
    ]),
    drift: verdict('Remediating', [missing('BKS-411', 'The vault does not hold Reader on shop.')], {
      told: ready,
    }),
  };
  return {
    ...cards,
    trouble: troubleCard(shop, 5, CONTEXT),
    'record-broken': recordBrokenCard(
      [{ target: shop, why: 'Entry 12 is not what was once written: its hash is another one.' }],
      CONTEXT,
    ),
    'profiles-refused': profilesRefusedCard(
      'The profile file profiles.json is not valid:\n  - profiles[0].vault: must be an id of the form /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.DataProtection/backupVaults/<name>',
      CONTEXT,
    ),
    'daily-digest': dailyDigestCard(
      {
        day: '2026-01-06',
        counts: { Ready: 212, NeedsPerson: 3, Failed: 1, Remediating: 4 },
        protection: { protected: 196, unprotected: 21, inError: 1 },
        failing: [target('billing')],
        failingCount: 1,
        refusedRestores: [],
        refusedRestoreCount: 0,
        changed: [
          { target: target('shop'), verdict: 'Ready', reason: 'AllSatisfied', since: T },
          { target: target('billing'), verdict: 'Failed', reason: 'RequestDisallowedByPolicy', since: T },
        ],
        changedCount: 2,
        waiting: [
          { target: target('crm'), verdict: 'NeedsPerson', reason: 'Stopped', since: '2025-12-19T10:00:00.000Z' },
          {
            target: target('lab-7'),
            verdict: 'NeedsPerson',
            reason: 'FirewallClosed',
            since: '2026-01-02T10:00:00.000Z',
          },
          { target: target('billing'), verdict: 'Failed', reason: 'RequestDisallowedByPolicy', since: T },
        ],
        waitingCount: 3,
        accepted: [{ target: target('shop'), count: 1, until: '2026-03-31T23:59:59.999Z' }],
        acceptedCount: 1,
      },
      CONTEXT,
    ),
    'burst-digest': burstDigestCard(
      Array.from({ length: 40 }, (_, index) => ({
        target: target(`lab-${index + 1}`),
        ...(index % 9 === 0
          ? ({ verdict: 'NeedsPerson', reason: 'FirewallClosed' } as const)
          : ({ verdict: 'Ready', reason: 'AllSatisfied' } as const)),
      })),
      0,
      CONTEXT,
    ),
  };
}

function verdict(word: Verdict, conditions: readonly Condition[], more: Partial<TargetState> = {}): CardMessage {
  const state: TargetState = {
    schemaVersion: 1,
    target: target('shop'),
    verdict: word,
    verdictReason: '',
    verdictSince: T,
    conditions,
    attempts: {},
    dirty: false,
    seenEvents: [],
    ...more,
  };
  const card = verdictCard(state, CONTEXT, MENTIONS);
  if (card === undefined) throw new Error(`There is no card for ${word}.`);
  return card;
}

function satisfied(ruleId: RuleId): Condition {
  return { ...EXPLAINED, ruleId, outcome: 'satisfied', reason: 'Fine', message: '' };
}

function missing(ruleId: RuleId, message: string): Condition {
  return { ...EXPLAINED, ruleId, outcome: 'missing', reason: 'Missing', message, remedy: grant('Reader').remedy };
}

function grant(role: string): Action {
  const remedy = {
    kind: 'roleGrant',
    scope: target('shop').clusterId,
    principalId: '66666666-7777-8888-9999-000000000000' as never,
    holder: 'vault',
    role,
    roleDefinitionGuid: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  } as const;
  return {
    key: roleGrant.key(remedy),
    ruleIds: ['BKS-411'],
    remedy,
    text: roleGrant.describe(remedy),
    risk: 'grantsAccess',
    permissions: [],
  };
}

function target(name: string): Target {
  const id = `${SUBSCRIPTION}/resourceGroups/rg-${name}/providers/Microsoft.ContainerService/managedClusters/${name}`;
  return { clusterId: parseClusterId(id) as ClusterId, profile: 'standard' };
}
