import { createMiddleware } from 'hono/factory';
import type { Platform } from '../platform.ts';
import type { ArmContext, ArmEnv } from '../server/arm-env.ts';
import type { ArmError } from '../server/errors.ts';
import { pathOf } from '../server/requested-operation.ts';
import { listAsOf } from '../state/history.ts';
import { breakAnswer } from './broken-answer-faults.ts';
import { describeConflict } from './conflict-faults.ts';
import { type ConnectionFault, loseAnswer } from './connection-faults.ts';
import type { Fault } from './fault.ts';
import type { MatchingRule } from './fault-rules.ts';
import { describeOutage } from './outage-faults.ts';
import { describeRefusal } from './refusal-faults.ts';
import { asksForList } from './stale-list-fault.ts';

/**
 * Lets calls go wrong: instead of what was asked for, while it is done, or once it is done. The
 * first rule that is due decides, and a call counts only for rules that could have changed its
 * answer.
 */
export function injectFaults(platform: Platform) {
  return createMiddleware<ArmEnv>(async (c, next) => {
    const rules = platform.faults.matching({ method: c.req.method, path: pathOf(c) });
    for (const rule of rules) {
      if (failsInstead(rule, c, platform)) return c.body(null);
    }
    const moment = findStaleMoment(rules, c, platform);
    if (moment !== undefined) return listAsOf(moment, next);

    await next();
    for (const rule of rules) {
      if (await failsAfterwards(rule, c)) return;
    }
  });
}

/**
 * Whether the answer was lost before anything was done. @throws ArmError the refusal that is due
 */
function failsInstead({ fault, meet }: MatchingRule, c: ArmContext, platform: Platform): boolean {
  const refusal = refusalOf(fault, c, platform);
  if (refusal !== undefined && meet()) {
    c.set('injected', { kind: fault.kind, answer: 'wellFormed' });
    throw refusal;
  }
  return losesConnection(fault) && fault.moment === 'beforeEffect' && meet() && loses(fault, c);
}

/** The moment as of which lists are to answer, if there is one. */
function findStaleMoment(rules: readonly MatchingRule[], c: ArmContext, platform: Platform): Date | undefined {
  if (!asksForList(c)) return undefined;
  for (const { fault, meet } of rules) {
    if (fault.kind !== 'staleList' || !meet()) continue;
    c.set('injected', { kind: fault.kind, answer: 'wellFormed' });
    return new Date(platform.timeline.now().getTime() - (fault.seconds * 1000) / platform.durations.speed);
  }
  return undefined;
}

/** Whether the answer to what was done was lost or broken. */
async function failsAfterwards({ fault, meet }: MatchingRule, c: ArmContext): Promise<boolean> {
  if (losesConnection(fault)) return fault.moment === 'afterEffect' && c.res.ok && meet() && loses(fault, c);
  const broken = await breakAnswer(fault, c.res);
  if (broken === undefined || !meet()) return false;
  c.set('injected', { kind: fault.kind, answer: 'broken' });
  // Set over another answer, it would take on that one's headers.
  c.res = undefined;
  c.res = broken;
  return true;
}

function losesConnection(fault: Fault): fault is ConnectionFault {
  return fault.kind === 'connectionReset' || fault.kind === 'noAnswer';
}

function loses(fault: ConnectionFault, c: ArmContext): true {
  c.set('injected', { kind: fault.kind, answer: 'none' });
  loseAnswer(fault, c);
  return true;
}

/** The answer in place of Azure's; undefined for faults that let the request pass. */
function refusalOf(fault: Fault, c: ArmContext, platform: Platform): ArmError | undefined {
  switch (fault.kind) {
    case 'throttled':
    case 'internalServerError':
    case 'serviceUnavailable':
      return describeOutage(fault, c);
    case 'operationNotAllowed':
    case 'roleAssignmentExists':
    case 'scopeLocked':
      return describeConflict(fault, c);
    case 'principalNotFound':
    case 'authorizationFailed':
    case 'requestDisallowedByPolicy':
    case 'notFound':
      return describeRefusal(fault, c, platform);
    default:
      return undefined;
  }
}
