import { backupExtensionsIn } from '../model/azure.ts';
import { factOf, type Reader } from './reading.ts';

/**
 * There are no extensions while their provider is not registered, so the list is not asked for:
 * Azure refuses requests to such a provider.
 * https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-register-resource-provider
 */
export const readExtensions: Reader<'extensions'> = async ({ arm, target, fact }) => {
  const provider = await fact('kubernetesConfigurationProvider');
  const isUnregistered = provider.state === 'known' && provider.value.state.toLowerCase() === 'notregistered';
  return isUnregistered ? { ...provider, value: [] } : factOf(await arm.listExtensions(target.clusterId));
};

export const readBackupExtensions: Reader<'backupExtensions'> = async ({ fact }) => {
  const extensions = await fact('extensions');
  if (extensions.state === 'unknown') return extensions;
  return { ...extensions, value: backupExtensionsIn(extensions.value) };
};
