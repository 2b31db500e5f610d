import type { RuleId } from '../model/rule-id.ts';

/** Ids that other rules name as what they wait for. */
export const KUBERNETES_CONFIGURATION_REGISTERED: RuleId = 'BKS-101';
export const SNAPSHOT_GROUP: RuleId = 'BKS-111';
export const OWN_RIGHTS: RuleId = 'BKS-114';
export const STAGING_GROUP: RuleId = 'BKS-118';
export const ROLE_ASSIGNMENTS_LEFT: RuleId = 'BKS-119';
export const CLUSTER_RUNNING: RuleId = 'BKS-201';
export const CLUSTER_IDENTITY: RuleId = 'BKS-203';
export const STORAGE_DRIVERS: RuleId = 'BKS-206';
export const VOLUMES_COVERED: RuleId = 'BKS-210';
export const NOT_PROTECTED_ELSEWHERE: RuleId = 'BKS-214';
export const EXTENSION_INSTALLED: RuleId = 'BKS-301';
export const VAULT_IDENTITY: RuleId = 'BKS-401';
export const STORAGE_ACCOUNT: RuleId = 'BKS-501';
export const BLOB_CONTAINER: RuleId = 'BKS-504';
export const STORAGE_REACHABLE_FROM_NODES: RuleId = 'BKS-507';
export const STAGING_ACCOUNT: RuleId = 'BKS-509';
export const NSG_ALLOWS_OUTBOUND: RuleId = 'BKS-604';
export const BACKUP_POLICY: RuleId = 'BKS-701';
export const CONFIRMED: RuleId = 'BKS-702';
export const PROTECTED: RuleId = 'BKS-703';
export const RECOVERY_POINT: RuleId = 'BKS-704';
export const RESTORE_VALIDATED: RuleId = 'BKS-706';
