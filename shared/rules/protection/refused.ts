import type { Cluster } from '../../model/azure.ts';
import type { Evidence, Outcome } from '../../model/finding.ts';
import type { Profile } from '../../model/profile.ts';
import type { ServiceRefusal } from '../../model/protection.ts';
import { partsOf } from '../../model/resource-id.ts';
import type { RuleId } from '../../model/rule-id.ts';
import type { Step } from '../../model/step.ts';
import { az, inGroupOf, named, ofCluster } from '../../steps/az.ts';
import { decision, note } from '../../steps/step.ts';
import { manual } from '../define-rule.ts';
import { causeOf, rulesOfCode } from './service-codes.ts';

/** A code is the reason of a finding as it is; other text in its place is not. */
const CODE = /^[A-Z]\w{1,99}$/;

export function reasonOf(code: string): string {
  return CODE.test(code) ? code : 'RefusedByAzureBackup';
}

/** The cluster that Azure Backup refuses, and the rules on it that should have seen why. */
export interface Refused {
  readonly cluster: Cluster;
  readonly profile: Profile;
  readonly rules: readonly RuleId[];
  /** Not the cluster whose findings these are: its prerequisites are on a page of its own. */
  readonly isOther?: boolean;
}

/**
 * Azure Backup refuses the cluster although Backstay's rules are satisfied: both views, and the
 * steps that show which one is right.
 */
export function refused(
  what: string,
  refusal: ServiceRefusal,
  subject: Refused,
  more: Evidence = {},
  ...last: readonly Step[]
): Outcome {
  const { code, message, detail, recommendedActions } = refusal;
  return manual(
    reasonOf(code),
    `${what}: ${code}. ${causeOf(code)}`,
    [...stepsFor(refusal, subject), ...last, ...reportIt(refusal)],
    {
      ...more,
      code,
      innerError: detail ?? null,
      azureMessage: message ?? null,
      recommendedActions,
      rulesThatShouldHaveSeenIt: subject.rules,
    },
  );
}

/** The step for the cause, by its code. */
function stepsFor({ code, recommendedActions }: ServiceRefusal, subject: Refused): readonly Step[] {
  const { rules, cluster, isOther } = subject;
  const page = isOther ? `the page of cluster ${cluster.name}` : 'this page';
  const see =
    rules.length === 0
      ? []
      : [
          note(
            `Check ${rules.join(', ')} on ${page}: Azure Backup contradicts ${rules.length === 1 ? 'it' : 'one of them'}.`,
          ),
        ];
  const said = recommendedActions.map((action) => note(`Azure recommends: ${action}`));
  return [...see, ...commandsFor(code, subject), ...said];
}

function commandsFor(code: string, { cluster: { id }, profile, isOther }: Refused): readonly Step[] {
  const { vaultId, snapshotGroupId, storage } = profile;
  const vault = az('dataprotection backup-vault show', { ...inGroupOf(vaultId), vaultName: partsOf(vaultId).name });
  const assignments = (scope: string) =>
    az('role assignment list', { subscription: partsOf(id).subscriptionId, scope, includeInherited: true });
  const extension = az('k8s-extension show', {
    ...ofCluster(id),
    name: 'azure-aks-backup',
    clusterType: 'managedClusters',
  });
  switch (rulesOfCode(code)[0]) {
    case 'BKS-411':
      return [assignments(id)];
    case 'BKS-412':
    case 'BKS-413':
      return [assignments(snapshotGroupId)];
    case 'BKS-414':
      return isOther ? [extension] : [assignments(storage.accountId), extension];
    case 'BKS-301':
    case 'BKS-302':
    case 'BKS-303':
      return [extension];
    case 'BKS-504':
    case 'BKS-501':
      return isOther ? [extension] : [az('storage account show', named(storage.accountId)), extension];
    case 'BKS-112':
      return [az('lock list', inGroup(snapshotGroupId))];
    case 'BKS-113':
      return [az('lock list', { ...inGroupOf(storage.accountId) })];
    case 'BKS-201':
      return [az('aks start', named(id))];
    case 'BKS-116':
      return [decision('Exempt the snapshot group from the policy that refuses snapshots.', 'ownerChooses')];
    default:
      return [vault];
  }
}

function inGroup(groupId: Profile['snapshotGroupId']) {
  const { subscriptionId, name } = partsOf(groupId);
  return { subscription: subscriptionId, resourceGroup: name };
}

function reportIt({ code }: ServiceRefusal): readonly Step[] {
  return [
    note(
      `If everything is as the rules say, report it to Azure support with code ${code}, the times and the calls under Evidence, and open an issue for Backstay.`,
    ),
  ];
}
