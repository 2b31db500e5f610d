import { describe, expect, test } from 'vitest';
import {
  describeExtensionFailure,
  EXTENSION_FAILURE_CAUSES,
} from '../../../local/azure/arm/faults/extension-failures.ts';
import { innermostCause } from '../../../shared/azure/extension-error.ts';
import { knownInstallFailure } from '../../../shared/rules/extension/install-failures.ts';

const FRAMED =
  'The extension operation failed with the following error:  Error: [ InnerError: [Helm installation failed : Unable to create/update Kubernetes resources for the extension : Recommendation Please check that there are no policies blocking the resource creation/update for the extension : InnerError [release azure-aks-backup failed, and has been uninstalled due to atomic being set: failed pre-install: job failed: BackoffLimitExceeded]]] occurred while doing the operation : [Create] on the config, For general troubleshooting visit: https://aka.ms/k8s-extensions-TSG, more';

describe('the innermost cause', () => {
  test.each([
    [FRAMED, 'failed pre-install: job failed: BackoffLimitExceeded'],
    [
      'Error: [ InnerError: [403 This traffic is not authorized]] occurred while doing the operation : [Create]',
      '403 This traffic is not authorized',
    ],
    [
      'Helm installation failed: timed out waiting for the condition. For troubleshooting visit https://aka.ms/x, ensure no policies blocking the namespace',
      'timed out waiting for the condition',
    ],
    [
      'Helm installation failed: no such host, ensure no policies blocking the resource creation. For troubleshooting visit https://aka.ms/x',
      'no such host',
    ],
    ['a message without a frame', 'a message without a frame'],
    [
      'CustomResourceDefinition [backups.velero.io] already exists',
      'CustomResourceDefinition [backups.velero.io] already exists',
    ],
    ['', ''],
    ['InnerError [', 'InnerError ['],
    [']]]', ']]]'],
  ])('of %j', (message, cause) => {
    expect(innermostCause(message)).toBe(cause);
  });

  // The frame speaks of policies for each cause.
  test.each(EXTENSION_FAILURE_CAUSES)('distinguishes %s from the others', (cause) => {
    const known = knownInstallFailure(innermostCause(describeExtensionFailure(cause)));
    expect(known?.reason).toBe(REASONS[cause]);
  });
});

const REASONS = {
  postInstallTimeout: 'InstallTimeout',
  preInstallBackoff: 'ApiServerUnreachable',
  gatekeeperDenied: 'PolicyDenied',
  endpointUnresolved: 'NameNotResolved',
  privateEndpointUnauthorized: 'TrafficNotAuthorized',
  podIdentityMissing: 'PodIdentity',
  sharedKeyDisabled: 'KeysForbidden',
  resourceExists: 'VeleroRemnants',
  resourceNotImportable: 'VeleroRemnants',
  versionUnresolved: 'VersionUnclear',
} as const;
