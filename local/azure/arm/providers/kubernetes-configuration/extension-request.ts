import { z } from 'zod';
import { serviceError } from '../../server/errors.ts';
import type { Extension, ExtensionProperties } from './extension.ts';

/** The current version of a release train. */
export const LATEST_VERSION = '0.0.2814';

const settings = z.record(z.string(), z.string()).nullish();

const changeable = {
  autoUpgradeMinorVersion: z.boolean().optional(),
  releaseTrain: z.string().optional(),
  version: z.string().nullish(),
  configurationSettings: settings,
  /** Taken and never shown again. */
  configurationProtectedSettings: settings,
};

export const extensionPutSchema = z.object({
  properties: z.object({
    ...changeable,
    extensionType: z.string().min(1),
    scope: z.object({ cluster: z.object({ releaseNamespace: z.string().optional() }).optional() }).optional(),
  }),
});

export const extensionPatchSchema = z.object({ properties: z.object(changeable) });

export type ExtensionPut = z.infer<typeof extensionPutSchema>['properties'];
export type ExtensionPatch = z.infer<typeof extensionPatchSchema>['properties'];

export function propertiesFromPut(put: ExtensionPut, current: Extension | undefined): ExtensionProperties {
  const autoUpgradeMinorVersion = put.autoUpgradeMinorVersion ?? true;
  requireOneWayToTheVersion(autoUpgradeMinorVersion, put.version);
  return {
    extensionType: put.extensionType,
    autoUpgradeMinorVersion,
    releaseTrain: put.releaseTrain ?? 'Stable',
    version: put.version ?? null,
    // Returned while it is being installed already.
    currentVersion: current?.properties.currentVersion ?? put.version ?? LATEST_VERSION,
    scope: { cluster: { releaseNamespace: namespaceOf(put) } },
    configurationSettings: put.configurationSettings ?? {},
    provisioningState: current === undefined ? 'Creating' : 'Updating',
    statuses: [],
    aksAssignedIdentity: current?.properties.aksAssignedIdentity ?? null,
    isSystemExtension: false,
  };
}

/**
 * Filled in where the request names none; recorded for the backup extension, assumed for others.
 */
function namespaceOf({ extensionType, scope }: ExtensionPut): string {
  const isBackup = extensionType.toLowerCase() === 'microsoft.dataprotection.kubernetes';
  return scope?.cluster?.releaseNamespace ?? (isBackup ? 'dataprotection-microsoft' : extensionType.toLowerCase());
}

/** Settings that a PATCH does not name stay as they are. */
export function propertiesFromPatch(patch: ExtensionPatch, current: Extension): ExtensionProperties {
  const autoUpgradeMinorVersion = patch.autoUpgradeMinorVersion ?? current.properties.autoUpgradeMinorVersion;
  requireOneWayToTheVersion(autoUpgradeMinorVersion, patch.version);
  return {
    ...current.properties,
    autoUpgradeMinorVersion,
    releaseTrain: patch.releaseTrain ?? current.properties.releaseTrain,
    version: patch.version ?? current.properties.version,
    configurationSettings: { ...current.properties.configurationSettings, ...patch.configurationSettings },
    provisioningState: 'Updating',
    statuses: [],
  };
}

/**
 * https://learn.microsoft.com/azure/aks/deploy-extensions-az-cli: pinned to a version, or upgraded,
 * never both.
 */
function requireOneWayToTheVersion(autoUpgrade: boolean, version: string | null | undefined): void {
  if (!autoUpgrade || version === null || version === undefined) return;
  const message =
    'Failed to resolve the extension version from the given values: version needs autoUpgradeMinorVersion false.';
  throw serviceError(400, 'ExtensionOperationFailed', message);
}
