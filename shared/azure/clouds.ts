/** The endpoints of an Azure cloud, and the audience of its tokens. */
export interface Cloud {
  /** Address of the Resource Manager, without a slash at the end. */
  readonly resourceManager: string;
  /** Address of the Entra authority. */
  readonly authority: string;
  /** Audience of Resource Manager tokens, without a slash at the end. */
  readonly audience: string;
  /**
   * How the host names of its blob services end, or without a leading dot the one host of all
   * accounts. `undefined` where it is not known: then no container is read.
   */
  readonly blobSuffix: string | undefined;
  /** Address of the portal, without a slash at the end; `undefined` where there is none. */
  readonly portal?: string | undefined;
}

export type CloudChoice =
  | { readonly name: CloudName }
  | ({ readonly name: 'custom'; readonly blobHost?: string | undefined } & Omit<Cloud, 'blobSuffix' | 'portal'>);

/**
 * https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure#guidance-for-developers
 * and its sisters.
 */
const CLOUDS = {
  public: {
    resourceManager: 'https://management.azure.com',
    authority: 'https://login.microsoftonline.com',
    audience: 'https://management.azure.com',
    blobSuffix: '.blob.core.windows.net',
    portal: 'https://portal.azure.com',
  },
  usGovernment: {
    resourceManager: 'https://management.usgovcloudapi.net',
    authority: 'https://login.microsoftonline.us',
    audience: 'https://management.usgovcloudapi.net',
    blobSuffix: '.blob.core.usgovcloudapi.net',
    portal: 'https://portal.azure.us',
  },
  china: {
    resourceManager: 'https://management.chinacloudapi.cn',
    authority: 'https://login.chinacloudapi.cn',
    audience: 'https://management.chinacloudapi.cn',
    blobSuffix: '.blob.core.chinacloudapi.cn',
    portal: 'https://portal.azure.cn',
  },
} as const satisfies Readonly<Record<string, Cloud>>;

export type CloudName = keyof typeof CLOUDS;
export const CLOUD_NAMES = Object.keys(CLOUDS) as [CloudName, ...CloudName[]];

/**
 * Suffixes of the endpoints of custom topics.
 * https://learn.microsoft.com/azure/event-grid/custom-topics
 */
export const TOPIC_SUFFIXES: Readonly<Record<CloudName, string>> = {
  public: '.eventgrid.azure.net',
  usGovernment: '.eventgrid.azure.us',
  china: '.eventgrid.azure.cn',
};

/**
 * The cloud that the settings choose.
 * @throws Error when a custom cloud's Resource Manager is not an https address: tokens must not
 *   travel in the clear.
 */
export function cloudOf(choice: CloudChoice): Cloud {
  if (choice.name !== 'custom') return CLOUDS[choice.name];
  const address = URL.parse(choice.resourceManager);
  if (address?.protocol !== 'https:') {
    throw new Error(`The Resource Manager of a custom cloud must be an https address, not ${choice.resourceManager}.`);
  }
  return {
    resourceManager: address.origin,
    authority: withoutSlash(choice.authority),
    audience: withoutSlash(choice.audience),
    blobSuffix: choice.blobHost,
  };
}

/**
 * The suffix of host names of storage, after the name of the service; `undefined` where it is not
 * known.
 */
export function storageSuffixOf({ blobSuffix }: Cloud): string | undefined {
  return blobSuffix?.startsWith('.blob.') ? blobSuffix.slice('.blob.'.length) : undefined;
}

/**
 * Where the portal shows resources, as `portalAddress` takes it. With the tenant it opens in the
 * right directory.
 */
export function portalIn({ portal }: Pick<Cloud, 'portal'>, tenantId: string | undefined): string | undefined {
  return portal === undefined ? undefined : `${portal}/#@${tenantId ?? ''}`;
}

/** The scope to ask tokens for. */
export function scopeOf(cloud: Cloud): string {
  return `${cloud.audience}/.default`;
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '');
}
