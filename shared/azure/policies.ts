import type { Trace } from '../model/action.ts';
import type { PolicyDefinition, PolicyExemption, PolicySetDefinition } from '../model/policy.ts';
import { type ClusterId, parseResourceId, partsOf } from '../model/resource-id.ts';
import { API_VERSIONS } from './api-versions.ts';
import type { Arm, ArmReader, ArmResult } from './arm.ts';
import { UnreadableAnswer } from './ask.ts';
import type { Connection } from './connection.ts';
import { parseJson } from './error-body.ts';
import { messageForPeople, unreadableAnswer } from './failures.ts';
import { beginWrite } from './long-writes.ts';
import { writableAssignment } from './policy-assignment-body.ts';
import { readAssignment, readDefinition, readExemption, readSetDefinition } from './policy-shapes.ts';
import { quoted } from './resource-graph.ts';
import { restList } from './rest-list.ts';
import { isRecord } from './shapes.ts';

type Row = Readonly<Record<string, unknown>>;
type Calls = Pick<
  Arm,
  | 'listPolicyAssignments'
  | 'listPolicyDefinitions'
  | 'listPolicySetDefinitions'
  | 'listPolicyExemptions'
  | 'getPolicyAssignment'
  | 'putPolicyAssignment'
>;

const ASSIGNMENTS = '/providers/Microsoft.Authorization/policyAssignments';
/** So that a query stays of a size that Resource Graph takes. */
const MOST_IDS = 100;

/** Assignments from ARM; definitions and exemptions, which may stand anywhere above, from Resource Graph. */
export function policyCalls(connection: Connection, graph: Pick<ArmReader, 'queryResourceGraph'>): Calls {
  const { ask, rest } = connection;
  const version = { 'api-version': API_VERSIONS.policyAssignments };

  /** One query for every hundred ids; the first that fails is the answer. */
  async function rowsFor<T>(
    subscriptionId: string,
    ids: readonly string[],
    query: (list: string) => string,
    read: (row: Row) => T,
  ): Promise<ArmResult<readonly T[]>> {
    const rows: Row[] = [];
    for (let from = 0; ; from += MOST_IDS) {
      const list = ids
        .slice(from, from + MOST_IDS)
        .map(quoted)
        .join(', ');
      const answer = await graph.queryResourceGraph([subscriptionId], query(list));
      if (!answer.ok) return answer;
      rows.push(...answer.value);
      if (from + MOST_IDS >= ids.length) return readRows(rows, read, answer.trace);
    }
  }

  return {
    async listPolicyAssignments(clusterId) {
      const { subscriptionId, resourceGroup } = partsOf(clusterId);
      const client = await rest();
      // The group's list has what stands above it and what is assigned to resources in it. The list of a resource is specified
      // only for resources that are parts of others.
      return ask(
        () =>
          restList(client, `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}${ASSIGNMENTS}`, version),
        (items) => items.map(readAssignment).filter(({ scope }) => isAtOrAbove(scope, clusterId)),
      );
    },
    listPolicyDefinitions: (subscriptionId, ids): Promise<ArmResult<readonly PolicyDefinition[]>> =>
      rowsFor(subscriptionId, ids, definitionsQuery, readDefinition),
    listPolicySetDefinitions: (subscriptionId, ids): Promise<ArmResult<readonly PolicySetDefinition[]>> =>
      rowsFor(subscriptionId, ids, setDefinitionsQuery, readSetDefinition),
    listPolicyExemptions: (subscriptionId, assignmentIds): Promise<ArmResult<readonly PolicyExemption[]>> =>
      rowsFor(subscriptionId, assignmentIds, exemptionsQuery, readExemption),

    async getPolicyAssignment(assignmentId) {
      const path = assignmentPath(assignmentId);
      if (path === undefined) return notAnAssignment(assignmentId);
      const client = await rest();
      return ask(
        async () => client.pathUnchecked(path).get({ queryParameters: version }),
        (_, raw) => {
          const body = parseJson(raw.bodyAsText ?? '');
          if (!isRecord(body)) throw new UnreadableAnswer('a policy assignment that is no object');
          return { assignment: readAssignment(body), body: writableAssignment(body) };
        },
      );
    },
    async putPolicyAssignment(assignmentId, body) {
      const path = assignmentPath(assignmentId);
      if (path === undefined) return notAnAssignment(assignmentId);
      return beginWrite(connection, { method: 'put', path, apiVersion: API_VERSIONS.policyAssignments, body });
    },
  };

  function notAnAssignment(assignmentId: string): ArmResult<never> {
    const message = `${messageForPeople(assignmentId)} is no policy assignment at a subscription or below.`;
    const trace = { call: 'not sent', at: connection.clock.now().toISOString() };
    return { ok: false, failure: { class: 'permanent', code: 'NotAnAssignment', message }, trace };
  }
}

function readRows<T>(rows: readonly Row[], read: (row: Row) => T, trace: Trace): ArmResult<readonly T[]> {
  try {
    return { ok: true, value: rows.map(read), trace };
  } catch (error) {
    if (!(error instanceof UnreadableAnswer)) throw error;
    return { ok: false, failure: unreadableAnswer(200, error), trace };
  }
}

function definitionsQuery(ids: string): string {
  return [
    'policyresources',
    "| where type =~ 'microsoft.authorization/policydefinitions'",
    `| where id in~ (${ids})`,
    "| project id, name, displayName = properties['displayName'], version = properties['version'],",
    "    metadata = properties['metadata'], mode = properties['mode'], parameters = properties['parameters'],",
    "    effect = properties['policyRule']['then']['effect'],",
    "    namespaces = properties['policyRule']['then']['details']['namespaces'],",
    "    excludedNamespaces = properties['policyRule']['then']['details']['excludedNamespaces'],",
    "    olderExcludedNamespaces = properties['policyRule']['then']['details']['values']['excludedNamespaces']",
    '| order by id asc',
  ].join('\n');
}

function setDefinitionsQuery(ids: string): string {
  return [
    'policyresources',
    "| where type =~ 'microsoft.authorization/policysetdefinitions'",
    `| where id in~ (${ids})`,
    "| project id, name, displayName = properties['displayName'], version = properties['version'],",
    "    metadata = properties['metadata'], parameters = properties['parameters'],",
    "    policyDefinitions = properties['policyDefinitions']",
    '| order by id asc',
  ].join('\n');
}

function exemptionsQuery(assignmentIds: string): string {
  return [
    'policyresources',
    "| where type =~ 'microsoft.authorization/policyexemptions'",
    `| where tostring(properties['policyAssignmentId']) in~ (${assignmentIds})`,
    '| project id, name, properties',
    '| order by id asc',
  ].join('\n');
}

/** The list holds no management groups but those above. */
function isAtOrAbove(scope: string, clusterId: ClusterId): boolean {
  return !scope.startsWith('/subscriptions/') || clusterId === scope || clusterId.startsWith(`${scope}/`);
}

/** `undefined` for all but assignments at a subscription or below: whatever an id says, no other address is written to. */
function assignmentPath(assignmentId: string): string | undefined {
  const at = assignmentId.toLowerCase().lastIndexOf(`${ASSIGNMENTS.toLowerCase()}/`);
  const scope = at < 0 ? undefined : parseResourceId(assignmentId.slice(0, at));
  const name = assignmentId.slice(at + ASSIGNMENTS.length + 1);
  // ARM takes neither of / and \ in a name, and dots alone would climb.
  const proper = name !== '' && !/[/\\]|^\.+$/.test(name);
  return scope !== undefined && proper ? `${scope}${ASSIGNMENTS}/${encodeURIComponent(name)}` : undefined;
}
