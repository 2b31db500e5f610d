import { decision } from '../../steps/step.ts';
import { cannotTell, defineRule, notApplicable, satisfied } from '../define-rule.ts';
import { isProvenByInstall } from '../extension/proof-of-install.ts';
import { egressNamesFor } from './egress-names.ts';

export const httpProxy = defineRule({
  id: 'BKS-605',
  slug: 'http-proxy',
  title: 'The HTTP proxy of the cluster lets the names of the backup extension through',
  failureTitle: 'The HTTP proxy of the cluster stops names that the backup extension needs',
  why: 'With an HTTP proxy, the proxy decides which names the extension reaches, and Azure does not know its rules.',
  severity: 'recommended',
  confirmable: ['HttpProxy'],
  docs: 'https://learn.microsoft.com/azure/aks/http-proxy',
  serviceErrors: ['UserErrorKubernetesBackupExtensionUnhealthy'],
  fix: 'person',
  byHand: [decision('Allow the names of BKS-601 in the HTTP proxy of the cluster.', 'outsideAzure')],
  needs: ['cluster', 'backupExtensions'],

  evaluate({ cluster, backupExtensions }) {
    if (!cluster.network.httpProxy) return notApplicable('NoProxy', `Cluster ${cluster.name} has no HTTP proxy.`);
    if (isProvenByInstall(backupExtensions)) {
      return satisfied(
        'ProvenByInstall',
        `The installed extension proves that the HTTP proxy of cluster ${cluster.name} lets it through.`,
      );
    }
    const names = egressNamesFor(cluster.location).names.map(({ fqdn }) => fqdn);
    return cannotTell(
      'HttpProxy',
      `Cluster ${cluster.name} uses an HTTP proxy, whose rules cannot be read from Azure.`,
      [decision(`Check that the proxy lets these names through: ${names.join(', ')}`, 'outsideAzure')],
      { names },
    );
  },
});
