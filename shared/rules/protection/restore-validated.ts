import { canonicalHash } from '../../lib/canonical-hash.ts';
import type { BackupInstance, BackupVault, Cluster, RecoveryPoint } from '../../model/azure.ts';
import type { Outcome } from '../../model/finding.ts';
import type { Profile } from '../../model/profile.ts';
import type { RestoreDrill, RestoreRequest, RestoreStore } from '../../model/protection.ts';
import { inProfile } from '../../steps/step.ts';
import { blocked, cannotTell, defineRule, manual, missing, notApplicable, pending, satisfied } from '../define-rule.ts';
import { sameRegion } from '../place.ts';
import { PROTECTED, RECOVERY_POINT, RESTORE_VALIDATED } from '../rule-ids.ts';
import { reasonOf, refused } from './refused.ts';
import { instancesOf } from './request.ts';
import { causeOf, rulesOfRestore, SERVICE_CODES } from './service-codes.ts';

export const restoreValidated = defineRule({
  id: RESTORE_VALIDATED,
  slug: 'restore-validated',
  title: 'Azure Backup confirms that the latest recovery point can be restored',
  failureTitle: 'Azure Backup does not confirm that the cluster can be restored',
  why: 'A backup is worth as much as its restore, and the target of a restore changes after the backup was taken.',
  severity: 'recommended',
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-restore',
  serviceErrors: SERVICE_CODES,
  fix: 'restoreValidation',
  needs: ['cluster', 'vault', 'protection', 'recoveryPoints', 'drillTarget', 'restoreDrill'],

  evaluate({ cluster, vault, protection, recoveryPoints, drillTarget: target, restoreDrill }, profile) {
    if (profile.restoreDrill === undefined || target === 'notNeeded')
      return notApplicable('NoDrillConfigured', `Profile ${profile.name} wants no restore drills.`);
    const { here } = instancesOf(protection, profile);
    if (here === undefined || recoveryPoints === 'notNeeded') {
      return profile.protection === undefined
        ? notApplicable('NotProtected', `Vault and profile do not protect cluster ${cluster.name}.`)
        : blocked(PROTECTED, 'The cluster has to be protected first.');
    }
    const latest = pointToRestore(recoveryPoints, here, profile.staging !== undefined);
    if (latest === undefined) {
      return profile.protection === undefined
        ? notApplicable('NoRecoveryPoint', `Cluster ${cluster.name} has no recovery point yet.`)
        : blocked(RECOVERY_POINT, 'There is no recovery point yet.');
    }
    if (restoreDrill === 'off')
      return notApplicable('DrillNotRequested', 'A scan makes no restore drill; the deployed Backstay does.');
    if (vault === 'absent') return blocked('BKS-212', 'The vault does not exist.');
    const place = placeOf(latest, vault, target, profile);
    if ('outcome' in place) return place;
    const request = { vaultId: vault.id, instance: here.name, ...place.asked };
    const basis = basisOf(request, place.cluster, profile);
    if (restoreDrill === 'due' || restoreDrill.basis !== basis) {
      const subject = { recoveryPoint: latest.time, target: request.targetArmId, store: request.store };
      const remedy = { kind: 'restoreValidation', clusterId: cluster.id, request, subject, basis } as const;
      return restoreDrill === 'due'
        ? missing('DrillDue', `A restore of cluster ${cluster.name} has to be validated.`, remedy)
        : missing('DrillOutdated', `A restore goes another way since the drill of ${restoreDrill.at}.`, remedy);
    }
    return judge(restoreDrill, cluster, place.cluster, profile);
  },
});

/** Where a recovery point would be restored to, and how. */
interface Place {
  readonly cluster: Cluster;
  readonly asked: Omit<RestoreRequest, 'vaultId' | 'instance'>;
}

/** The latest one; of those in the vault where the profile restores from there. */
function pointToRestore(
  points: readonly RecoveryPoint[],
  { name }: BackupInstance,
  isStaged: boolean,
): RecoveryPoint | undefined {
  const own = points.filter(({ instance = name }) => instance.toLowerCase() === name.toLowerCase());
  const inVault = isStaged ? own.filter((point) => isIn(point, 'VaultStore')) : [];
  return [...(inVault.length > 0 ? inVault : own)].sort((a, b) => Date.parse(b.time) - Date.parse(a.time))[0];
}

