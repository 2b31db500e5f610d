/**
 * Which names an FQDN tag of Azure Firewall is documented to hold. `AzureKubernetesService` holds
 * those of AKS's own list of required names, of which these are among the ones that backups need;
 * whether those of add-ons and extensions are in it is not plain. `AzureBackup` and all others
 * publish no names, so they prove nothing.
 * https://learn.microsoft.com/azure/aks/limit-egress-traffic
 */
const NAMES_OF_TAG: ReadonlyMap<string, readonly string[]> = new Map([
  // https://learn.microsoft.com/azure/aks/outbound-rules-control-egress
  [
    'azurekubernetesservice',
    [
      'mcr.microsoft.com',
      '*.data.mcr.microsoft.com',
      'management.azure.com',
      'management.usgovcloudapi.net',
      'management.chinacloudapi.cn',
    ],
  ],
]);

/** The names that a tag is known to hold; none where they are not published. */
export function namesOfTag(tag: string): readonly string[] {
  return NAMES_OF_TAG.get(tag.trim().toLowerCase()) ?? [];
}
