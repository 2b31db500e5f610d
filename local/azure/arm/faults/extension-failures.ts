/**
 * How installs were seen to fail, in the service's words. There is one code for them all.
 *
 * @see https://learn.microsoft.com/azure/backup/azure-kubernetes-service-backup-troubleshoot
 * @see https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/extensions/cluster-extension-deployment-errors
 */
const MESSAGES = {
  postInstallTimeout: helm('failed post-install: timed out waiting for the condition'),
  preInstallBackoff: helm('failed pre-install: job failed: BackoffLimitExceeded'),
  gatekeeperDenied: helm('admission webhook "validation.gatekeeper.sh" denied the request'),
  endpointUnresolved: agent('lookup westeurope.dp.kubernetesconfiguration.azure.com: no such host'),
  privateEndpointUnauthorized: agent('403 This traffic is not authorized'),
  podIdentityMissing: agent('no azure identity found for request clientID'),
  sharedKeyDisabled: agent('KeyBasedAuthenticationNotPermitted'),
  resourceExists: helm('resource already exists'),
  resourceNotImportable: helm('cannot be imported into the current release'),
  versionUnresolved: 'Failed to resolve the extension version from the given values',
} as const;

export type ExtensionFailureCause = keyof typeof MESSAGES;

/** Never empty, as an enumeration of zod must not be. */
export const EXTENSION_FAILURE_CAUSES = Object.keys(MESSAGES) as [ExtensionFailureCause, ...ExtensionFailureCause[]];

/** @param region whose endpoint the message names */
export function describeExtensionFailure(cause: ExtensionFailureCause, region = 'westeurope'): string {
  return MESSAGES[cause].replaceAll('westeurope.', `${region}.`);
}

/**
 * The frame around what Helm said, from
 * https://github.com/hashicorp/terraform-provider-azurerm/issues/24547
 */
function helm(reason: string): string {
  return agent(
    'Helm installation failed : Unable to create/update Kubernetes resources for the extension : Recommendation Please ' +
      'check that there are no policies blocking the resource creation/update for the extension : InnerError ' +
      `[release azure-aks-backup failed, and has been uninstalled due to atomic being set: ${reason}]`,
  );
}

function agent(reason: string): string {
  return (
    `The extension operation failed with the following error:  Error: [ InnerError: [${reason}]] occurred while doing ` +
    'the operation : [Create] on the config, For general troubleshooting visit: https://aka.ms/k8s-extensions-TSG'
  );
}
