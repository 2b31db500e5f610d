import { partsOf } from '../../model/resource-id.ts';
import { decision } from '../../steps/step.ts';
import { defineRule, manual, satisfied } from '../define-rule.ts';

export const vaultSubscription = defineRule({
  id: 'BKS-213',
  slug: 'vault-subscription',
  title: 'The vault is in the subscription of the cluster',
  failureTitle: 'The vault is in another subscription than the cluster',
  why: 'Azure Backup takes vaults of other subscriptions of the tenant, the page on Trusted Access does not promise it.',
  severity: 'recommended',
  docs: 'https://learn.microsoft.com/azure/aks/trusted-access-feature',
  serviceErrors: [],
  fix: 'person',
  byHand: [
    decision(
      "Nothing while the binding succeeds; otherwise name a vault of the cluster's subscription in the profile.",
      'ownerChooses',
    ),
  ],
  needs: ['cluster'],

  evaluate({ cluster }, { vaultId, name }) {
    const vaultIn = partsOf(vaultId).subscriptionId;
    const clusterIn = partsOf(cluster.id).subscriptionId;
    const evidence = { vaultSubscription: vaultIn, clusterSubscription: clusterIn };
    return vaultIn === clusterIn
      ? satisfied('SubscriptionMatch', 'The vault is in the subscription of the cluster.', evidence)
      : manual(
          'CrossSubscription',
          `The vault is in subscription ${vaultIn}, the cluster in ${clusterIn}.`,
          [
            decision(
              `Nothing to do while the binding (BKS-202) succeeds; otherwise name a vault of subscription ${clusterIn} in profile ${name}.`,
              'ownerChooses',
            ),
          ],
          evidence,
        );
  },
});
