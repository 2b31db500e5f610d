import { roleGrant } from '../../shared/changes/role-grant.ts';
import type { Approval } from '../../shared/model/approval.ts';
import type { Caller } from '../../shared/model/caller.ts';
import type { Action } from '../../shared/model/plan.ts';
import type { RecordBody, RecordEntry } from '../../shared/model/record.ts';
import { type ClusterId, parseClusterId } from '../../shared/model/resource-id.ts';
import type { Condition, TargetState, Verdict } from '../../shared/model/state.ts';
import type { TargetSummary } from '../../shared/model/summary.ts';
import { summaryOf } from '../../shared/plan/summary.ts';
import { RULES } from '../../shared/rules/index.ts';

/** A fleet as an example: one cluster in full, and as many others as are wanted. */
export const NOW = '2026-01-05T10:00:00.000Z';
const SUBSCRIPTION = '11111111-2222-3333-4444-555555555555';
const LOOKED = '2026-01-05T09:41:12.000Z';
const SINCE = '2026-01-05T08:30:00.000Z';
export const SHOP = { clusterId: clusterId('shop-prod', 'rg-shop'), profile: 'production' };

const NAMES = ['billing', 'search', 'crm', 'lab', 'orders', 'media', 'risk', 'portal', 'data', 'edge'];
const PLACES = ['weu', 'neu', 'eus', 'sea'];
/** How many of a hundred have which verdict, and why. */
const MIX: readonly (readonly [Verdict, string, number])[] = [
  ['Failed', 'RequestDisallowedByPolicy', 1],
  ['NeedsPerson', 'EgressClosed', 4],
  ['NeedsPerson', 'ClusterStopped', 3],
  ['Unknown', 'CannotRead', 2],
  ['Remediating', 'ExtensionInstalling', 5],
  ['OptedOut', 'OptOutTag', 3],
  ['Gone', 'ResourceNotFound', 1],
];

export function storySummaries(count: number): readonly TargetSummary[] {
  const others = Array.from({ length: count - 1 }, (_, index): TargetSummary => {
    const name = `${NAMES[index % NAMES.length]}-${PLACES[Math.floor(index / 10) % PLACES.length]}-${index + 1}`;
    const [verdict, reason] = mixed((index * 37) % 100);
    const hours = ((index * 7919) % 900) + 1;
    return {
      target: { clusterId: clusterId(name, `rg-${name}`), profile: index % 3 === 0 ? 'standard' : 'production' },
      ...{ verdict, reason, counts: {}, approvalsWanted: 0, onHold: false },
      since: new Date(Date.parse(NOW) - hours * 3_600_000).toISOString(),
      protection: verdict === 'Ready' && index % 4 !== 0 ? 'protected' : 'unprotected',
      forPeople: verdict === 'NeedsPerson' ? 1 + (index % 3) : Number(verdict === 'Failed'),
    };
  });
  return [summaryOf(storyState()), ...others];
}

function mixed(place: number): readonly [Verdict, string] {
  let upTo = 0;
  for (const [verdict, reason, share] of MIX) {
    upTo += share;
    if (place < upTo) return [verdict, reason];
  }
  return ['Ready', 'AllSatisfied'];
}

/** A cluster that waits for people, with a finding of each kind. */
export function storyState(more: Partial<TargetState> = {}): TargetState {
  const wanted = grant('Reader');
  const skipped = { state: 'skipped', actionKey: wanted.key } as const;
  const conditions: readonly Condition[] = [
    {
      ...about(
        'BKS-601',
        'EgressClosed',
        'Firewall fw-hub keeps the nodes from 2 names that the backup extension needs.',
      ),
      outcome: 'manual',
      evidence: { firewall: 'fw-hub', closedNames: ['mcr.microsoft.com', '*.dp.kubernetesconfiguration.azure.com'] },
      steps: [
        'Let the nodes reach these names:',
        `az network firewall application-rule create --subscription ${SUBSCRIPTION} --resource-group rg-hub --firewall-name fw-hub --collection-name aks-backup --name backup-extension --protocols Https=443 --source-addresses 10.20.0.0/22 --target-fqdns mcr.microsoft.com *.dp.kubernetesconfiguration.azure.com`,
      ],
    },
    {
      ...about('BKS-411', 'RoleMissing', 'The vault may not read the cluster: the role Reader is not granted to it.'),
      outcome: 'missing',
      remedy: wanted.remedy,
      evidence: { holder: 'contoso-vault', role: 'Reader', scope: SHOP.clusterId },
      progress: { ...skipped, reason: 'ApprovalPending' },
    },
    {
      ...about('BKS-413', 'RoleMissing', 'The cluster may not write snapshots into rg-snapshots.'),
      outcome: 'missing',
      remedy: grant('Contributor').remedy,
      progress: { state: 'running', actionKey: grant('Contributor').key, since: '2026-01-05T09:40:50.000Z' },
    },
    { ...about('BKS-301', 'Installing', 'The backup extension is being installed.'), outcome: 'pending' },
    {
      ...about('BKS-302', 'Waits', 'Its settings can be judged once it is installed.'),
      outcome: 'blocked',
      by: ['BKS-301'],
    },
    {
      ...about('BKS-210', 'CannotRead', 'The persistent volumes could not be read.'),
      ...{
        outcome: 'unknown',
        severity: 'recommended',
        steps: ['Check the volumes:', 'kubectl get persistentvolumes'],
      },
      unread: [
        {
          need: 'inspection',
          failure: { class: 'transient', code: 'GatewayTimeout', message: 'AKS did not answer.', status: 504 },
        },
      ],
    },
    ...RULES.slice(0, 5).map(
      ({ id, title }): Condition => ({ ...about(id, 'Fine', `${title}.`), outcome: 'satisfied' }),
    ),
  ];
  return {
    ...{ schemaVersion: 1, target: SHOP, verdict: 'NeedsPerson', verdictReason: 'EgressClosed', verdictSince: SINCE },
    ...{
      conditions,
      attempts: {},
      fullLookAt: LOOKED,
      wakeAt: '2026-01-05T10:41:12.000Z',
      dirty: false,
      seenEvents: [],
    },
    approvals: [approvalOf(wanted)],
    ...more,
  };
}

