import type { ActionOutcome } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import type { RecordBody } from '../model/record.ts';
import { boundEvidence } from '../rules/bound-finding.ts';

/** The audit log entry of an outcome. */
export function recordOf({ action, result }: ActionOutcome): RecordBody {
  const { key: actionKey } = action;
  const trace = result.trace === undefined ? {} : { trace: result.trace };
  switch (result.status) {
    case 'applied': {
      const before = result.before ?? action.before;
      return {
        type: 'actionSucceeded',
        actionKey,
        how: 'applied',
        ...(before !== undefined && { before: boundEvidence(before) }),
        after: boundEvidence(result.after),
        ...trace,
      };
    }
    case 'alreadyDone':
      return { type: 'actionSucceeded', actionKey, how: 'alreadyDone', after: boundEvidence(result.after), ...trace };
    case 'running':
      return {
        type: 'actionAccepted',
        actionKey,
        trace: result.trace,
        ...(result.operationUrl !== undefined && { operationUrl: result.operationUrl }),
        ...(result.retryAfterSeconds !== undefined && { retryAfterSeconds: result.retryAfterSeconds }),
        ...(result.before !== undefined && { before: boundEvidence(result.before) }),
      };
    case 'failed':
      return { type: 'actionFailed', actionKey, failure: told(result.failure), ...trace };
    case 'unanswered':
      return { type: 'actionUnanswered', actionKey, failure: told(result.failure), trace: result.trace };
  }
}

function told({ class: its, code, message }: Failure): Pick<Failure, 'class' | 'code' | 'message'> {
  return { class: its, code, message };
}
