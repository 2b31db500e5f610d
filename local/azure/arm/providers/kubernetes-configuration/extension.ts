import type { SystemData } from '../../state/wire.ts';

/** A cluster extension. `aksAssignedIdentity` is null until the install is through. */
export interface Extension {
  readonly id: string;
  readonly name: string;
  readonly type: 'Microsoft.KubernetesConfiguration/extensions';
  readonly properties: ExtensionProperties;
  readonly systemData: SystemData;
}

export interface ExtensionProperties {
  readonly extensionType: string;
  readonly autoUpgradeMinorVersion: boolean;
  readonly releaseTrain: string;
  readonly version: string | null;
  readonly currentVersion: string | null;
  readonly scope: { readonly cluster?: { readonly releaseNamespace?: string | undefined } | undefined };
  readonly configurationSettings: Readonly<Record<string, string>>;
  readonly provisioningState: 'Creating' | 'Updating' | 'Deleting' | 'Succeeded' | 'Failed';
  readonly statuses: readonly object[];
  readonly aksAssignedIdentity: AksAssignedIdentity | null;
  readonly isSystemExtension: false;
}

/**
 * Azure leaves type and tenant empty here: https://github.com/MicrosoftDocs/azure-docs/pull/120348
 */
export interface AksAssignedIdentity {
  readonly type: null;
  readonly principalId: string;
  readonly tenantId: null;
}
