import type { RecordBody } from '../../shared/model/record.ts';
import type { Verdict } from '../../shared/model/state.ts';

/** The finding that is satisfied when the protection of a cluster is proven by a recovery point. */
const RECOVERY_POINT = 'BKS-704';

/** How far the story of the cluster is. Each promise is kept once. */
export interface Story {
  hear(body: RecordBody): void;
  /** Something waits for a person: an approval, or what only a person can do. */
  readonly waiting: Promise<void>;
  /** The first backup is done; or the verdict at which the story ended before. */
  readonly ended: Promise<'protected' | Verdict>;
  /** The protection was stopped by an undo. */
  readonly stopped: Promise<void>;
  /** The latest verdict. */
  verdict(): Verdict | undefined;
  /** Ends with the next verdict that the cluster rests at. */
  rest(): Promise<void>;
}

/** Verdicts that a cluster rests at. */
const RESTS: readonly Verdict[] = ['Ready', 'NeedsPerson', 'Failed', 'Unknown', 'OptedOut', 'Gone'];

export function createStory(onApproval: (approvalId: string) => void): Story {
  const waiting = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<'protected' | Verdict>();
  const stopped = Promise.withResolvers<void>();
  const asked = new Set<string>();
  const undoing = new Set<string>();
  let resting = Promise.withResolvers<void>();
  let verdict: Verdict | undefined;

  return {
    waiting: waiting.promise,
    ended: ended.promise,
    stopped: stopped.promise,
    verdict: () => verdict,
    rest() {
      resting = Promise.withResolvers();
      return resting.promise;
    },
    hear(body) {
      switch (body.type) {
        case 'approvalWanted':
          asked.add(body.approvalId);
          onApproval(body.approvalId);
          break;
        case 'approvalAnswered':
        case 'approvalLapsed':
          asked.delete(body.approvalId);
          break;
        case 'findingsChanged':
          if (body.changes.some(({ ruleId, to }) => ruleId === RECOVERY_POINT && to === 'satisfied')) {
            ended.resolve('protected');
          }
          break;
        case 'verdictChanged':
          verdict = body.to;
          if (RESTS.includes(verdict)) resting.resolve();
          if (body.to !== 'NeedsPerson' && body.to !== 'Failed') break;
          waiting.resolve();
          // An approval is asked for before the verdict says so.
          if (asked.size === 0) ended.resolve(body.to);
          break;
        case 'actionIntended':
          if (body.action.undoes !== undefined) undoing.add(body.action.key);
          break;
        case 'actionSucceeded':
          if (undoing.has(body.actionKey)) stopped.resolve();
          break;
        default:
          break;
      }
    },
  };
}
