import type { Trace } from '../model/action.ts';
import type { Caller } from '../model/caller.ts';
import type { Action } from '../model/plan.ts';
import type { RecordBody } from '../model/record.ts';
import { currentReason } from '../model/renamed-reasons.ts';

/** An entry in words. */
export interface Told {
  /** One line. */
  readonly title: string;
  /** One line each. */
  readonly details: readonly string[];
}

/** An intent, and the number of the entry that it stands in. */
export interface Intent {
  readonly action: Action;
  readonly sequence: number;
}

/** An entry in words; `intents` are those of the entries before, by the key of their action. */
export function tell(body: RecordBody, intents: ReadonlyMap<string, Intent>): Told {
  const what = (key: string) => {
    const intent = intents.get(key);
    return intent === undefined ? key : `${intent.action.text} (entry ${intent.sequence})`;
  };
  const undoes = 'actionKey' in body ? intents.get(body.actionKey)?.action.undoes : undefined;
  switch (body.type) {
    case 'eventAccepted':
      return { title: `asked by event ${body.operation}`, details: [`event id: ${body.eventId}`] };
    case 'findingsChanged':
      return {
        title: `found: ${body.changes.length} ${body.changes.length === 1 ? 'change' : 'changes'}`,
        details: body.changes.map(
          ({ ruleId, from, to, reason, message }) => `${ruleId} ${from} → ${to} (${currentReason(reason)}): ${message}`,
        ),
      };
    case 'actionIntended':
      return { title: `intends: ${body.action.text}`, details: aboutAction(body.action) };
    case 'actionAccepted':
      return {
        title: `accepted by Azure: ${what(body.actionKey)}`,
        details: [
          ...(body.operationUrl === undefined ? [] : [`operation: ${body.operationUrl}`]),
          ...(body.before === undefined ? [] : fieldsOf(body.before, 'before: ')),
          ...aboutAnswer(body.trace),
        ],
      };
    case 'actionSucceeded':
      return {
        title: `${undoes === undefined ? 'done' : 'undone'} (${body.how}): ${what(body.actionKey)}`,
        details: [
          ...(undoes === undefined ? [HOW[body.how]] : [HOW_UNDONE[body.how], `undoes entry ${undoes.sequence}`]),
          ...(body.before === undefined ? [] : fieldsOf(body.before, 'before: ')),
          ...fieldsOf(body.after, 'after: '),
          ...aboutAnswer(body.trace),
        ],
      };
    case 'actionFailed':
      return {
        title: `${undoes === undefined ? 'failed' : 'could not be undone'}: ${what(body.actionKey)}`,
        details: [
          `${currentReason(body.failure.code)} (${body.failure.class}): ${body.failure.message}`,
          ...aboutAnswer(body.trace),
        ],
      };
    case 'actionUnanswered':
      return {
        title: `was not answered: ${what(body.actionKey)}`,
        details: [
          `${currentReason(body.failure.code)} (${body.failure.class}): ${body.failure.message}`,
          'the resource shows whether Azure accepted it; Backstay reads it next',
          ...aboutAnswer(body.trace),
        ],
      };
    case 'actionNotCarriedOut':
      return {
        title: `was not carried out: ${what(body.actionKey)}`,
        details: [
          'nothing was written: the process ended before the write, or an earlier write held the cluster',
          ...aboutAnswer(body.trace),
        ],
      };
    case 'stepGivenUp':
      return {
        title: `a step failed ${body.tries} times and was dead-lettered`,
        details: ['the target is kept, and the next sweep requeues it; the log of the functions has the reason'],
      };
    case 'calledByHand':
      return {
        title: `requested: ${body.call}`,
        details: [`by: ${nameOf(body.caller)}`, ...(body.planId === undefined ? [] : [`plan: ${body.planId}`])],
      };
    case 'approvalWanted':
      return {
        title: `approval requested: ${body.action.text}`,
        details: [`approval: ${body.approvalId}, until ${body.expiresAt}`, ...aboutAction(body.action)],
      };
    case 'approvalAnswered':
      return {
        title: `${body.given}: ${what(body.actionKey)}`,
        details: [`by: ${nameOf(body.caller)}`, `approval: ${body.approvalId}`],
      };
    case 'approvalLapsed':
      return {
        title: `approval lapsed: ${what(body.actionKey)}`,
        details: [`because: ${body.because}`, `approval: ${body.approvalId}`],
      };
    case 'findingAccepted':
      return {
        title: `finding accepted: ${body.ruleId} until ${body.until.slice(0, 10)}`,
        details: [
          `reason: ${body.reason}`,
          `owner: ${body.owner}`,
          `by: ${body.caller === undefined ? 'the profile file' : nameOf(body.caller)}`,
          `acceptance: ${body.acceptanceId}`,
          `evidence: ${body.basis}`,
        ],
      };
    case 'acceptanceEnded':
      return {
        title: `acceptance ended: ${body.ruleId}`,
        details: [
          `because: ${body.because}`,
          ...(body.caller === undefined ? [] : [`by: ${nameOf(body.caller)}`]),
          `acceptance: ${body.acceptanceId}`,
        ],
      };
    case 'verdictChanged':
      return { title: `verdict ${body.from} → ${body.to}`, details: [`reason: ${currentReason(body.reason)}`] };
    case 'notificationSent':
      return { title: `notification sent: "${body.about}"`, details: [`channel: ${body.channel}`] };
    case 'notificationFailed':
      return {
        title: `notification failed: "${body.about}"`,
        details: [`channel: ${body.channel}`, `why: ${body.why}`],
      };
    default:
      return unknownBody(body);
  }
}

