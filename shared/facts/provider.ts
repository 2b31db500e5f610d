import { partsOf } from '../model/resource-id.ts';
import { factOf, type Reader } from './reading.ts';

/** Extensions live in the subscription of their cluster. */
export const readKubernetesConfigurationProvider: Reader<'kubernetesConfigurationProvider'> = async ({ arm, target }) =>
  factOf(await arm.getProvider(partsOf(target.clusterId).subscriptionId, 'Microsoft.KubernetesConfiguration'));

export const readContainerServiceProvider: Reader<'containerServiceProvider'> = async ({ arm, target }) =>
  factOf(await arm.getProvider(partsOf(target.clusterId).subscriptionId, 'Microsoft.ContainerService'));

export const readDataProtectionProvider: Reader<'dataProtectionProvider'> = async ({ arm, profile }) =>
  factOf(await arm.getProvider(partsOf(profile.vaultId).subscriptionId, 'Microsoft.DataProtection'));
