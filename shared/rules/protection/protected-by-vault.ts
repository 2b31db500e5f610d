import type { Evidence } from '../../model/finding.ts';
import { partsOf } from '../../model/resource-id.ts';
import { az, inGroupOf } from '../../steps/az.ts';
import { backupInstanceName } from '../../steps/instance-body.ts';
import { evidenceOf } from '../cluster/not-protected-elsewhere.ts';
import { blocked, defineRule, manual, missing, notApplicable, pending, satisfied } from '../define-rule.ts';
import { CONFIRMED, NOT_PROTECTED_ELSEWHERE, PROTECTED } from '../rule-ids.ts';
import { friendlyNameOf, instancesOf, requestFor, stateOfInstance } from './request.ts';
import { causeOf, rulesOfCode } from './service-codes.ts';

export const protectedByVault = defineRule({
  id: PROTECTED,
  slug: 'protected-by-vault',
  title: 'The vault protects the cluster',
  failureTitle: 'The vault does not protect the cluster',
  why: 'A cluster that is ready is backed up only after a backup instance exists and has no error.',
  severity: 'recommended',
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup',
  serviceErrors: [],
  fix: 'backupInstance',
  needs: ['cluster', 'vault', 'protection'],

  evaluate({ cluster, vault, protection }, profile) {
    const { here, elsewhere } = instancesOf(protection, profile);
    if (here === undefined && profile.purpose === 'restoreTarget') {
      return elsewhere === undefined
        ? notApplicable('RestoreTarget', `Profile ${profile.name} restores to its clusters, and does not protect them.`)
        : notApplicable('ProtectedElsewhere', `Another vault protects cluster ${cluster.name}.`);
    }
    if (elsewhere !== undefined) return blocked(NOT_PROTECTED_ELSEWHERE, 'Another vault protects the cluster.');
    if (here !== undefined) {
      const { code = 'ProtectionError' } = here.refusal ?? { code: here.errorCode };
      const evidence: Evidence = {
        ...evidenceOf(here),
        explainedBy: here.errorCode === undefined ? [] : rulesOfCode(code),
      };
      switch (stateOfInstance(here)) {
        case 'protected':
          return satisfied('Protected', `Backup instance ${here.name} protects cluster ${cluster.name}.`, evidence);
        case 'inProgress':
          return pending('ProtectionInProgress', `Azure Backup configures backup instance ${here.name}.`, evidence);
        case 'stopped':
          return manual(
            'ProtectionStopped',
            `Backup instance ${here.name} of cluster ${cluster.name} is ${here.protectionState}.`,
            [
              az('dataprotection backup-instance resume-protection', {
                ...inGroupOf(profile.vaultId),
                vaultName: partsOf(profile.vaultId).name,
                name: here.name,
              }),
            ],
            evidence,
          );
        case 'inError': {
          const message = `Backup instance ${here.name} is in error: ${code}. ${causeOf(code)}`;
          if (profile.protection === undefined) return blocked(CONFIRMED, message);
          const remedy = {
            kind: 'instanceSync',
            clusterId: cluster.id,
            vaultId: profile.vaultId,
            name: here.name,
          } as const;
          return missing('ProtectionError', message, remedy, evidence);
        }
      }
    }
    if (profile.protection === undefined) {
      return notApplicable('NoPolicyNamed', `Profile ${profile.name} does not say how to protect its clusters.`);
    }
    if (vault === 'absent') return blocked('BKS-212', 'The vault does not exist.');
    return missing('NotProtected', `No backup instance protects cluster ${cluster.name} yet.`, {
      kind: 'backupInstance',
      clusterId: cluster.id,
      name: backupInstanceName(cluster.id),
      friendlyName: friendlyNameOf(cluster),
      request: requestFor(cluster, vault, profile, profile.protection),
    });
  },
});
