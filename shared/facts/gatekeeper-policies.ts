import type { ArmReader, ArmResult } from '../azure/arm.ts';
import type { Cluster } from '../model/azure.ts';
import type { Fact, Source } from '../model/fact.ts';
import type { Failure } from '../model/failure.ts';
import type {
  GatekeeperPolicies,
  PolicyAssignment,
  PolicyDefinition,
  PolicyExemption,
  PolicySetDefinition,
  UnseenDefinition,
} from '../model/policy.ts';
import { partsOf } from '../model/resource-id.ts';
import { type AssignedPolicy, effectivePolicy, isVersion } from './effective-policy.ts';
import { type Reader, sourceOf } from './reading.ts';

const SETS = '/providers/microsoft.authorization/policysetdefinitions/';
const GATEKEEPER = 'microsoft.kubernetes.data';

/** Without the add-on there is no Gatekeeper that Azure Policy could speak to: then nothing is read. */
export const readGatekeeperPolicies: Reader<'gatekeeperPolicies'> = async ({ arm, fact }) => {
  const cluster = await fact('cluster');
  if (cluster.state === 'unknown') return cluster;
  if (cluster.value.policyAddon !== true) return { ...cluster, value: 'absent' };
  return readPolicies(cluster.value, arm);
};

/** Step by step, so that each asks only for what the one before named. */
async function readPolicies(cluster: Cluster, arm: ArmReader): Promise<Fact<GatekeeperPolicies>> {
  const { subscriptionId } = partsOf(cluster.id);
  const sources: Source[] = [];
  let failure: Failure | undefined;
  /** Nothing is asked after a failure: what follows would be judged on half. */
  async function read<T>(ids: readonly string[], ask: () => Promise<ArmResult<readonly T[]>>): Promise<readonly T[]> {
    if (ids.length === 0 || failure !== undefined) return [];
    const answer = await ask();
    sources.push(sourceOf(answer.trace));
    if (answer.ok) return answer.value;
    failure = answer.failure;
    return [];
  }

  const assignments = await read([cluster.id], () => arm.listPolicyAssignments(cluster.id));
  const setIds = distinct(assignments.map(({ definitionId }) => definitionId).filter(isSet));
  const sets = await read(setIds, () => arm.listPolicySetDefinitions(subscriptionId, setIds));
  const ids = distinct([
    ...assignments.map(({ definitionId }) => definitionId).filter((id) => !isSet(id)),
    ...sets.flatMap(({ members }) => members.map(({ definitionId }) => definitionId)),
  ]);
  const definitions = await read(ids, () => arm.listPolicyDefinitions(subscriptionId, ids));
  const { assigned, unseen } = assignedPolicies(assignments, sets, definitions);
  const exemptible = distinct(assigned.map(({ assignment }) => assignment.armId));
  const exemptions: readonly PolicyExemption[] = await read(exemptible, () =>
    arm.listPolicyExemptions(subscriptionId, exemptible),
  );

  if (failure !== undefined) return { state: 'unknown', failure, sources };
  const at = sources.at(-1)?.at ?? '';
  const policies = assigned.map((each) => effectivePolicy(each, exemptions, cluster, at));
  return { state: 'known', value: { assignments: assignments.length, policies, unseen }, sources };
}

/** Those of Gatekeeper, and those of which nobody can tell: what was not seen may be one. */
function assignedPolicies(
  assignments: readonly PolicyAssignment[],
  sets: readonly PolicySetDefinition[],
  definitions: readonly PolicyDefinition[],
) {
  const assigned: AssignedPolicy[] = [];
  const unseen: UnseenDefinition[] = [];
  const setById = new Map(sets.map((set) => [set.id, set]));
  const definitionById = new Map(definitions.map((definition) => [definition.id, definition]));

  for (const assignment of assignments) {
    const { definitionId, definitionVersion } = assignment;
    // What is not enforced denies nothing, whatever it is.
    const denies = assignment.enforcementMode.toLowerCase() !== 'donotenforce';
    const missing = (id: string) => {
      if (denies) unseen.push({ assignmentId: assignment.armId, definitionId: id });
    };
    const add = (id: string, within?: Pick<AssignedPolicy, 'within'>) => {
      const definition = definitionById.get(id);
      if (definition?.mode === undefined) missing(id);
      else if (definition.mode.toLowerCase() === GATEKEEPER) assigned.push({ assignment, definition, ...within });
    };
    const set = setById.get(definitionId);
    if (!isSet(definitionId)) add(definitionId);
    // Another version may have other members.
    else if (set === undefined || !isVersion(set.version, definitionVersion)) missing(definitionId);
    else for (const member of set.members) add(member.definitionId, { within: { set, member } });
  }
  return { assigned, unseen };
}

function isSet(definitionId: string): boolean {
  return definitionId.includes(SETS);
}

function distinct(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)];
}
