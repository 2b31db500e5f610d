export interface Region {
  /** `westeurope` */
  readonly name: string;
  readonly displayName: string;
  readonly geographyGroup: string;
}

/** Some of Azure's regions. https://learn.microsoft.com/azure/reliability/regions-list */
export const REGIONS: readonly Region[] = [
  { name: 'westeurope', displayName: 'West Europe', geographyGroup: 'Europe' },
  { name: 'northeurope', displayName: 'North Europe', geographyGroup: 'Europe' },
  { name: 'eastus', displayName: 'East US', geographyGroup: 'US' },
  { name: 'eastus2', displayName: 'East US 2', geographyGroup: 'US' },
  { name: 'westus2', displayName: 'West US 2', geographyGroup: 'US' },
  { name: 'centralus', displayName: 'Central US', geographyGroup: 'US' },
  { name: 'uksouth', displayName: 'UK South', geographyGroup: 'UK' },
  { name: 'southeastasia', displayName: 'Southeast Asia', geographyGroup: 'Asia Pacific' },
];
