/**
 * The region in which a geo-redundant vault of a region keeps its copies. Some pairs lead one way
 * only. Regions without an entry have no pair.
 * https://learn.microsoft.com/azure/reliability/regions-paired
 */
const PAIRS: ReadonlyMap<string, string> = new Map([
  ...bothWays({
    australiacentral: 'australiacentral2',
    australiaeast: 'australiasoutheast',
    canadacentral: 'canadaeast',
    centralindia: 'southindia',
    centralus: 'eastus2',
    chinaeast2: 'chinanorth2',
    chinaeast3: 'chinanorth3',
    eastasia: 'southeastasia',
    eastus: 'westus',
    francecentral: 'francesouth',
    germanywestcentral: 'germanynorth',
    japaneast: 'japanwest',
    jioindiacentral: 'jioindiawest',
    koreacentral: 'koreasouth',
    northcentralus: 'southcentralus',
    northeurope: 'westeurope',
    norwayeast: 'norwaywest',
    southafricanorth: 'southafricawest',
    swedencentral: 'swedensouth',
    switzerlandnorth: 'switzerlandwest',
    uaenorth: 'uaecentral',
    uksouth: 'ukwest',
    usgovarizona: 'usgovtexas',
    westcentralus: 'westus2',
  }),
  ['brazilsouth', 'southcentralus'],
  ['brazilsoutheast', 'brazilsouth'],
  ['usgovvirginia', 'usgovtexas'],
  ['westus3', 'eastus'],
]);

/** The paired region, as ARM writes it in ids; `undefined` where there is none. */
export function pairOf(region: string): string | undefined {
  return PAIRS.get(region.replaceAll(' ', '').toLowerCase());
}

function bothWays(pairs: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(pairs).flatMap(([one, other]) => [[one, other] as const, [other, one] as const]);
}
