import fc from 'fast-check';
import type { FactValues } from '../../shared/model/fact.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { EgressAppliance } from '../../shared/model/network.ts';
import type { Profile } from '../../shared/model/profile.ts';
import { stepsByHand } from '../../shared/plan/by-hand.ts';
import { evaluateRules } from '../../shared/rules/evaluate-rules.ts';
import { RULES } from '../../shared/rules/index.ts';
import { FORMATS } from '../../shared/scan/formats/index.ts';
import { eachOddity } from '../oracle/oddities.ts';
import { opinionsOn } from '../oracle/second-opinion.ts';
import { anyFacts, anyProfile } from '../support/any-facts.ts';
import { everyChange } from '../support/every-change.ts';
import {
  BACKUP_INSTANCE,
  BACKUP_POLICY,
  BARE,
  CLUSTER,
  known,
  must,
  PROFILE,
  PROTECTION,
  READY,
  SIGHT,
  SUBSCRIPTION,
} from '../support/facts.ts';
import {
  CLUSTER_IN_SUBNET,
  classicFirewall,
  firewallWith,
  network,
  POLICY_ID,
  THROUGH_FIREWALL,
} from '../support/network.ts';
import { commandsIn } from './commands-in-text.ts';

const WORLDS = 1_500;
const OTHER_SUBSCRIPTION = '99999999-2222-3333-4444-555555555555';
const elsewhere = <Id extends string>(id: Id) => id.replace(SUBSCRIPTION, OTHER_SUBSCRIPTION) as Id;
const [binding] = READY.trustedAccessRoleBindings;
const behind = (...egressFirewall: readonly EgressAppliance[]) => ({
  cluster: CLUSTER_IN_SUBNET,
  nodeNetwork: network(THROUGH_FIREWALL),
  egressFirewall,
});

const PLAN = { policy: { name: 'daily', strategy: 'week' }, firstBackup: true } as const;
const PROTECTING: Partial<Profile> = { confirm: 'service', protection: { ...PROTECTION, ...PLAN } };

/** Worlds that chance does not lead to. */
const RARE: readonly (readonly [Partial<FactValues>, Partial<Profile>])[] = [
  // Vault and account are in another subscription, and of no subscription the tenant is known.
  [
    { cluster: { ...CLUSTER, identity: undefined } },
    { storage: { ...PROFILE.storage, accountId: elsewhere(PROFILE.storage.accountId) } },
  ],
  // All bindings are taken by others.
  [
    {
      trustedAccessRoleBindings: Array.from({ length: 8 }, (_, index) => ({
        ...must(binding),
        name: `other-${index}`,
        sourceResourceId: undefined,
      })),
    },
    {},
  ],
  [behind(classicFirewall()), {}],
  [
    behind({
      ...firewallWith(),
      policies: [{ id: POLICY_ID, basePolicyId: undefined, dnsProxy: undefined, groups: [] }],
    }),
    {},
  ],
  // The vault has no policy, one for other resources; the instance is stopped, or has no recovery
  // point yet.
  [{ backupPolicy: 'absent' }, PROTECTING],
  [{ backupPolicy: { ...BACKUP_POLICY, datasourceTypes: ['Microsoft.Compute/disks'] } }, PROTECTING],
  [{ protection: [{ ...BACKUP_INSTANCE, protectionState: 'ProtectionStopped' }] }, PROTECTING],
  [{ protection: [BACKUP_INSTANCE], backupPolicy: BACKUP_POLICY, recoveryPoints: [] }, PROTECTING],
  // Shares, and roles that are read in another subscription than theirs.
  [
    { inspection: { ...SIGHT, shares: 1, shareAccounts: ['rg-data/stdata'] } },
    { snapshotGroupId: elsewhere(PROFILE.snapshotGroupId) },
  ],
];

/** Findings of a bare cluster, of broken ones in the local Azure, and of worlds of all kinds. */
export async function allFindings(): Promise<readonly Finding[]> {
  const found: Finding[] = [...evaluateRules(RULES, known(BARE), PROFILE)];
  for (const [facts, profile] of fc.sample(fc.tuple(anyFacts, anyProfile), { numRuns: WORLDS, seed: 17 })) {
    found.push(...evaluateRules(RULES, known(facts), profile));
  }
  for (const [changes, profile] of RARE) {
    found.push(...evaluateRules(RULES, known({ ...READY, ...changes }), { ...PROFILE, ...profile }));
  }
  for await (const { product } of opinionsOn(eachOddity())) found.push(...product.findings);
  return found;
}

/** Every step that these findings have, and those that rules have in general. */
export function printedSteps(findings: readonly Finding[]): readonly string[] {
  return [...new Set([...RULES.flatMap(({ byHand = [] }) => byHand), ...findings.flatMap(stepsOf)])];
}

/** The commands that templates have in their comments. */
export function templateCommands() {
  return commandsIn(FORMATS.bicep(everyChange()));
}

/** The steps of a finding, as every page, card and report has them. */
export function stepsOf(finding: Finding): readonly string[] {
  if (finding.outcome === 'missing') return stepsByHand(finding);
  return 'steps' in finding ? (finding.steps ?? []) : [];
}
