/** A service on the internet that is reached by HTTPS. */
export interface Service {
  readonly host: string;
  /** The service tags that hold all of its addresses. */
  readonly tags: readonly string[];
}
