import { partsOf } from '../model/resource-id.ts';
import type { Condition, TargetState, Verdict } from '../model/state.ts';
import type { Target } from '../model/target.ts';
import { commandsFor } from '../plan/by-hand.ts';
import { needsPerson } from '../plan/verdict.ts';

/** What a Teams workflow ("When a Teams webhook request is received") takes: one Adaptive Card in a message. */
export interface CardMessage {
  readonly type: 'message';
  readonly attachments: readonly [CardAttachment];
}

interface CardAttachment {
  readonly contentType: 'application/vnd.microsoft.card.adaptive';
  readonly contentUrl: null;
  readonly content: AdaptiveCard;
}

export interface AdaptiveCard {
  readonly $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
  readonly type: 'AdaptiveCard';
  /** Workflows refuse 1.5, whatever Teams itself can do. */
  readonly version: '1.4';
  readonly body: readonly RichTextBlock[];
}

/**
 * The only block in use. A TextBlock reads its text as markdown, so that a resource's name could pass for a link; the runs of a
 * RichTextBlock are shown letter by letter, and a command can be copied from them as it stands.
 * https://adaptivecards.io/explorer/RichTextBlock.html
 */
interface RichTextBlock {
  readonly type: 'RichTextBlock';
  readonly inlines: readonly TextRun[];
  readonly spacing?: 'None' | 'Medium';
}

interface TextRun {
  readonly type: 'TextRun';
  readonly text: string;
  readonly size?: 'Large';
  readonly weight?: 'Bolder';
  readonly color?: Color;
  readonly isSubtle?: true;
  readonly fontType?: 'Monospace';
}

type Color = 'Good' | 'Warning' | 'Attention' | 'Default';

// Teams takes 28 KB. These bounds keep a card well below, whatever names and messages it holds.
const MOST_FINDINGS = 6;
const MOST_STEPS = 3;
const LONGEST_NAME = 90;
const LONGEST_TEXT = 400;

const HEADLINES: Readonly<Record<Verdict, readonly [text: string, color: Color]>> = {
  Ready: ['is ready for backup', 'Good'],
  Remediating: ['is being made ready for backup', 'Default'],
  NeedsPerson: ['needs you before it can be backed up', 'Warning'],
  Failed: ['could not be made ready for backup', 'Attention'],
  Unknown: ['could not be checked', 'Attention'],
  OptedOut: ['is not looked after', 'Default'],
  Gone: ['is gone', 'Default'],
};

/** What to do where no finding says it, because the cluster was not even looked into. */
const WITHOUT_FINDINGS: Readonly<Record<string, string>> = {
  TagNamesNoProfileOfIt: 'Its tag "backstay" names no profile that selects it: correct the tag, or remove it.',
};

/** The card that tells people the verdict on a target: what was done, or who has to do what. */
export function verdictCard(state: TargetState): CardMessage {
  const { name, resourceGroup = '', subscriptionId } = partsOf(state.target.clusterId);
  const [text, color] = HEADLINES[state.verdict];
  const shown = state.conditions.filter((condition) => isWorthTelling(condition, state.verdict));
  return messageOf([
    block({ text: `${plain(name, LONGEST_NAME)} ${text}`, size: 'Large', weight: 'Bolder', color }),
    fact('Resource group', resourceGroup),
    fact('Subscription', subscriptionId),
    fact('Profile', state.target.profile),
    ...(state.verdict === 'Ready' ? [fact('Prerequisites', inPlace(state.conditions))] : []),
    ...(shown.length === 0 ? withoutFindings(state.verdictReason) : []),
    ...shown.slice(0, MOST_FINDINGS).flatMap(findingBlocks),
    ...andMore(shown.length - MOST_FINDINGS, 'findings'),
  ]);
}

/** Ready speaks of what is required; what is only recommended may be missing, or not known. */
function inPlace(conditions: readonly Condition[]): string {
  const others = conditions.filter(({ outcome }) => outcome !== 'satisfied' && outcome !== 'notApplicable').length;
  return others === 0
    ? `${conditions.length} checked, all in place`
    : `${conditions.length - others} of ${conditions.length} in place, the others are only recommended`;
}

