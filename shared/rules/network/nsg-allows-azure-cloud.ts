import { defineRule } from '../define-rule.ts';
import { judgeServiceTag, ruleByHand } from './judge-service-tag.ts';

export const nsgAllowsAzureCloud = defineRule({
  id: 'BKS-603',
  slug: 'nsg-allows-azure-cloud',
  title: 'The network security groups of the nodes let AzureCloud in',
  failureTitle: 'A network security group of the nodes keeps AzureCloud out',
  why: 'Where security groups filter the network of the nodes, Azure Backup asks for its service tags to be let in.',
  severity: 'required',
  confirmable: ['InboundPartlyAllowed', 'NodeResourceGroupNotReturned'],
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept#aks-cluster',
  serviceErrors: [],
  fix: 'securityRule',
  byHand: [ruleByHand('AzureCloud')],
  needs: ['cluster', 'nodeNetwork'],

  evaluate: ({ cluster, nodeNetwork }) => judgeServiceTag('AzureCloud', cluster, nodeNetwork),
});
