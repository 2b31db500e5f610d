import type { Trace } from '../model/action.ts';
import type { PolicyDefinition, PolicyExemption, PolicySetDefinition } from '../model/policy.ts';
import type { ArmReader, ArmResult } from '../ports/arm.ts';
import { UnreadableAnswer } from './ask.ts';
import { unreadableAnswer } from './failures.ts';
import { readDefinition, readExemption, readSetDefinition } from './policy-shapes.ts';
import { quoted } from './resource-graph.ts';

type Row = Readonly<Record<string, unknown>>;
type Calls = Pick<ArmReader, 'listPolicyDefinitions' | 'listPolicySetDefinitions' | 'listPolicyExemptions'>;

/** So that a query stays of a size that Resource Graph takes. */
const MAX_IDS = 100;

/**
 * Definitions and exemptions, which may be anywhere above a cluster: Resource Graph has them all.
 */
export function policyDefinitionCalls(graph: Pick<ArmReader, 'queryResourceGraph'>): Calls {
  /** One query for every hundred ids; the first that fails is the answer. */
  async function rowsFor<T>(
    subscriptionId: string,
    ids: readonly string[],
    query: (list: string) => string,
    read: (row: Row) => T,
  ): Promise<ArmResult<readonly T[]>> {
    const rows: Row[] = [];
    for (let from = 0; ; from += MAX_IDS) {
      const list = ids
        .slice(from, from + MAX_IDS)
        .map(quoted)
        .join(', ');
      const answer = await graph.queryResourceGraph([subscriptionId], query(list));
      if (!answer.ok) return answer;
      rows.push(...answer.value);
      if (from + MAX_IDS >= ids.length) return readRows(rows, read, answer.trace);
    }
  }

  return {
    listPolicyDefinitions: (subscriptionId, ids): Promise<ArmResult<readonly PolicyDefinition[]>> =>
      rowsFor(subscriptionId, ids, definitionsQuery, readDefinition),
    listPolicySetDefinitions: (subscriptionId, ids): Promise<ArmResult<readonly PolicySetDefinition[]>> =>
      rowsFor(subscriptionId, ids, setDefinitionsQuery, readSetDefinition),
    listPolicyExemptions: (subscriptionId, assignmentIds): Promise<ArmResult<readonly PolicyExemption[]>> =>
      rowsFor(subscriptionId, assignmentIds, exemptionsQuery, readExemption),
  };
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
    "    condition = properties['policyRule']['if'],",
    "    effect = properties['policyRule']['then']['effect'],",
    "    namespaces = properties['policyRule']['then']['details']['namespaces'],",
    "    excludedNamespaces = properties['policyRule']['then']['details']['excludedNamespaces'],",
    "    labelSelector = properties['policyRule']['then']['details']['labelSelector'],",
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
