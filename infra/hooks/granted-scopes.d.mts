export interface NamedBy {
  /** Undefined for what no profile names. */
  readonly profile?: string;
  readonly line: string;
  /** The scope in the letters of the profile. */
  readonly written: string;
  /** The name of the group, for the line selector.resourceGroups: it may be there in some of the subscriptions only. */
  readonly group?: string;
}

export function grantedScopes(
  profiles: readonly object[],
  rights: object,
  wanted: { readonly lookIntoContainers: boolean; readonly alsoRead: readonly string[] },
): readonly { readonly scope: string; readonly by: readonly NamedBy[] }[];

export function kindsOf(profile: object, rights: object): readonly string[];
