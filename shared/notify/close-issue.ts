import type { Log } from '../lib/log.ts';
import { uuid5 } from '../lib/uuid5.ts';
import type { TargetState } from '../model/state.ts';
import { targetKey } from '../model/target.ts';
import { targetIdOf } from '../model/target-id.ts';
import { issueOfOver } from './issue.ts';
import type { Outbox } from './outbox.ts';

/**
 * Closes the issue of a cluster that Backstay no longer assesses. An outbox that cannot be written
 * holds up no step.
 */
export async function closeIssue(
  before: TargetState,
  after: TargetState,
  { outbox, log }: { readonly outbox: Outbox; readonly log: Pick<Log, 'error'> },
): Promise<void> {
  const issue = before.verdict === after.verdict ? undefined : issueOfOver(after);
  if (issue === undefined || !outbox.has('issue')) return;
  const { target, verdict, verdictSince } = after;
  const id = `issue-${uuid5(JSON.stringify([target, verdict, verdictSince]))}`;
  try {
    await outbox.put('issue', [{ id, payload: issue, replaces: targetIdOf(target), about: [{ target, verdict }] }]);
  } catch (error) {
    log.error('Issue not stored', {
      target: targetKey(target),
      why: error instanceof Error ? error.name : 'unknown',
    });
  }
}
