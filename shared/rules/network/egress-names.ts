/**
 * A name that the backup extension has to reach, and over what. A `*` at its left stands for all
 * names below.
 */
export interface EgressName {
  readonly fqdn: string;
  readonly protocol: 'Https' | 'Http';
  /** The page that asks for it. */
  readonly source: string;
}

export interface EgressNames {
  readonly names: readonly EgressName[];
  /** Metrics endpoints: not on the page of Azure Backup, and backups work without them. */
  readonly recommended: readonly EgressName[];
  /**
   * Names of the public cloud for which Microsoft names no counterpart in the cloud of this region.
   */
  readonly undocumented: readonly string[];
}

/** One name in each cloud; none where no page names a counterpart. */
interface ByCloud {
  readonly public: EgressName;
  readonly usGovernment?: EgressName;
  readonly china?: EgressName;
}

const BACKUP = 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept#aks-cluster';
const AKS = 'https://learn.microsoft.com/azure/aks/outbound-rules-control-egress';
const EXTENSIONS = `${AKS}#cluster-extensions`;
const GOVERNMENT =
  'https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure#guidance-for-developers';
const CHINA = 'https://learn.microsoft.com/azure/china/resources-developer-guide#check-endpoints-in-azure';

/**
 * The same in all clouds: Microsoft's container registry, its packages, and what its services are
 * called by.
 */
const EVERYWHERE: readonly EgressName[] = [
  ...https(BACKUP, '*.microsoft.com', 'mcr.microsoft.com', 'data.mcr.microsoft.com'),
  ...https(EXTENSIONS, '*.data.mcr.microsoft.com'),
  ...https(BACKUP, 'docker.io'),
  // Revocation lists and issuers of certificates are fetched over HTTP.
  // https://learn.microsoft.com/azure/security/fundamentals/azure-ca-details
  ...http(
    BACKUP,
    ...['crl.microsoft.com', 'mscrl.microsoft.com', 'oneocsp.microsoft.com', 'ocsp.msocsp.com'],
    ...['ocsp.digicert.com', 'cacerts.digicert.com', 'crl3.digicert.com', 'crl4.digicert.com'],
    ...['ocsp.digicert.cn', 'cacerts.digicert.cn'],
    ...['cacerts.geotrust.com', 'cdp.geotrust.com', 'status.geotrust.com'],
  ),
];

/** Names that differ from cloud to cloud. */
const BY_CLOUD: readonly ByCloud[] = [
  only('*.azure.com'),
  {
    ...only('management.azure.com'),
    usGovernment: one('management.usgovcloudapi.net', AKS),
    china: one('management.chinacloudapi.cn', AKS),
  },
  only('gcs.prod.monitoring.core.windows.net'),
  only('*.prod.warm.ingest.monitor.core.windows.net'),
  {
    ...only('*.blob.core.windows.net'),
    usGovernment: one('*.blob.core.usgovcloudapi.net', GOVERNMENT),
    china: one('*.blob.core.chinacloudapi.cn', CHINA),
  },
  {
    ...only('*.azmk8s.io'),
    usGovernment: one('*.hcp.<region>.cx.aks.containerservice.azure.us', AKS),
    china: one('*.hcp.<region>.cx.prod.service.azk8s.cn', AKS),
  },
  {
    // The marketplace's registries, `arcmktplaceprod*.azurecr.io`, are among these.
    ...only('*.azurecr.io'),
    usGovernment: one('*.azurecr.us', GOVERNMENT),
    china: one('*.azurecr.cn', CHINA),
  },
  only('*.dp.kubernetesconfiguration.azure.com'),
  {
    ...only('<region>.dp.kubernetesconfiguration.azure.com', EXTENSIONS),
    usGovernment: one('<region>.dp.kubernetesconfiguration.azure.us', EXTENSIONS),
  },
];

const METRICS: readonly EgressName[] = https(EXTENSIONS, '*.ingestion.msftcloudes.com', '*.microsoftmetrics.com');

const REGION = /^[a-z0-9]{1,40}$/;

/** All names for a cluster in this region; the region also determines the cloud. */
export function egressNamesFor(location: string): EgressNames {
  const region = location.toLowerCase().replaceAll(' ', '');
  const cloud = cloudOf(region);
  const own = BY_CLOUD.flatMap((row) => row[cloud] ?? []);
  const undocumented = BY_CLOUD.flatMap((row) => (row[cloud] === undefined ? [row.public.fqdn] : []));
  return {
    names: [...EVERYWHERE, ...own].map((name) => inRegion(name, region)),
    recommended: cloud === 'public' ? METRICS : [],
    undocumented,
  };
}

/**
 * https://learn.microsoft.com/azure/azure-government/documentation-government-welcome and its
 * sister for China
 */
function cloudOf(region: string): keyof ByCloud {
  if (/^us(gov|dod)/.test(region)) return 'usGovernment';
  return region.startsWith('china') ? 'china' : 'public';
}

/** Where the region is unknown, all regions have to be allowed. */
function inRegion(name: EgressName, region: string): EgressName {
  const fqdn = REGION.test(region) ? name.fqdn.replace('<region>', region) : name.fqdn.replace(/^.*<region>/, '*');
  return { ...name, fqdn };
}

function https(source: string, ...fqdns: readonly string[]): readonly EgressName[] {
  return fqdns.map((fqdn) => ({ fqdn, protocol: 'Https', source }));
}

function http(source: string, ...fqdns: readonly string[]): readonly EgressName[] {
  return fqdns.map((fqdn) => ({ fqdn, protocol: 'Http', source }));
}

function one(fqdn: string, source: string): EgressName {
  return { fqdn, protocol: 'Https', source };
}

function only(fqdn: string, source = BACKUP): ByCloud {
  return { public: one(fqdn, source) };
}
