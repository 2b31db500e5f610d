/** How far one verification of the audit log is. */
export interface VerificationRun {
  /** ISO 8601; names the run. */
  readonly startedAt: string;
  /**
   * `new`: only chains that changed since the run before began, and those that were broken then.
   */
  readonly extent: 'all' | 'new';
  /** Shards that are verified. */
  readonly shards: number;
  readonly chains: number;
  readonly entries: number;
  /** All that were found, more than are listed perhaps. */
  readonly brokenCount: number;
  readonly broken: readonly BrokenPart[];
}

/** A chain, or a break among the anchors, which has no target. */
export interface BrokenPart {
  readonly target?: { readonly clusterId: string; readonly profile: string } | undefined;
  readonly why: string;
}

/** What is known of verifications. */
export interface VerificationNote {
  readonly running?: VerificationRun | undefined;
  readonly last?: (VerificationRun & { readonly finishedAt: string }) | undefined;
  /** When the last run over all chains began. */
  readonly lastOfAll?: string | undefined;
}
