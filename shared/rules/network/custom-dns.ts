import { decision } from '../../steps/step.ts';
import { cannotTell, defineRule, notApplicable, satisfied } from '../define-rule.ts';
import { isProvenByInstall } from '../extension/proof-of-install.ts';
import { egressNamesFor } from './egress-names.ts';
import { ownDnsServers } from './own-dns-servers.ts';

export const customDns = defineRule({
  id: 'BKS-606',
  slug: 'custom-dns',
  title: 'The DNS servers of the nodes resolve the names of the backup extension',
  failureTitle: 'The DNS servers of the nodes do not resolve names that the backup extension needs',
  why: 'DNS servers of the owner may not know the names that the extension asks for; the install then fails with "no such host".',
  severity: 'recommended',
  confirmable: ['CustomDnsServers'],
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-backup-troubleshoot',
  serviceErrors: ['UserErrorKubernetesBackupExtensionUnhealthy'],
  fix: 'person',
  byHand: [
    decision(
      'Make the DNS servers of the network resolve the names of BKS-601, for example by forwarding to Azure DNS.',
      'outsideAzure',
    ),
  ],
  needs: ['cluster', 'nodeNetwork', 'backupExtensions'],

  evaluate({ cluster, nodeNetwork, backupExtensions }) {
    const servers = ownDnsServers(nodeNetwork);
    if (servers.length === 0) {
      return notApplicable('AzureDns', `Azure's own DNS resolves names for cluster ${cluster.name}.`);
    }
    const evidence = { dnsServers: servers };
    if (isProvenByInstall(backupExtensions)) {
      return satisfied(
        'ProvenByInstall',
        `The installed extension proves that the DNS servers of cluster ${cluster.name} resolve its names.`,
        evidence,
      );
    }
    const names = egressNamesFor(cluster.location).names.map(({ fqdn }) => fqdn);
    return cannotTell(
      'CustomDnsServers',
      `The network of cluster ${cluster.name} uses the DNS servers ${servers.join(', ')}; whether they resolve the names of the backup extension cannot be read from Azure.`,
      [decision(`Check from a node or pod that these names resolve (nslookup): ${names.join(', ')}`, 'outsideAzure')],
      evidence,
    );
  },
});
