import type { Subscription } from '../model/azure.ts';
import type { ArmReader } from '../ports/arm.ts';
import { isRecord, records, text } from './shapes.ts';

/**
 * https://learn.microsoft.com/azure/governance/management-groups/resource-graph-samples
 */
const QUERY = `resourcecontainers
| where type =~ 'microsoft.resources/subscriptions'
| project subscriptionId, name, properties`;

/** They keep their clusters, and nothing can be written there. */
const CLOSED = ['disabled', 'deleted'];

export function listedSubscriptionCalls(
  graph: Pick<ArmReader, 'queryResourceGraph'>,
): Pick<ArmReader, 'listSubscriptions'> {
  return {
    async listSubscriptions() {
      const answer = await graph.queryResourceGraph('all', QUERY);
      return answer.ok ? { ...answer, value: answer.value.flatMap((row) => readSubscription(row) ?? []) } : answer;
    },
  };
}

function readSubscription(row: Readonly<Record<string, unknown>>): Subscription | undefined {
  const id = text(row.subscriptionId)?.toLowerCase();
  const properties = isRecord(row.properties) ? row.properties : {};
  if (id === undefined || CLOSED.includes(text(properties.state)?.toLowerCase() ?? '')) return undefined;
  const groups = records(properties.managementGroupAncestorsChain).flatMap(({ name }) => text(name) ?? []);
  // It goes to terminals and pages.
  const name = (text(row.name) ?? '').replace(/\p{C}/gu, '');
  return { id, name, managementGroups: groups.map((group) => group.toLowerCase()) };
}
