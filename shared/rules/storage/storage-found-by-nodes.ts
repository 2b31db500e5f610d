import { decision } from '../../steps/step.ts';
import { blocked, cannotTell, defineRule, notApplicable } from '../define-rule.ts';
import { ownDnsServers } from '../network/own-dns-servers.ts';
import { STORAGE_ACCOUNT } from '../rule-ids.ts';
import { followName } from './account-name.ts';

export const storageFoundByNodes = defineRule({
  id: 'BKS-508',
  slug: 'storage-found-by-nodes',
  title: 'The DNS servers and the HTTP proxy of the cluster lead to the storage account',
  failureTitle: 'The DNS servers or the HTTP proxy of the cluster do not lead to the storage account',
  why: 'An install proves that the extension reaches its own names; only a backup proves that it reaches the storage account.',
  severity: 'recommended',
  confirmable: ['ProvenByBackupOnly', 'EndpointInOtherNetwork'],
  docs: 'https://learn.microsoft.com/azure/storage/common/storage-private-endpoints#dns-changes-for-private-endpoints',
  serviceErrors: ['UserErrorBackupStorageLocationNotReady'],
  fix: 'person',
  byHand: [
    decision(
      'From a pod of the cluster, run nslookup and curl for the blob endpoint of the storage account.',
      'outsideAzure',
    ),
  ],
  needs: ['cluster', 'nodeNetwork', 'storageAccount', 'storageEntrances'],

  evaluate({ cluster, nodeNetwork, storageAccount: account, storageEntrances: entrances }) {
    if (account === 'absent') return blocked(STORAGE_ACCOUNT, 'There is no storage account yet.');
    const servers = ownDnsServers(nodeNetwork);
    const { httpProxy } = cluster.network;
    const between = [
      ...(servers.length > 0 ? [`the DNS servers ${servers.join(', ')}`] : []),
      ...(httpProxy ? ['an HTTP proxy'] : []),
    ].join(' and ');
    const name = entrances === 'notNeeded' ? undefined : followName({ cluster, nodeNetwork, account, entrances });
    if (between === '' && name?.state === 'unclear')
      return cannotTell(name.reason, name.message, name.steps, name.evidence);
    if (between === '') {
      const message = `Cluster ${cluster.name} uses Azure's own DNS and no HTTP proxy.`;
      return notApplicable('NoDnsInTheWay', message);
    }
    const endpoint = account.blobEndpoint ?? `the blob endpoint of ${account.name}`;
    return cannotTell(
      'ProvenByBackupOnly',
      `Cluster ${cluster.name} uses ${between}; whether that leads to storage account ${account.name} cannot be read from Azure.`,
      [decision(`From a pod of the cluster, check with nslookup and curl that ${endpoint} answers.`, 'outsideAzure')],
      { dnsServers: servers, httpProxy },
    );
  },
});
