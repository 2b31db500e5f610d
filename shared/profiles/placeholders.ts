/** Decided by the file and the deployment, never by people who name clusters, groups or tags. */
export const OF_THE_DEPLOYMENT = ['subscription', 'subscriptionName', 'location', 'locationShort'] as const;
export const OF_THE_CLUSTER = ['cluster', 'resourceGroup'] as const;

export type Placeholder = (typeof OF_THE_DEPLOYMENT | typeof OF_THE_CLUSTER)[number];
export type PlaceholderValues = { readonly [P in Placeholder]?: string };

/**
 * Where a profile may have placeholders, and which. The container is filled in further for each
 * cluster.
 */
export const PLACES: readonly {
  readonly path: readonly string[];
  readonly allowed: readonly Placeholder[];
}[] = [
  { path: ['vault'], allowed: OF_THE_DEPLOYMENT },
  { path: ['storageAccount'], allowed: OF_THE_DEPLOYMENT },
  { path: ['container'], allowed: [...OF_THE_DEPLOYMENT, ...OF_THE_CLUSTER] },
  { path: ['snapshotGroup'], allowed: [...OF_THE_DEPLOYMENT, ...OF_THE_CLUSTER] },
  { path: ['staging', 'resourceGroup'], allowed: OF_THE_DEPLOYMENT },
  { path: ['staging', 'storageAccount'], allowed: OF_THE_DEPLOYMENT },
];

/** The words in braces, known or not. */
export function wordsIn(text: string): readonly string[] {
  return [...text.matchAll(/\{([^{}]*)\}/g)].map(([, word = '']) => word);
}

/** The text with these values; placeholders without a value stay. */
export function fillIn(text: string, values: PlaceholderValues): string {
  return text.replace(/\{([^{}]*)\}/g, (whole, word: string) =>
    Object.hasOwn(values, word) ? (values[word as Placeholder] ?? whole) : whole,
  );
}

/**
 * The name of a subscription as a part of names of resources: `Contoso Prod 1` is
 * `contoso-prod-1`.
 */
export function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
