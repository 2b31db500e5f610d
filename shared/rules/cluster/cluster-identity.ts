import { az, named } from '../../steps/az.ts';
import { cannotTell, defineRule, manual, satisfied } from '../define-rule.ts';
import { NEVER_ACCEPTED } from '../never-accepted.ts';
import { CLUSTER_IDENTITY } from '../rule-ids.ts';

export const clusterIdentity = defineRule({
  id: CLUSTER_IDENTITY,
  slug: 'cluster-identity',
  title: 'The cluster runs under a managed identity',
  failureTitle: 'The cluster runs under a service principal',
  why: 'Azure Backup grants its roles to the managed identity of the control plane; service principals are not supported.',
  severity: 'required',
  neverAccepted: NEVER_ACCEPTED.identity,
  docs: 'https://learn.microsoft.com/azure/aks/use-managed-identity#update-an-existing-aks-cluster-to-use-a-system-assigned-managed-identity',
  serviceErrors: ['UserErrorMissingClusterMSIPermissionsOnSnapshotResourceGroup'],
  fix: 'person',
  byHand: [
    az('aks update', {
      subscription: 'SUBSCRIPTION',
      resourceGroup: 'GROUP',
      name: 'CLUSTER',
      enableManagedIdentity: true,
    }),
  ],
  needs: ['cluster'],

  evaluate({ cluster: { name, id, identity } }) {
    if (identity === undefined) {
      return manual('ServicePrincipal', `Cluster ${name} has no managed identity.`, [
        az('aks update', { ...named(id), enableManagedIdentity: true }),
      ]);
    }
    const evidence = { identityType: identity.type, principalId: identity.principalId ?? null };
    const managed = ['systemassigned', 'userassigned'].some((word) => identity.type.toLowerCase().includes(word));
    return managed
      ? satisfied('ManagedIdentity', `Cluster ${name} runs under a ${identity.type} identity.`, evidence)
      : cannotTell(
          'UnknownIdentityType',
          `Cluster ${name} has an identity of the unknown type ${identity.type}.`,
          [az('aks show', { ...named(id), query: 'identity' })],
          evidence,
        );
  },
});
