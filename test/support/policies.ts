import type {
  GatekeeperPolicies,
  GatekeeperPolicy,
  PolicyAssignment,
  PolicyDefinition,
} from '../../shared/model/policy.ts';
import { SUBSCRIPTION } from './facts.ts';

/**
 * A policy of Gatekeeper that is assigned to the subscription of the cluster, as ARM and Resource
 * Graph return it.
 */
export const ASSIGNMENT: PolicyAssignment = {
  armId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/policyAssignments/Pods`,
  name: 'Pods',
  displayName: 'No privileged pods',
  scope: `/subscriptions/${SUBSCRIPTION}`,
  definitionId: '/providers/microsoft.authorization/policydefinitions/no-privilege',
  definitionVersion: '7.*.*',
  enforcementMode: 'Default',
  parameters: {},
  overrides: [],
  resourceSelectors: [],
  notScopes: [],
};

export const DEFINITION: PolicyDefinition = {
  id: ASSIGNMENT.definitionId,
  displayName: 'Kubernetes cluster should not allow privileged containers',
  version: '7.2.0',
  mode: 'Microsoft.Kubernetes.Data',
  defaults: {
    effect: 'Deny',
    excludedNamespaces: ['kube-system', 'gatekeeper-system'],
    namespaces: [],
    labelSelector: {},
  },
  effect: "[parameters('effect')]",
  namespaces: "[parameters('namespaces')]",
  excludedNamespaces: "[parameters('excludedNamespaces')]",
  labelSelector: "[parameters('labelSelector')]",
  condition: { field: 'type', in: ['Microsoft.ContainerService/managedClusters'] },
};

/** The same as one that denies in all namespaces but two. */
export const DENYING: GatekeeperPolicy = {
  assignmentId: ASSIGNMENT.armId,
  assignmentName: 'No privileged pods',
  assignmentParameters: {},
  assignmentScope: ASSIGNMENT.scope,
  policy: DEFINITION.displayName,
  referenceId: undefined,
  effect: 'Deny',
  enforced: true,
  inScope: true,
  exempted: false,
  allLabels: true,
  namespaces: [],
  excludedNamespaces: ['kube-system', 'gatekeeper-system'],
  excludedNamespacesParameter: 'excludedNamespaces',
};

export function policies(...some: readonly GatekeeperPolicy[]): GatekeeperPolicies {
  return { assignments: some.length + 1, policies: some, unseen: [] };
}
