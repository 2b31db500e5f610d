import type { Cluster } from '../../model/azure.ts';
import type { Outcome } from '../../model/finding.ts';
import type { Profile } from '../../model/profile.ts';
import type { Confirmation } from '../../model/protection.ts';
import { note } from '../../steps/step.ts';
import { evidenceOf } from '../cluster/not-protected-elsewhere.ts';
import { blocked, defineRule, missing, notApplicable, pending, satisfied } from '../define-rule.ts';
import { NEVER_ACCEPTED } from '../never-accepted.ts';
import { BACKUP_POLICY, CONFIRMED, NOT_PROTECTED_ELSEWHERE, PROTECTED } from '../rule-ids.ts';
import { reasonOf, refused } from './refused.ts';
import { basisOf, instancesOf, requestFor, stateOfInstance } from './request.ts';
import { causeOf, rulesOfCode, SERVICE_CODES } from './service-codes.ts';

export const confirmedByAzureBackup = defineRule({
  id: CONFIRMED,
  slug: 'confirmed-by-azure-backup',
  title: 'Azure Backup confirms that it can protect the cluster',
  failureTitle: 'Azure Backup refuses to protect the cluster',
  why: 'The service itself decides whether a backup runs; its own check finds what no rule can see.',
  severity: 'required',
  neverAccepted: NEVER_ACCEPTED.proof,
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-backup-troubleshoot',
  serviceErrors: SERVICE_CODES,
  fix: 'backupValidation',
  needs: ['cluster', 'vault', 'backupExtensions', 'protection', 'backupPolicy', 'confirmation'],

  evaluate({ cluster, vault, backupExtensions, protection, backupPolicy, confirmation }, profile) {
    const { here, elsewhere } = instancesOf(protection, profile);
    // Backups fail: that is the service's word, and holds for every profile.
    if (here !== undefined && stateOfInstance(here) === 'inError') {
      const refusal = here.refusal ?? unnamed(here.errorCode);
      const what = `Backup instance ${here.name} is in error`;
      // The error stays until Azure Backup checks again, also after its cause is gone.
      if (confirmation !== 'synced' && mayBeSynced(profile))
        return blocked(
          PROTECTED,
          `${what}: ${refusal.code}. ${causeOf(refusal.code)} Azure Backup checks it again first.`,
        );
      return refused(what, refusal, { cluster, profile, rules: rulesOfCode(refusal.code) }, evidenceOf(here), CLEARS);
    }
    if (profile.confirm === 'rules' || profile.protection === undefined) {
      return notApplicable(
        'ValidationNotConfigured',
        `Profile ${profile.name} does not ask Azure Backup to confirm its clusters.`,
      );
    }
    if (elsewhere !== undefined) return blocked(NOT_PROTECTED_ELSEWHERE, 'Another vault protects the cluster.');
    if (here !== undefined) {
      const evidence = evidenceOf(here);
      switch (stateOfInstance(here)) {
        case 'inProgress':
          return pending(
            'ProtectionInProgress',
            `Azure Backup configures the protection of cluster ${cluster.name}.`,
            evidence,
          );
        case 'stopped':
          return notApplicable(
            'ProtectionStopped',
            `Backup instance ${here.name} is stopped; Azure Backup does not validate a cluster that has an instance.`,
          );
        default:
          return satisfied('ConfirmedByInstance', `Azure Backup protects cluster ${cluster.name}.`, evidence);
      }
    }
    if (confirmation === 'off') {
      return notApplicable('ValidationNotRequested', 'A scan does not ask Azure Backup; the deployed Backstay does.');
    }
    if (backupPolicy === 'absent' || vault === 'absent')
      return blocked(BACKUP_POLICY, 'The policy has to exist first.');
    const request = requestFor(cluster, vault, profile, profile.protection);
    const basis = basisOf(request, cluster, vault, backupExtensions);
    const remedy = { kind: 'backupValidation', clusterId: cluster.id, request, basis } as const;
    if (confirmation === 'due' || confirmation === 'synced') {
      return missing('ConfirmationPending', `Azure Backup has not confirmed cluster ${cluster.name} yet.`, remedy);
    }
    if (confirmation.basis !== basis) {
      const message = `Cluster ${cluster.name} has changed since Azure Backup confirmed it at ${confirmation.at}.`;
      return missing('ConfirmationOutdated', message, remedy);
    }
    return judge(confirmation, cluster, profile);
  },
});

const CLEARS = note(
  'Once the cause is gone, the next backup that succeeds clears the error: wait for the schedule, or start one in the portal.',
);

/** Where the plan has Azure Backup check an instance in error again. */
function mayBeSynced({ protection, mode, allow }: Profile): boolean {
  return protection !== undefined && mode === 'enforce' && allow.includes('backupInstance');
}

function judge(word: Exclude<Confirmation, string>, cluster: Cluster, profile: Profile): Outcome {
  const { at, code = 'UnknownServiceError', message, detail, recommendedActions = [] } = word;
  if (word.confirmed) {
    return satisfied('Confirmed', `Azure Backup confirmed cluster ${cluster.name} at ${at}.`, { confirmedAt: at });
  }
  const evidence = { askedAt: at };
  if (word.mayPass) {
    const waiting = `Azure Backup does not accept cluster ${cluster.name} yet: ${code}. ${causeOf(code)} Backstay asks again.`;
    return pending(reasonOf(code), waiting, { ...evidence, code, innerError: detail ?? null });
  }
  const refusal = { code, message, detail, recommendedActions };
  const subject = { cluster, profile, rules: rulesOfCode(code) };
  return refused(`Azure Backup refuses cluster ${cluster.name}`, refusal, subject, evidence);
}

function unnamed(code = 'ProtectionError') {
  return { code, message: undefined, detail: undefined, recommendedActions: [] };
}