function placeOf(
  point: RecoveryPoint,
  vault: BackupVault,
  target: Cluster | 'absent',
  profile: Profile,
): Place | Outcome {
  const { name, staging, restoreDrill } = profile;
  if (target === 'absent') {
    return manual(
      'DrillTargetNotFound',
      `Cluster ${restoreDrill?.clusterId ?? ''}, to which profile ${name} restores in a drill, does not exist.`,
      [inProfile(name, 'restoreDrill', { cluster: 'CLUSTER-ID' }, ', with a cluster that exists')],
      { restoreTarget: restoreDrill?.clusterId ?? null },
    );
  }
  if (!sameRegion(target.location, vault.location)) {
    return manual(
      'DrillTargetInOtherRegion',
      `Cluster ${target.name} is in ${target.location}, vault ${vault.name} in ${vault.location}. A drill validates restores in the region of the vault.`,
      [inProfile(name, 'restoreDrill', { cluster: 'CLUSTER-ID' }, `, with a cluster in ${vault.location}`)],
      { restoreTarget: target.armId, location: target.location, vaultLocation: vault.location },
    );
  }
  const store = storeOf(point, staging !== undefined);
  if (store === undefined || point.id === undefined) {
    const evidence = { recoveryPoint: point.time, stores: point.stores };
    return point.id !== undefined && isIn(point, 'VaultStore')
      ? manual(
          'StagingNotNamed',
          `The recovery point of ${point.time} is in the vault only, and profile ${name} names no staging place.`,
          [inProfile(name, 'staging', { resourceGroup: 'STAGING-GROUP-ID', storageAccount: 'STAGING-ACCOUNT-ID' })],
          evidence,
        )
      : cannotTell(
          'StoreNotReturned',
          `Azure does not return where the recovery point of ${point.time} is kept.`,
          [],
          evidence,
        );
  }
  return {
    cluster: target,
    asked: {
      recoveryPointId: point.id,
      store,
      targetArmId: target.armId,
      targetLocation: target.location,
      ...(store === 'VaultStore' && staging !== undefined && { staging }),
    },
  };
}

/** A profile that names a staging place restores from the vault; others restore snapshots. */
function storeOf(point: RecoveryPoint, isStaged: boolean): RestoreStore | undefined {
  if (isStaged && isIn(point, 'VaultStore')) return 'VaultStore';
  return isIn(point, 'OperationalStore') ? 'OperationalStore' : undefined;
}

function isIn({ stores }: RecoveryPoint, store: RestoreStore): boolean {
  return stores.some((each) => each.toLowerCase() === store.toLowerCase());
}

/** Without the recovery point and its store: each day has a new one, which moves to the vault. */
function basisOf(
  { vaultId, instance, targetArmId, targetLocation }: RestoreRequest,
  { identity }: Cluster,
  { staging }: Profile,
): string {
  const target = { id: targetArmId, location: targetLocation, principal: identity?.principalId ?? null };
  return canonicalHash({ vaultId, instance, target, staging: staging ?? null });
}

function judge(drill: Exclude<RestoreDrill, string>, cluster: Cluster, target: Cluster, profile: Profile): Outcome {
  const { at, recoveryPoint, store, code = 'UnknownServiceError', message, detail, recommendedActions = [] } = drill;
  const evidence = { validatedAt: at, recoveryPoint, restoreTarget: target.armId, store };
  if (drill.confirmed) {
    return satisfied(
      'RestoreConfirmed',
      `Azure Backup confirmed at ${at} that the recovery point of ${recoveryPoint} can be restored to cluster ${target.name}.`,
      evidence,
    );
  }
  if (drill.mayPass) {
    const waiting = `Azure Backup does not accept a restore to cluster ${target.name} yet: ${code}. ${causeOf(code)} Backstay asks again.`;
    return pending(reasonOf(code), waiting, { ...evidence, code, innerError: detail ?? null });
  }
  const refusal = { code, message, detail, recommendedActions };
  const rules = rulesOfRestore(code, store === 'VaultStore');
  return refused(
    `Azure Backup refuses to restore the recovery point of ${recoveryPoint} to cluster ${target.name}`,
    refusal,
    { cluster: target, profile, rules, isOther: target.id !== cluster.id },
    evidence,
  );
}
