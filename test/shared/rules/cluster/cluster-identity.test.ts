import { expect, test } from 'vitest';
import { clusterIdentity } from '../../../../shared/rules/cluster/cluster-identity.ts';
import { CLUSTER, SUBSCRIPTION } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';

const of = (type: string) => ({ type, principalId: undefined, tenantId: undefined });

test.each([
  ['SystemAssigned', of('SystemAssigned'), 'satisfied', 'ManagedIdentity'],
  ['UserAssigned', of('UserAssigned'), 'satisfied', 'ManagedIdentity'],
  ['both', of('SystemAssigned,UserAssigned'), 'satisfied', 'ManagedIdentity'],
  ['other letters', of('systemassigned'), 'satisfied', 'ManagedIdentity'],
  ['none: a service principal', undefined, 'manual', 'ServicePrincipal'],
  ['a type that is not known', of('Federated'), 'unknown', 'UnknownIdentityType'],
])('%s', (_, identity, outcome, reason) => {
  expect(judge(clusterIdentity, { cluster: { ...CLUSTER, identity } })).toMatchObject({ outcome, reason });
});

test('a person gets the command', () => {
  expect(judge(clusterIdentity, { cluster: { ...CLUSTER, identity: undefined } })).toMatchObject({
    steps: [`az aks update --subscription ${SUBSCRIPTION} --resource-group apps --name shop --enable-managed-identity`],
  });
});