export function storyEntries(): readonly RecordEntry[] {
  const trace = {
    call: `PUT /subscriptions/${SUBSCRIPTION}/providers/Microsoft.KubernetesConfiguration/register`,
    at: SINCE,
    status: 200,
  };
  const wanted = grant('Reader');
  const storage: Action = { ...grant('Storage Blob Data Contributor'), ruleIds: ['BKS-414'] };
  const bodies: readonly RecordBody[] = [
    { type: 'eventAccepted', operation: 'Microsoft.ContainerService/managedClusters/write', eventId: '7d1c…' },
    { type: 'verdictChanged', from: 'Unknown', to: 'Remediating', reason: 'RoleMissing' },
    { type: 'actionIntended', action: storage },
    { type: 'actionSucceeded', actionKey: storage.key, how: 'applied', after: { role: storage.text }, trace },
    {
      type: 'approvalWanted',
      approvalId: approvalOf(wanted).id,
      action: wanted,
      expiresAt: approvalOf(wanted).expiresAt,
    },
    { type: 'verdictChanged', from: 'Remediating', to: 'NeedsPerson', reason: 'EgressClosed' },
    { type: 'notificationSent', channel: 'teams', about: 'NeedsPerson' },
  ];
  return bodies.map((body, index) => ({
    ...{ sequence: index + 1, at: `2026-01-05T08:3${index}:12.000Z`, target: SHOP, writer: 'backstay', body },
    ...{ previousHash: '', hash: '' },
  }));
}

/** The undo plan of the story. */
export function storyUndo() {
  return {
    planId: 'b'.repeat(64),
    actions: [
      { ...grant('Storage Blob Data Contributor'), text: 'Remove Storage Blob Data Contributor from the extension' },
    ],
    kept: [
      {
        sequence: 2,
        what: 'Microsoft.KubernetesConfiguration is registered.',
        because: 'Others may have come to rely on it.',
      },
    ],
  };
}

export const SOMEBODY: Caller = { kind: 'user', objectId: 'o-1', tenantId: 't-1' };

function approvalOf(action: Action): Approval {
  return { id: 'grant-reader', action, askedAt: SINCE, expiresAt: '2026-01-12T08:30:00.000Z' };
}

function about(ruleId: Condition['ruleId'], reason: string, message: string) {
  const sources = [{ call: `GET ${SHOP.clusterId}`, at: LOOKED }];
  return { ruleId, reason, message, severity: 'required', evidence: {}, since: SINCE, sources } as const;
}

const GUIDS: Readonly<Record<string, string>> = {
  Reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  Contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  'Storage Blob Data Contributor': 'ba92f5b4-2d11-453d-a403-e3b0cd32c7cd',
};

function grant(role: string): Action {
  const remedy = {
    kind: 'roleGrant',
    scope: SHOP.clusterId,
    holder: 'vault',
    role,
    principalId: '66666666-7777-8888-9999-000000000000' as never,
    roleDefinitionGuid: GUIDS[role] ?? '',
  } as const;
  const [key, text] = [roleGrant.key(remedy), roleGrant.describe(remedy)];
  return { key, ruleIds: ['BKS-411'], remedy, text, risk: 'grantsAccess', permissions: [] };
}

function clusterId(name: string, group: string): ClusterId {
  const path = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;
  return parseClusterId(path) as ClusterId;
}
