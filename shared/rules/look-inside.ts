import type { Cluster } from '../model/azure.ts';
import type { Outcome } from '../model/finding.ts';
import type { ClusterSight, Inspection } from '../model/inspection.ts';
import type { Profile } from '../model/profile.ts';
import type { Step } from '../model/step.ts';
import { az, named, ofCluster } from '../steps/az.ts';
import { inProfile, note } from '../steps/step.ts';
import { mayRunCommands } from './cluster/pool-hosting.ts';
import { cannotTell, missing } from './define-rule.ts';

/** Judges what was seen inside the cluster, or says why nothing was seen and what would help. */
export function judgeInside(
  cluster: Cluster,
  inspection: Inspection,
  profile: Profile,
  judge: (sight: ClusterSight) => Outcome,
): Outcome {
  if (inspection === 'off') {
    const message = `Profile ${profile.name} switches the inspection of cluster ${cluster.name} off, so this was not checked.`;
    return cannotTell('InspectionDisabled', message, [
      inProfile(profile.name, 'inspectCluster', true, ' to let Backstay look'),
    ]);
  }
  return inspection === 'due' ? (whyNoLook(cluster, profile) ?? look(cluster)) : judge(inspection);
}

/** Part of what was to be seen could not be read. */
export function notSeen(what: string, byHand: Step): Outcome {
  return cannotTell('InspectionIncomplete', `The inspection of the cluster did not show ${what}.`, [byHand]);
}

function look({ id, name }: Cluster): Outcome {
  const message = `Cluster ${name} was not looked into within a day.`;
  return missing('AssessmentPending', message, { kind: 'clusterInspection', clusterId: id });
}

function whyNoLook(cluster: Cluster, profile: Profile): Outcome | undefined {
  const { id, name, powerState, runCommandDisabled, entraSignIn } = cluster;
  if (profile.mode === 'observe') {
    return cannotTell('ObserveMode', 'An inspection starts a pod in the cluster, and the profile only observes.', [
      inProfile(profile.name, 'mode', 'enforce', ' to let Backstay look'),
    ]);
  }
  if (powerState?.toLowerCase() === 'stopped') {
    return cannotTell('Stopped', `Cluster ${name} is stopped.`, [az('aks start', named(id))]);
  }
  if (runCommandDisabled === true) {
    return cannotTell('RunCommandDisabled', `Run-command is switched off on cluster ${name}.`, [
      az('aks update', { ...named(id), enableRunCommand: true }),
    ]);
  }
  // https://learn.microsoft.com/azure/aks/access-private-cluster: such a cluster answers MissingAADClusterToken.
  if (entraSignIn === true) {
    return cannotTell(
      'EntraSignIn',
      `Cluster ${name} uses Microsoft Entra ID for sign-in, and takes run-commands only from a signed-in user.`,
      [INSPECT_YOURSELF],
    );
  }
  if (!mayRunCommands(cluster)) {
    return cannotTell('NoNodeForCommand', `No node pool of cluster ${name} takes the pod of a run-command.`, [
      az('aks nodepool list', { ...ofCluster(id), output: 'table' }),
      note('The pod needs a running Linux node without a NoSchedule or NoExecute taint.'),
      INSPECT_YOURSELF,
    ]);
  }
  return undefined;
}

const INSPECT_YOURSELF = note('Inspect the cluster with kubectl: docs/inspect-cluster.md lists the commands.');
