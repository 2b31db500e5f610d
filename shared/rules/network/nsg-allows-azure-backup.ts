import { defineRule } from '../define-rule.ts';
import { judgeServiceTag, ruleByHand } from './judge-service-tag.ts';

export const nsgAllowsAzureBackup = defineRule({
  id: 'BKS-602',
  slug: 'nsg-allows-azure-backup',
  title: 'The network security groups of the nodes let AzureBackup in',
  failureTitle: 'A network security group of the nodes keeps AzureBackup out',
  why: 'Where security groups filter the network of the nodes, Azure Backup asks for its service tags to be let in.',
  severity: 'required',
  confirmable: ['InboundPartlyAllowed', 'NodeResourceGroupNotReturned'],
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept#aks-cluster',
  serviceErrors: [],
  fix: 'securityRule',
  byHand: [ruleByHand('AzureBackup')],
  needs: ['cluster', 'nodeNetwork'],

  evaluate: ({ cluster, nodeNetwork }) => judgeServiceTag('AzureBackup', cluster, nodeNetwork),
});
