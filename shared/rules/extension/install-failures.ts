/** One known way in which an install fails: what the message says, and what a person can do. */
interface InstallFailure {
  readonly reason: string;
  readonly says: RegExp;
  readonly advice: string;
  /** Nothing is wrong with the cluster: it only has to be done again. */
  readonly passing?: true;
}

/**
 * The service gives one code for all of them, so they differ by its text only: the innermost cause,
 * as extensions are read. Nothing hangs on it but the advice, and whether it is tried again.
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-backup-troubleshoot
 */
const KNOWN: readonly InstallFailure[] = [
  {
    reason: 'ClusterUpdateConflict',
    // https://github.com/Azure/AKS-Construction/issues/385
    says: /EtagMismatch/,
    advice: 'Something else wrote to the cluster at the same time: install it again.',
    passing: true,
  },
  {
    reason: 'PolicyDenied',
    says: /validation\.gatekeeper\.sh/i,
    advice: 'Exclude the namespace dataprotection-microsoft from the Azure Policy assignment that denies it (BKS-208).',
  },
  {
    reason: 'InstallTimeout',
    says: /failed post-install: timed out waiting for the condition/i,
    advice:
      'The nodes are short of CPU or memory: the extension needs about half a core more. Scale a Linux amd64 pool.',
  },
  {
    reason: 'ApiServerUnreachable',
    says: /failed pre-install: job failed: BackoffLimitExceeded/i,
    advice:
      'Its pods cannot reach the API server or cannot start: check network security groups and network policies (BKS-602), image policies (BKS-208) and node pools (BKS-207).',
  },
  {
    reason: 'NameNotResolved',
    says: /dp\.kubernetesconfiguration\.azure\.(com|us|cn).*no such host/i,
    advice:
      'The nodes cannot resolve or reach the configuration service: allow the names of BKS-601 in DNS and firewall.',
  },
  {
    reason: 'TrafficNotAuthorized',
    says: /403.*traffic is not authorized/i,
    advice:
      'A private link scope of Azure Arc in the same network answers for the configuration service: override its DNS zone or separate the networks.',
  },
  {
    reason: 'PodIdentity',
    says: /no azure identity found for request clientID/i,
    advice:
      'Pod identity holds up its tokens: add an AzurePodIdentityException for namespace dataprotection-microsoft (BKS-211).',
  },
  {
    reason: 'KeysForbidden',
    says: /KeyBasedAuthenticationNotPermitted/i,
    advice: 'The storage account forbids keys and the extension asks for them: set useAAD to true (BKS-302).',
  },
  {
    reason: 'VeleroRemnants',
    says: /already exists|cannot be imported into the current release/i,
    advice:
      'Another Velero, or what one left behind, is in the cluster: remove its release and its custom resource definitions (BKS-209).',
  },
  {
    reason: 'VersionUnclear',
    says: /Failed to resolve the extension version/i,
    advice: 'Version, release train and automatic upgrade contradict each other: install without a version.',
  },
];

/** The known cause behind a message of the service; `undefined` for unknown messages. */
export function knownInstallFailure(message: string): Omit<InstallFailure, 'says'> | undefined {
  return KNOWN.find(({ says }) => says.test(message));
}