/** The card that says that Backstay itself is in trouble with a target. */
export function troubleCard(target: Target, tries: number): CardMessage {
  const { name, resourceGroup = '', subscriptionId } = partsOf(target.clusterId);
  return messageOf([
    block({
      text: `${plain(name, LONGEST_NAME)} could not be looked after`,
      size: 'Large',
      weight: 'Bolder',
      color: 'Attention',
    }),
    fact('Resource group', resourceGroup),
    fact('Subscription', subscriptionId),
    fact('Profile', target.profile),
    block({
      text: `A step failed ${tries} times. Backstay tries again within minutes; the log of its functions tells why.`,
    }),
  ]);
}

function withoutFindings(reason: string): readonly RichTextBlock[] {
  const text = WITHOUT_FINDINGS[reason];
  return text === undefined ? [] : [block({ text, weight: 'Bolder' })];
}

function isWorthTelling(condition: Condition, verdict: Verdict): boolean {
  if (verdict === 'Unknown') {
    return condition.severity === 'required' && (condition.outcome === 'unknown' || condition.outcome === 'error');
  }
  return needsPerson(condition);
}

function findingBlocks(condition: Condition): readonly RichTextBlock[] {
  const steps = stepsOf(condition);
  return [
    {
      ...block({ text: plain(`${condition.ruleId}  ${condition.message}`, LONGEST_TEXT), weight: 'Bolder' }),
      spacing: 'Medium',
    },
    ...steps.slice(0, MOST_STEPS).map((step) => block({ text: plain(step, LONGEST_TEXT), fontType: 'Monospace' })),
    ...andMore(steps.length - MOST_STEPS, 'steps'),
  ];
}

/** What a person can do about it, or needs to know for it. */
function stepsOf(condition: Condition): readonly string[] {
  if (condition.outcome === 'manual') return condition.steps;
  const { progress } = condition;
  if (condition.overdue && progress?.state === 'running') {
    const { since, unseen } = progress;
    return [
      `It has been running since ${since}: look at it in the activity log.`,
      ...(unseen === undefined ? [] : [`Backstay cannot look at it. ${unseen.code}: ${unseen.message}`]),
    ];
  }
  if (condition.overdue && condition.outcome === 'pending') return [`It has been so since ${condition.since}.`];
  if (progress?.state === 'retrying') return [`${progress.failure.code}: ${progress.failure.message}`];
  if (progress?.state !== 'skipped' || condition.outcome !== 'missing') return [];
  switch (progress.reason) {
    case 'ObserveMode':
      return [
        'The profile only observes: set its mode to "enforce" to have it done, or do it by hand:',
        ...commandsFor(condition.remedy),
      ];
    case 'NotAllowed':
      return [
        `The profile does not list "${condition.remedy.kind}" under "allow": list it to have it done, or do it by hand:`,
        ...commandsFor(condition.remedy),
      ];
    case 'LaneBusy':
      return [
        'It waits for another write to the cluster, which has not ended for hours: look for it in the activity log.',
      ];
    case 'NoProgress':
      return ['It was carried out several times and is missing again: find out who takes it back.'];
    default:
      return [];
  }
}

/** Text of others on one line, without characters that change how the rest is read, and not too long. */
function plain(text: string, characters: number): string {
  const letters = [...text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')];
  return letters.length <= characters ? letters.join('') : `${letters.slice(0, characters - 1).join('')}…`;
}

function fact(title: string, value: string): RichTextBlock {
  const name: TextRun = { type: 'TextRun', text: `${title}  `, isSubtle: true };
  return {
    type: 'RichTextBlock',
    spacing: 'None',
    inlines: [name, { type: 'TextRun', text: plain(value, LONGEST_NAME) }],
  };
}

function andMore(count: number, what: string): readonly RichTextBlock[] {
  return count > 0 ? [block({ text: `and ${count} ${what} more`, isSubtle: true })] : [];
}

function block(run: Omit<TextRun, 'type'>): RichTextBlock {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', ...run }] };
}

function messageOf(body: readonly RichTextBlock[]): CardMessage {
  const content: AdaptiveCard = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body,
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}
