import type { Cluster } from '../model/azure.ts';
import type { Fact } from '../model/fact.ts';
import type { GatekeeperPolicies } from '../model/policy.ts';
import { partsOf } from '../model/resource-id.ts';
import type { ArmReader } from '../ports/arm.ts';
import { readAssigned } from './assigned-policies.ts';
import { effectivePolicy } from './effective-policy.ts';
import type { Reader } from './reading.ts';

const GATEKEEPER = 'microsoft.kubernetes.data';

/**
 * Without the add-on there is no Gatekeeper that Azure Policy could speak to: then nothing is read.
 */
export const readGatekeeperPolicies: Reader<'gatekeeperPolicies'> = async ({ arm, fact }) => {
  const cluster = await fact('cluster');
  if (cluster.state === 'unknown') return cluster;
  if (cluster.value.policyAddon !== true) return { ...cluster, value: 'absent' };
  return readPolicies(cluster.value, arm);
};

async function readPolicies(cluster: Cluster, arm: ArmReader): Promise<Fact<GatekeeperPolicies>> {
  const { subscriptionId } = partsOf(cluster.id);
  const read = await readAssigned(
    arm,
    subscriptionId,
    () => arm.listPolicyAssignments(cluster.id),
    ({ mode }) => mode?.toLowerCase() === GATEKEEPER,
  );
  const { sources } = read;
  if (!read.ok) return { state: 'unknown', failure: read.failure, sources };
  const { assignments, policies, unseen, exemptions } = read.value;
  const at = sources.at(-1)?.at ?? '';
  const effective = policies.map((each) => effectivePolicy(each, exemptions, cluster, at));
  return { state: 'known', value: { assignments: assignments.length, policies: effective, unseen }, sources };
}
