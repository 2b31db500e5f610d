/** The caller of a request. Ids only: names and addresses of people are not kept. */
export type Caller =
  | { readonly kind: 'user' | 'application'; readonly objectId: string; readonly tenantId: string }
  /** The holder of a function key, who is not known. */
  | { readonly kind: 'functionKey' };

/** The app roles that people and pipelines are given in Entra. */
export const RIGHTS = ['Backstay.Read', 'Backstay.Scan', 'Backstay.Remediate', 'Backstay.Approve'] as const;

export type Right = (typeof RIGHTS)[number];
