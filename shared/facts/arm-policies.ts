import type { Cluster } from '../model/azure.ts';
import type { ArmPolicy, Creation } from '../model/policy.ts';
import type { Profile } from '../model/profile.ts';
import { nodeGroupOf, partsOf } from '../model/resource-id.ts';
import { type Assigned, readAssigned } from './assigned-policies.ts';
import { type AssignedPolicy, howAssigned, isAtOrBelow } from './effective-policy.ts';
import { meets, type PlannedResource } from './policy-condition.ts';
import type { Reader } from './reading.ts';

/**
 * One list holds what is assigned at the subscription, above it and at its groups, where all of
 * this is created.
 */
export const readArmPolicies: Reader<'armPolicies'> = async ({ arm, profile, fact }) => {
  const cluster = await fact('cluster');
  if (cluster.state === 'unknown') return cluster;
  const { subscriptionId } = partsOf(cluster.value.id);
  const list = () => arm.listPolicyAssignmentsIn(subscriptionId);
  const read = await readAssigned(arm, subscriptionId, list, ({ mode }) => /^(all|indexed)$/i.test(mode ?? ''));
  const { sources } = read;
  if (!read.ok) return { state: 'unknown', failure: read.failure, sources };
  const at = sources.at(-1)?.at ?? '';
  const { assignments, policies, unseen } = read.value;
  const value = policies.flatMap((policy) =>
    creationsOf(cluster.value, profile).flatMap((creation) => judged(policy, creation, read.value, at)),
  );
  return { state: 'known', value: { assignments: assignments.length, policies: value, unseen }, sources };
};

/** Something that is created where a policy may refuse it. */
interface Planned extends PlannedResource {
  readonly creation: Creation;
  /** As policies compare it with their scopes: lower case. */
  readonly id: string;
}

function creationsOf({ id, location, nodeResourceGroup }: Cluster, { snapshotGroupId }: Profile): readonly Planned[] {
  const nodeGroup = nodeGroupOf(id, nodeResourceGroup);
  return [
    { creation: 'snapshots', type: 'Microsoft.Compute/snapshots', location, id: `${snapshotGroupId}/` },
    {
      creation: 'snapshotGroup',
      type: 'Microsoft.Resources/subscriptions/resourceGroups',
      location,
      id: snapshotGroupId,
    },
    { creation: 'extension', type: 'Microsoft.KubernetesConfiguration/extensions', location: undefined, id: `${id}/` },
    ...(nodeGroup === undefined
      ? []
      : [
          {
            creation: 'extensionIdentity',
            type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
            location,
            id: `${nodeGroup}/`,
          } as const,
        ]),
  ];
}

/**
 * Types without tags and location, which policies of mode `Indexed` pass over.
 * https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-basics#resource-manager-modes
 */
const NOT_INDEXED: readonly Creation[] = ['snapshotGroup', 'extension'];

function judged(
  policy: AssignedPolicy,
  planned: Planned,
  { exemptions }: Pick<Assigned, 'exemptions'>,
  at: string,
): readonly ArmPolicy[] {
  const { assignment, definition, within } = policy;
  const { creation } = planned;
  const isAbove = !assignment.scope.startsWith('/subscriptions/') || isAtOrBelow(planned.id, assignment.scope);
  const isPassedOver = definition.mode?.toLowerCase() === 'indexed' && NOT_INDEXED.includes(creation);
  if (!isAbove || isPassedOver) return [];
  const { scope, ...how } = howAssigned(policy, exemptions, planned, at);
  const meetsIt = meets(definition.condition, planned, scope);
  return meetsIt === false
    ? []
    : [
        {
          assignmentId: assignment.armId,
          assignmentName: assignment.displayName ?? assignment.name,
          policy: definition.displayName,
          referenceId: within?.member.referenceId,
          creation,
          ...how,
          meets: meetsIt,
        },
      ];
}