const HOW = {
  applied: 'Backstay has written it',
  alreadyDone: 'it was there already, and nothing was changed',
  foundAfterCrash: 'the process had ended before the answer; a read afterwards found it in place',
} as const;

const HOW_UNDONE = {
  applied: 'Backstay has written it',
  alreadyDone: 'it was gone already, and nothing was changed',
  foundAfterCrash: 'the process had ended before the answer; a read afterwards found it gone',
} as const;

/** The record may have been written by a newer version than the one that reads it. */
function unknownBody(body: never): Told {
  const { type, ...rest } = body as { readonly type: string };
  return { title: type, details: fieldsOf(rest) };
}

function nameOf(caller: Caller): string {
  return caller.kind === 'functionKey'
    ? 'the holder of a function key'
    : `${caller.kind} ${caller.objectId} of tenant ${caller.tenantId}`;
}

function aboutAction({ key, ruleIds, remedy, risk, permissions, before, undoes }: Action): readonly string[] {
  const { kind, ...desired } = remedy;
  return [
    `for ${ruleIds.join(', ')}; risk: ${risk}; key: ${key}`,
    undoes === undefined ? `remedy: ${kind}` : `undoes: ${kind} (entry ${undoes.sequence})`,
    ...fieldsOf(desired),
    ...(before === undefined ? [] : fieldsOf(before, 'before: ')),
    ...(undoes?.before === undefined ? [] : fieldsOf(undoes.before, 'back to: ')),
    ...permissions.map(({ action, scope }) => `needs ${action} on ${scope}`),
  ];
}

function aboutAnswer(trace: Trace | undefined): readonly string[] {
  if (trace === undefined) return [];
  const { call, at, status, correlationId, requestId } = trace;
  return [
    `${call} answered ${status ?? 'nothing'} at ${at}`,
    ...(correlationId === undefined ? [] : [`correlation id ${correlationId}`]),
    ...(requestId === undefined ? [] : [`request id ${requestId}`]),
  ];
}

/** Plain data, one line a field: `roleDefinitionGuid` → `role definition guid: …`. */
export function fieldsOf(data: object, prefix = ''): readonly string[] {
  return Object.entries(data).map(([name, value]) => {
    const words = name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    return `${prefix}${words}: ${typeof value === 'string' ? value : JSON.stringify(value)}`;
  });
}
