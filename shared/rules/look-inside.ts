import type { Cluster } from '../model/azure.ts';
import type { Outcome } from '../model/finding.ts';
import type { ClusterSight, Inspection } from '../model/inspection.ts';
import type { Profile } from '../model/profile.ts';
import { cannotTell, missing } from './define-rule.ts';

/** Judges what was seen inside the cluster, or says why nothing was seen and what would help. */
export function judgeInside(
  cluster: Cluster,
  inspection: Inspection,
  profile: Profile,
  judge: (sight: ClusterSight) => Outcome,
): Outcome {
  if (inspection === 'off') {
    return cannotTell('InspectionIsOff', `Backstay does not look inside cluster ${cluster.name}.`, [
      `Set "inspectCluster": true in profile ${profile.name} to let Backstay look.`,
    ]);
  }
  return inspection === 'due' ? (whyNoLook(cluster, profile) ?? look(cluster)) : judge(inspection);
}

/** Part of what was to be seen could not be read. */
export function notSeen(what: string, byHand: string): Outcome {
  return cannotTell('NotSeen', `The look inside the cluster did not show ${what}.`, [byHand]);
}

function look({ id, name }: Cluster): Outcome {
  const message = `Cluster ${name} was not looked into within a day.`;
  return missing('NotLookedYet', message, { kind: 'clusterInspection', clusterId: id });
}

function whyNoLook({ id, name, powerState, runCommandDisabled }: Cluster, profile: Profile): Outcome | undefined {
  if (profile.mode === 'observe') {
    return cannotTell('ObserveMode', 'A look starts a pod in the cluster, and the profile only observes.', [
      `Set "mode": "enforce" in profile ${profile.name} to let Backstay look.`,
    ]);
  }
  if (powerState?.toLowerCase() === 'stopped') {
    return cannotTell('Stopped', `Cluster ${name} is stopped.`, [`az aks start --ids ${id}`]);
  }
  if (runCommandDisabled === true) {
    return cannotTell('RunCommandDisabled', `Run-command is switched off on cluster ${name}.`, [
      `az aks update --ids ${id} --enable-run-command`,
    ]);
  }
  return undefined;
}
