import { partsOf } from '../../model/resource-id.ts';
import { az } from '../../steps/az.ts';
import { exempt, showAssignment } from '../../steps/policy-assignment.ts';
import { decision } from '../../steps/step.ts';
import { defineRule, manual, satisfied } from '../define-rule.ts';
import { policiesThat } from './arm-policies.ts';
import { createdThings } from './created-things.ts';

export const policiesAllowBackups = defineRule({
  id: 'BKS-116',
  slug: 'policies-allow-backups',
  title: 'No policy refuses what backups create in Azure',
  failureTitle: 'A policy refuses what backups create in Azure',
  why: 'A policy with effect deny over allowed locations, tags or types refuses snapshots, their group or the extension.',
  severity: 'required',
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-backup-troubleshoot',
  serviceErrors: ['UserErrorPVSnapshotDisallowedByPolicy', 'RequestDisallowedByPolicy'],
  fix: 'person',
  byHand: [
    az('policy exemption create', {
      subscription: undefined,
      name: 'aks-backup',
      scope: 'SNAPSHOT-GROUP-ID',
      policyAssignment: 'ASSIGNMENT-ID',
      exemptionCategory: 'Waiver',
    }),
  ],
  needs: ['cluster', 'snapshotGroup', 'backupExtensions', 'armPolicies'],

  evaluate(facts, profile) {
    const { armPolicies: read } = facts;
    const refusing = policiesThat('refuses', read, createdThings(facts, profile));
    const [first] = refusing;
    const evidence = { assignments: read.assignments, refusing: refusing.map(({ policy }) => policy.assignmentId) };
    if (first === undefined) {
      return satisfied(
        'NoDenyingPolicy',
        `No policy of ${read.assignments} assignments refuses what backups create.`,
        evidence,
      );
    }
    const { policy, thing } = first;
    return manual(
      'DenyingPolicy',
      `Policy assignment ${policy.assignmentName} refuses ${thing.words} in ${thing.scope} ("${policy.policy}").`,
      [
        showAssignment(policy.assignmentId, partsOf(facts.cluster.id).subscriptionId),
        decision('Change what the policy allows, or exempt the place from it:', 'ownerChooses'),
        exempt(policy, thing.scope),
      ],
      { ...evidence, assignment: policy.assignmentId, refuses: thing.creation },
    );
  },
});
