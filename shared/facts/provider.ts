import { partsOf } from '../model/resource-id.ts';
import { factOf, type Reader } from './reading.ts';

/** Extensions live in the subscription of their cluster. */
export const readKubernetesConfigurationProvider: Reader<'kubernetesConfigurationProvider'> = async ({ arm, target }) =>
  factOf(await arm.getProvider(partsOf(target.clusterId).subscriptionId, 'Microsoft.KubernetesConfiguration'));
