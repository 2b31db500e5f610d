/** A subscription of a management group that the deployment did not expand: it appeared later. */
export interface UncoveredSubscription {
  readonly id: string;
  /** As its owners call it. */
  readonly name: string;
  readonly managementGroup: string;
}
