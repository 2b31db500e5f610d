import type { RuleId } from '../model/rule-id.ts';

/** Ids that other rules name as what they wait for. */
export const KUBERNETES_CONFIGURATION_REGISTERED: RuleId = 'BKS-101';
export const CLUSTER_RUNNING: RuleId = 'BKS-201';
export const EXTENSION_INSTALLED: RuleId = 'BKS-301';
export const VAULT_IDENTITY: RuleId = 'BKS-401';
