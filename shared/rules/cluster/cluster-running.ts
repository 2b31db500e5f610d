import { az, named } from '../../steps/az.ts';
import { defineRule, manual, pending, satisfied } from '../define-rule.ts';
import { NEVER_ACCEPTED } from '../never-accepted.ts';
import { CLUSTER_RUNNING } from '../rule-ids.ts';

export const clusterRunning = defineRule({
  id: CLUSTER_RUNNING,
  slug: 'cluster-running',
  title: 'The cluster is running',
  failureTitle: 'The cluster is not running',
  why: 'A cluster that is being changed, stopped or broken takes neither the extension nor Trusted Access.',
  severity: 'required',
  neverAccepted: NEVER_ACCEPTED.running,
  docs: 'https://learn.microsoft.com/azure/aks/start-stop-cluster',
  serviceErrors: ['UserErrorKubernetesBackupClusterIsStopped'],
  fix: 'time',
  byHand: [az('aks start', { subscription: 'SUBSCRIPTION', resourceGroup: 'GROUP', name: 'CLUSTER' })],
  needs: ['cluster'],

  evaluate({ cluster: { name, id, provisioningState = 'unknown', powerState = 'unknown' } }) {
    const evidence = { provisioningState, powerState };
    switch (provisioningState.toLowerCase()) {
      case 'succeeded':
        // The power state reads `Running` even while a cluster is being created; it counts only
        // once that is over.
        return powerState.toLowerCase() === 'stopped'
          ? manual('Stopped', `Cluster ${name} is stopped.`, [az('aks start', named(id))], evidence)
          : satisfied('Running', `Cluster ${name} is running.`, evidence);
      case 'failed':
      case 'canceled':
        return manual(
          'LastOperationFailed',
          `The last operation on cluster ${name} ended ${provisioningState}.`,
          [
            az('aks show', { ...named(id), query: 'provisioningState' }),
            az('resource update', { ...named(id), resourceType: 'Microsoft.ContainerService/managedClusters' }),
          ],
          evidence,
        );
      case 'deleting':
      case 'stopping':
        return pending(
          provisioningState.toLowerCase() === 'deleting' ? 'Deleting' : 'Stopping',
          `Cluster ${name} is ${provisioningState}.`,
          evidence,
        );
      default:
        return pending('InProgress', `Cluster ${name} is ${provisioningState}.`, evidence);
    }
  },
});
