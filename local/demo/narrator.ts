import pc from 'picocolors';
import type { FailureClass } from '../../shared/model/failure.ts';
import type { OutcomeName } from '../../shared/model/finding.ts';
import type { FindingChange, RecordBody } from '../../shared/model/record.ts';
import type { Screen } from './screen.ts';

const OUTCOMES: Readonly<Record<OutcomeName, string>> = {
  satisfied: pc.green('✔ satisfied'),
  notApplicable: pc.green('✔ no need  '),
  missing: pc.red('✘ missing  '),
  blocked: pc.yellow('… waits    '),
  pending: pc.yellow('… pending  '),
  manual: pc.magenta('☞ manual   '),
  unknown: pc.magenta('? unknown  '),
  error: pc.red('! error    '),
};

/**
 * Turns the log of the functions into a story on the screen; `onRecorded` hears of each entry after
 * it is shown, and of which target it is.
 */
export function createNarrator(
  screen: Screen,
  onRecorded: (body: RecordBody, target: string) => void,
): (logLine: string) => void {
  const texts = new Map<string, string>();
  const textOf = (key: string) => texts.get(key) ?? key;

  function tell(body: RecordBody): void {
    switch (body.type) {
      case 'eventAccepted':
        screen.line(pc.blue('⚡'), `event     ${body.operation}`);
        break;
      case 'findingsChanged':
        for (const { to, ruleIds, message } of alike(body.changes)) {
          const others = ruleIds.length > 1 ? pc.dim(` (and ${ruleIds.length - 1} more)`) : '';
          screen.line(' ', `${OUTCOMES[to]}  ${pc.dim(ruleIds[0])} ${message}${others}`);
        }
        break;
      case 'actionIntended':
        texts.set(body.action.key, body.action.text);
        screen.begin(body.action.key, body.action.remedy.kind, body.action.text);
        screen.line(pc.cyan('▶'), body.action.text);
        break;
      case 'actionSucceeded': {
        const seconds = screen.end(body.actionKey).toFixed(1);
        screen.line(pc.green('✔'), `${textOf(body.actionKey)} ${pc.dim(`${seconds} s`)}`);
        break;
      }
      case 'actionFailed':
        screen.end(body.actionKey);
        screen.line(markOf(body.failure.class), `${textOf(body.actionKey)}: ${body.failure.code}`);
        break;
      case 'actionNotCarriedOut':
        screen.end(body.actionKey);
        screen.line(pc.yellow('↺'), `${textOf(body.actionKey)}: not carried out`);
        break;
      case 'verdictChanged':
        screen.line(pc.bold('●'), `verdict   ${pc.bold(body.to)} ${pc.dim(body.reason)}`);
        break;
      case 'notificationSent':
        screen.line(pc.blue('✉'), `Teams accepted a card about "${body.about}"`);
        break;
      case 'notificationFailed':
        screen.line(pc.red('✉'), `Teams refused a card: ${body.why}`);
        break;
      case 'stepGivenUp':
        screen.line(pc.red('✘'), `a step failed ${body.tries} times and was dead-lettered until the next sweep`);
        break;
      case 'approvalWanted':
        texts.set(body.approvalId, body.action.text);
        screen.line(pc.magenta('☞'), `${pc.bold('approval wanted')}: ${body.action.text}`);
        break;
      case 'approvalAnswered':
        screen.line(pc.green('☞'), `${body.given}: ${textOf(body.approvalId)}`);
        break;
      case 'calledByHand':
        screen.line(pc.blue('☞'), `a person asked for: ${body.call}`);
        break;
      case 'actionAccepted':
        break;
    }
  }

  return (logLine) => {
    const recorded = recordedIn(logLine);
    if (recorded === undefined) return;
    tell(recorded.body);
    onRecorded(recorded.body, recorded.target);
  };
}

/** Changes with the same words, as one. */
function alike(changes: readonly FindingChange[]) {
  const groups = Map.groupBy(changes, ({ to, message }) => `${to} ${message}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : { ...first, ruleIds: group.map(({ ruleId }) => ruleId) };
  });
}

/** A change that will be retried is no failure yet. */
function markOf(failureClass: FailureClass): string {
  return ['forbidden', 'gone', 'permanent'].includes(failureClass) ? pc.red('✘') : pc.yellow('…');
}

/** Only log lines about the audit log; all others are for operators. */
function recordedIn(logLine: string): { readonly body: RecordBody; readonly target: string } | undefined {
  if (!logLine.startsWith('{')) return undefined;
  const line = JSON.parse(logLine) as { message?: string; body?: RecordBody; target?: string };
  if (line.message !== 'Recorded' || line.body === undefined || line.target === undefined) return undefined;
  return { body: line.body, target: line.target };
}
