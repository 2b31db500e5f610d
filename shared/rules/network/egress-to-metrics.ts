import { az } from '../../steps/az.ts';
import { defineRule, notApplicable } from '../define-rule.ts';
import { egressNamesFor } from './egress-names.ts';
import { judgeAppliances } from './judge-appliances.ts';

export const egressToMetrics = defineRule({
  id: 'BKS-607',
  slug: 'egress-to-metrics',
  title: 'The nodes reach the metrics endpoints of cluster extensions',
  failureTitle: 'A firewall keeps the nodes from the metrics endpoints of cluster extensions',
  why: 'Agents of cluster extensions send their metrics to these names; backups work without them, support sees less.',
  severity: 'recommended',
  docs: 'https://learn.microsoft.com/azure/aks/outbound-rules-control-egress#cluster-extensions',
  serviceErrors: [],
  fix: 'person',
  byHand: [
    az('network firewall policy rule-collection-group collection add-filter-collection', {
      subscription: 'SUBSCRIPTION',
      resourceGroup: 'GROUP',
      policyName: 'POLICY',
      ruleCollectionGroupName: 'GROUP-OF-RULES',
      name: 'backstay-aks-metrics',
      collectionPriority: 'PRIORITY',
      action: 'Allow',
      ruleType: 'ApplicationRule',
      ruleName: 'backstay-aks-metrics',
      protocols: ['Https=443'],
      sourceAddresses: ['SUBNET'],
      targetFqdns: ['*.microsoftmetrics.com', '*.ingestion.msftcloudes.com'],
    }),
  ],
  needs: ['cluster', 'nodeNetwork', 'egressFirewall'],

  evaluate({ cluster, nodeNetwork, egressFirewall }) {
    const { recommended } = egressNamesFor(cluster.location);
    if (egressFirewall === 'absent' || recommended.length === 0) {
      return notApplicable(
        'NotRestricted',
        `No firewall that Backstay knows of is between cluster ${cluster.name} and these names.`,
      );
    }
    const subnets = nodeNetwork === 'absent' ? [] : nodeNetwork.subnets;
    const wanted = { names: recommended, recommended, undocumented: [] };
    return judgeAppliances(cluster, subnets, egressFirewall, wanted, {}, 'metrics');
  },
});
