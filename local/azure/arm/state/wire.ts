/** JSON of which the client decides the content and that is given back as it came. */
export type Echoed = Readonly<Record<string, unknown>>;

export type Tags = Readonly<Record<string, string>>;

/** The common fields of every tracked resource. */
export interface TrackedResource {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly location: string;
  readonly tags?: Tags | undefined;
}

/** A user-assigned identity as its users list it; both ids are those of the identity. */
export interface AttachedIdentity {
  readonly principalId: string;
  readonly clientId: string;
}

/**
 * Ids of the user-assigned identities that a request asks for; those beside `null` it asks to take
 * off.
 */
export function wantedIdentities(wish: Readonly<Record<string, unknown>> | null | undefined): readonly string[] {
  return Object.entries(wish ?? {}).flatMap(([id, value]) => (value === null ? [] : id));
}

/** The creator and last writer of a resource, as Azure writes it beside the resource. */
export interface SystemData {
  readonly createdBy: string;
  readonly createdByType: 'Application';
  readonly createdAt: string;
  readonly lastModifiedBy: string;
  readonly lastModifiedByType: 'Application';
  readonly lastModifiedAt: string;
}
