import { answered, onRecord } from '../approvals/wanted-approvals.ts';
import type { Approval } from '../model/approval.ts';
import type { Caller } from '../model/caller.ts';
import type { Answered } from '../model/command.ts';
import type { Target } from '../model/target.ts';
import type { Ports } from '../reconcile/ports.ts';

/** The answer of a person or a pipeline to one request. */
export interface Answer {
  readonly target: Target;
  readonly approvalId: string;
  readonly given: 'approved' | 'declined';
  readonly caller: Caller;
}

type AnswerPorts = Pick<Ports, 'targets' | 'trail' | 'queue' | 'clock'>;

/**
 * Takes the answer to one question, once. Of two who answer at the same time the state row lets one
 * through; who it was goes on record, and only then does the answer count. It may come while a step
 * is at work on the target: the step's release keeps it.
 */
export async function answerApproval(answer: Answer, ports: AnswerPorts): Promise<Answered> {
  const { target, approvalId, given, caller } = answer;
  const now = ports.clock.now();
  const at = now.toISOString();
  const found = (await ports.targets.get(target))?.state.approvals?.find(({ id }) => id === approvalId);
  if (found === undefined) return { kind: 'unknown' };

  let refused: Answered | undefined;
  const noted: Approval = { ...found, answer: { given, at, by: caller, unrecorded: true } };
  await ports.targets.changeApprovals(target, now, (approvals) => {
    const current = approvals.find(({ id }) => id === approvalId);
    refused = whyNot(current, found, at);
    return refused === undefined ? approvals.map((each) => (each === current ? noted : each)) : undefined;
  });
  if (refused !== undefined) return refused;

  await ports.trail.append(target, [answered(noted, { given, at, by: caller })]);
  const approval = onRecord(noted);
  let lapsed = false;
  await ports.targets.changeApprovals(target, now, (approvals) => {
    lapsed = !approvals.some((each) => isSame(each, noted));
    return lapsed ? undefined : approvals.map((each) => (isSame(each, noted) ? approval : each));
  });
  await ports.queue.send(target, 0);
  return lapsed ? LAPSED : { kind: 'answered', approval };
}

const LAPSED: Answered = {
  kind: 'tooLate',
  because: 'Lapsed',
  why: 'The facts have changed meanwhile: the request has lapsed.',
};

function whyNot(now: Approval | undefined, found: Approval, at: string): Answered | undefined {
  if (now === undefined || now.askedAt !== found.askedAt) return LAPSED;
  if (now.answer !== undefined) {
    const why = `It was ${now.answer.given} at ${now.answer.at} already.`;
    return { kind: 'tooLate', because: 'AlreadyAnswered', why };
  }
  if (now.expiresAt > at) return undefined;
  return { kind: 'tooLate', because: 'Expired', why: `It could be answered until ${now.expiresAt}.` };
}

function isSame(one: Approval, other: Approval): boolean {
  return one.id === other.id && one.askedAt === other.askedAt;
}
