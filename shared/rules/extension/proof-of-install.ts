import type { BackupExtension } from '../../model/azure.ts';

/**
 * An extension that is `Succeeded` and has its identity has fetched its images, its settings and
 * its tokens: its nodes reach and resolve the names for that. It proves nothing about the storage
 * account, which only a backup writes to.
 */
export function isProvenByInstall(extensions: readonly BackupExtension[]): boolean {
  return extensions.some(
    ({ provisioningState, principalId, errorMessage }) =>
      provisioningState?.toLowerCase() === 'succeeded' && principalId !== undefined && errorMessage === undefined,
  );
}
