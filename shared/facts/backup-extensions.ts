import { factOf, type Reader } from './reading.ts';

/**
 * There are no extensions while their provider is not registered, so the list is not asked for: Azure refuses requests to such a provider.
 * https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-register-resource-provider
 */
export const readBackupExtensions: Reader<'backupExtensions'> = async ({ arm, target, fact }) => {
  const provider = await fact('kubernetesConfigurationProvider');
  const isUnregistered = provider.state === 'known' && provider.value.state.toLowerCase() === 'notregistered';
  return isUnregistered ? { ...provider, value: [] } : factOf(await arm.listBackupExtensions(target.clusterId));
};
