export type SupportPlan = 'KubernetesOfficial' | 'AKSLongTermSupport';

export interface SupportedVersion {
  /** Minor version, such as `1.36`. */
  readonly version: string;
  /** The version of new clusters that name none; one of the list. */
  readonly isDefault?: true;
  readonly supportPlan: readonly SupportPlan[];
  /**
   * Oldest first. AKS offers the latest ones of each minor version; which those are is assumed
   * here.
   */
  readonly patches: readonly string[];
  /** Last month (UTC) in which AKS lists the version. */
  readonly until: string;
}

const BOTH_PLANS = ['KubernetesOfficial', 'AKSLongTermSupport'] as const;
const LONG_TERM_ONLY = ['AKSLongTermSupport'] as const;

/**
 * The versions that AKS offers as of 2026-11-23, newest first. Plans and ends are those of its
 * calendar:
 * https://learn.microsoft.com/azure/aks/supported-kubernetes-versions#aks-kubernetes-release-calendar
 */
export const SUPPORTED_VERSIONS: readonly SupportedVersion[] = [
  { version: '1.37', supportPlan: BOTH_PLANS, patches: ['1.37.0', '1.37.1'], until: '2027-10' },
  { version: '1.36', isDefault: true, supportPlan: BOTH_PLANS, patches: ['1.36.1', '1.36.2'], until: '2027-06' },
  { version: '1.35', supportPlan: BOTH_PLANS, patches: ['1.35.4', '1.35.5'], until: '2027-03' },
  { version: '1.34', supportPlan: BOTH_PLANS, patches: ['1.34.8', '1.34.9'], until: '2026-11' },
  { version: '1.33', supportPlan: LONG_TERM_ONLY, patches: ['1.33.12', '1.33.13'], until: '2027-07' },
  { version: '1.32', supportPlan: LONG_TERM_ONLY, patches: ['1.32.15', '1.32.16'], until: '2027-03' },
  { version: '1.31', supportPlan: LONG_TERM_ONLY, patches: ['1.31.18', '1.31.19'], until: '2026-11' },
];
