import { partsOf } from '../../model/resource-id.ts';
import { decision } from '../../steps/step.ts';
import { defineRule, manual, satisfied } from '../define-rule.ts';

export const accountSubscription = defineRule({
  id: 'BKS-511',
  slug: 'account-subscription',
  title: 'The storage account is in the subscription of the cluster',
  failureTitle: 'The storage account is in another subscription than the cluster',
  why: 'The support matrix asks for the region only, but "az dataprotection enable-backup" takes only accounts of the cluster\'s subscription.',
  severity: 'recommended',
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix',
  serviceErrors: [],
  fix: 'person',
  byHand: [
    decision(
      "Nothing while backups succeed; otherwise name an account of the cluster's subscription in the profile.",
      'ownerChooses',
    ),
  ],
  needs: ['cluster'],

  evaluate({ cluster }, { storage: { accountId }, name }) {
    const accountIn = partsOf(accountId).subscriptionId;
    const clusterIn = partsOf(cluster.id).subscriptionId;
    const evidence = { accountSubscription: accountIn, clusterSubscription: clusterIn };
    return accountIn === clusterIn
      ? satisfied('SubscriptionMatch', 'The storage account is in the subscription of the cluster.', evidence)
      : manual(
          'CrossSubscription',
          `The storage account is in subscription ${accountIn}, the cluster in ${clusterIn}.`,
          [
            decision(
              `Nothing to do while backups succeed; otherwise name an account of subscription ${clusterIn} in profile ${name}.`,
              'ownerChooses',
            ),
          ],
          evidence,
        );
  },
});
