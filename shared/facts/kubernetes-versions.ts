import { partsOf } from '../model/resource-id.ts';
import { factOf, type Reader } from './reading.ts';

/** The versions that the cluster's region offers today. */
export const readKubernetesVersions: Reader<'kubernetesVersions'> = async ({ arm, target, fact }) => {
  const cluster = await fact('cluster');
  if (cluster.state === 'unknown') return cluster;
  return factOf(await arm.listKubernetesVersions(partsOf(target.clusterId).subscriptionId, cluster.value.location));
};
