import type { Source } from '../model/fact.ts';
import type { Failure } from '../model/failure.ts';
import type {
  PolicyAssignment,
  PolicyDefinition,
  PolicyExemption,
  PolicySetDefinition,
  UnseenDefinition,
} from '../model/policy.ts';
import type { ArmReader, ArmResult } from '../ports/arm.ts';
import { type AssignedPolicy, isVersion } from './effective-policy.ts';
import { sourceOf } from './reading.ts';

const SETS = '/providers/microsoft.authorization/policysetdefinitions/';

export interface Assigned {
  readonly assignments: readonly PolicyAssignment[];
  readonly policies: readonly AssignedPolicy[];
  /** An unseen policy may be one of the requested ones. */
  readonly unseen: readonly UnseenDefinition[];
  readonly exemptions: readonly PolicyExemption[];
}

export type AssignedRead =
  | { readonly ok: true; readonly value: Assigned; readonly sources: readonly Source[] }
  | { readonly ok: false; readonly failure: Failure; readonly sources: readonly Source[] };

/**
 * Step by step, so that each asks only for what the one before named; nothing is asked after a
 * failure.
 */
export async function readAssigned(
  arm: ArmReader,
  subscriptionId: string,
  list: () => Promise<ArmResult<readonly PolicyAssignment[]>>,
  isWanted: (definition: PolicyDefinition) => boolean,
): Promise<AssignedRead> {
  const sources: Source[] = [];
  let failure: Failure | undefined;
  async function read<T>(ids: readonly string[], ask: () => Promise<ArmResult<readonly T[]>>): Promise<readonly T[]> {
    if (ids.length === 0 || failure !== undefined) return [];
    const answer = await ask();
    sources.push(sourceOf(answer.trace));
    if (answer.ok) return answer.value;
    failure = answer.failure;
    return [];
  }

  const assignments = await read([subscriptionId], list);
  const setIds = distinct(assignments.map(({ definitionId }) => definitionId).filter(isSet));
  const sets = await read(setIds, () => arm.listPolicySetDefinitions(subscriptionId, setIds));
  const ids = distinct([
    ...assignments.map(({ definitionId }) => definitionId).filter((id) => !isSet(id)),
    ...sets.flatMap(({ members }) => members.map(({ definitionId }) => definitionId)),
  ]);
  const definitions = await read(ids, () => arm.listPolicyDefinitions(subscriptionId, ids));
  const { policies, unseen } = assignedPolicies(assignments, sets, definitions, isWanted);
  const exemptible = distinct(policies.map(({ assignment }) => assignment.armId));
  const exemptions = await read(exemptible, () => arm.listPolicyExemptions(subscriptionId, exemptible));

  return failure === undefined
    ? { ok: true, value: { assignments, policies, unseen, exemptions }, sources }
    : { ok: false, failure, sources };
}

function assignedPolicies(
  assignments: readonly PolicyAssignment[],
  sets: readonly PolicySetDefinition[],
  definitions: readonly PolicyDefinition[],
  isWanted: (definition: PolicyDefinition) => boolean,
) {
  const policies: AssignedPolicy[] = [];
  const unseen: UnseenDefinition[] = [];
  const setById = new Map(sets.map((set) => [set.id, set]));
  const definitionById = new Map(definitions.map((definition) => [definition.id, definition]));

  for (const assignment of assignments) {
    const { definitionId, definitionVersion } = assignment;
    // A policy that is not enforced denies nothing.
    const denies = assignment.enforcementMode.toLowerCase() !== 'donotenforce';
    const missing = (id: string) => {
      if (denies) unseen.push({ assignmentId: assignment.armId, definitionId: id });
    };
    const add = (id: string, within?: Pick<AssignedPolicy, 'within'>) => {
      const definition = definitionById.get(id);
      if (definition?.mode === undefined) missing(id);
      else if (isWanted(definition)) policies.push({ assignment, definition, ...within });
    };
    const set = setById.get(definitionId);
    if (!isSet(definitionId)) add(definitionId);
    // Another version may have other members.
    else if (set === undefined || !isVersion(set.version, definitionVersion)) missing(definitionId);
    else for (const member of set.members) add(member.definitionId, { within: { set, member } });
  }
  return { policies, unseen };
}

function isSet(definitionId: string): boolean {
  return definitionId.includes(SETS);
}

function distinct(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)];
}
