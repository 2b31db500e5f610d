import { parseClusterId } from '../../shared/model/resource-id.ts';
import type { RuleId } from '../../shared/model/rule-id.ts';
import type { Condition, TargetState, Verdict } from '../../shared/model/state.ts';
import { burstDigestCard } from '../../shared/notify/cards/burst-digest.ts';
import { dailyDigestCard } from '../../shared/notify/cards/daily-digest.ts';
import type { CardMessage } from '../../shared/notify/cards/elements.ts';
import type { CardContext } from '../../shared/notify/cards/links.ts';
import { profilesRefusedCard } from '../../shared/notify/cards/profiles-refused.ts';
import { recordBrokenCard } from '../../shared/notify/cards/record-broken.ts';
import { troubleCard } from '../../shared/notify/cards/trouble.ts';
import { verdictCard } from '../../shared/notify/cards/verdict-card.ts';
import { condition, manualFinding, missingFinding, satisfiedFinding, unknownFinding } from './conditions.ts';
import { must } from './facts.ts';
import { ACTION, TARGET } from './record.ts';

/** The words of others that stand on a card. */
export interface Words {
  /** Of the cluster, the group and the profile. */
  readonly name: string;
  readonly message: string;
  readonly steps: readonly string[];
  readonly action: string;
  /** How many of each there are. */
  readonly many: number;
}

const T = '2026-01-05T08:30:00.000Z';
export const MENTIONS = [{ name: 'Ada Example', id: 'ada@contoso.example' }];
export const CONTEXT: CardContext = {
  publicUrl: 'https://backstay.example',
  portal: 'https://portal.azure.com/#@',
};

/** One card of each kind, with these words in it. */
export function cardsWith(words: Words, context = CONTEXT): Readonly<Record<string, CardMessage>> {
  const target = targetNamed(words.name);
  const state = (verdict: Verdict, conditions: readonly Condition[], more: Partial<TargetState> = {}): TargetState => ({
    schemaVersion: 1,
    target,
    verdict,
    verdictReason: words.message,
    verdictSince: T,
    conditions,
    attempts: {},
    dirty: false,
    seenEvents: [],
    ...more,
  });
  const each = <X>(make: (index: number) => X): readonly X[] =>
    Array.from({ length: words.many }, (_, index) => make(index));
  const told = { ...words, reason: words.message };
  const ruleOf = (index: number): RuleId => `BKS-${101 + index}`;
  const manual = each((index) =>
    condition({ ...manualFinding(ruleOf(index)), outcome: 'manual', message: told.message, steps: told.steps }, T),
  );
  const missing = each((index) => condition({ ...missingFinding(ruleOf(index)), message: told.message }, T));
  const failed = missing.map((one) => ({
    ...one,
    progress: {
      state: 'retrying' as const,
      actionKey: 'key',
      failure: { class: 'permanent' as const, code: 'RequestDisallowedByPolicy', message: told.message },
      since: T,
      retryAt: T,
    },
  }));
  const unread = { class: 'forbidden' as const, code: 'AuthorizationFailed', message: told.message };
  const asked = missing.map((one) => ({
    ...one,
    progress: { state: 'skipped' as const, actionKey: 'key', reason: 'ApprovalPending' as const },
  }));
  const approvals = each((index) => ({
    id: `approval-${index}`,
    action: { ...ACTION, text: told.action, ruleIds: [ruleOf(index)], remedy: GRANT },
    askedAt: T,
    expiresAt: '2026-01-12T08:30:00.000Z',
  }));
  const change = { target, verdict: 'NeedsPerson' as const, reason: told.reason, since: T };
  const ready = { verdict: 'Ready' as const, digest: 'd', at: T };
  const of = (one: TargetState) => must(verdictCard(one, context, MENTIONS));
  return {
    ready: of(state('Ready', [condition(satisfiedFinding(), T)], { done: each(() => ({ text: told.action, at: T })) })),
    'needs-person': of(state('NeedsPerson', manual)),
    'approval-wanted': of(state('NeedsPerson', asked, { approvals })),
    failed: of(state('Failed', failed)),
    unknown: of(
      state(
        'Unknown',
        each((index) => condition({ ...unknownFinding(unread, ruleOf(index)), message: told.message }, T)),
      ),
    ),
    drift: of(state('Remediating', missing, { told: ready })),
    trouble: troubleCard(target, 5, context),
    'record-broken': recordBrokenCard(
      [{ target: undefined, why: told.message }, ...each(() => ({ target, why: told.message }))],
      context,
    ),
    'profiles-refused': profilesRefusedCard([told.message, ...each(() => told.message)].join('\n  - '), context),
    'daily-digest': dailyDigestCard(
      {
        day: '2026-01-06',
        counts: { Ready: 212, NeedsPerson: words.many, Failed: 1, Remediating: 4 },
        protection: { protected: 200, inError: words.many, unprotected: 12 },
        failing: each(() => change.target),
        failingCount: words.many,
        refusedRestores: each(() => change.target),
        refusedRestoreCount: words.many,
        changed: each(() => change),
        changedCount: words.many + 3,
        waiting: each(() => change),
        waitingCount: words.many,
        accepted: each(() => ({ target, count: 2, until: T })),
        acceptedCount: words.many,
      },
      context,
    ),
    'burst-digest': burstDigestCard(
      each((index) => ({ target, verdict: index % 3 === 0 ? 'NeedsPerson' : 'Ready', reason: told.reason })),
      2,
      context,
    ),
  };
}

const GRANT = {
  kind: 'roleGrant',
  scope: TARGET.clusterId as never,
  principalId: '00000000-0000-0000-0000-0000000000aa' as never,
  holder: 'vault',
  role: 'Reader',
  roleDefinitionGuid: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
} as const;

/**
 * An id holds what the parser of ids lets through of a name, which is still much; the name of a
 * profile is taken as it is.
 */
function targetNamed(name: string) {
  const word = [...name.replace(/[^\p{L}\p{N}_.()-]+/gu, '_')].slice(0, 120).join('');
  const group = `/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/x${word}`;
  const clusterId = parseClusterId(`${group}/providers/Microsoft.ContainerService/managedClusters/${word || 'x'}`);
  return { clusterId: clusterId ?? TARGET.clusterId, profile: name };
}
