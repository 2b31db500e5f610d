/** A service that the nodes must reach over HTTPS, and the service tags that hold its addresses. */
export interface OutboundNeed {
  readonly name: string;
  /** Lower case; each of these tags holds all addresses of the service. */
  readonly tags: readonly string[];
  /** Lower case; these tags may hold a part of its addresses. */
  readonly partlyBy: readonly string[];
  /** The tag to allow, in Microsoft's spelling. */
  readonly allow: string;
  /**
   * An extension that is installed with an identity has reached the service. Storage is reached
   * only by a backup.
   */
  readonly isProvenByInstall: boolean;
}

/**
 * The services of Microsoft's list of names, by service tag. `AzureCloud` holds all public
 * addresses of Azure's datacenters; a regional tag holds those of one region only, and services
 * such as Microsoft Entra ID answer from others.
 * https://learn.microsoft.com/azure/virtual-network/service-tags-overview#available-service-tags
 */
export function outboundNeedsFor(location: string): readonly OutboundNeed[] {
  const region = location.toLowerCase().replaceAll(' ', '');
  const inRegion = `azurecloud.${region}`;
  const global = (name: string, allow: string): OutboundNeed => ({
    name,
    tags: [allow.toLowerCase(), 'azurecloud'],
    partlyBy: [`${allow.toLowerCase()}.${region}`, inRegion],
    allow,
    isProvenByInstall: true,
  });
  return [
    {
      name: 'the storage account',
      tags: ['storage', `storage.${region}`, 'azurecloud', inRegion],
      partlyBy: [],
      allow: 'Storage',
      isProvenByInstall: false,
    },
    // Images come by this tag, which depends on the next one.
    global("Microsoft's container registry", 'MicrosoftContainerRegistry'),
    global('the content network of the registry', 'AzureFrontDoor.FirstParty'),
    global('Microsoft Entra ID', 'AzureActiveDirectory'),
    global('Azure Resource Manager', 'AzureResourceManager'),
    {
      name: 'the configuration service of extensions',
      tags: ['azurecloud', inRegion],
      partlyBy: ['azurearcinfrastructure', `azurearcinfrastructure.${region}`],
      allow: 'AzureCloud',
      isProvenByInstall: true,
    },
    // docker.io and the revocation lists of certificates are no addresses of Azure.
    { name: 'names outside Azure', tags: [], partlyBy: [], allow: 'Internet', isProvenByInstall: true },
  ];
}
