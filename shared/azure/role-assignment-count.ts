import type { ArmReader, ArmResult, Observed } from '../ports/arm.ts';
import { unreadableAnswer } from './failures.ts';

/** Those of management groups are inherited, and do not count for the subscription. */
const QUERY = `authorizationresources
| where type =~ 'microsoft.authorization/roleassignments'
| where id startswith '/subscriptions/'
| summarize assignments = count()`;

/** By one query: a list from Resource Manager has thousands of entries. */
export function roleAssignmentCountCalls(
  graph: Pick<ArmReader, 'queryResourceGraph'>,
): Pick<ArmReader, 'countRoleAssignments'> {
  return {
    async countRoleAssignments(subscriptionId) {
      const answer = await graph.queryResourceGraph([subscriptionId], QUERY);
      return answer.ok ? readCount(answer) : answer;
    },
  };
}

function readCount({
  value: [row],
  ...answer
}: Observed<readonly Readonly<Record<string, unknown>>[]>): ArmResult<number> {
  const count = row?.assignments;
  if (typeof count === 'number') return { ...answer, value: count };
  return { ok: false, failure: unreadableAnswer(200, new Error('a count without a number')), trace: answer.trace };
}
