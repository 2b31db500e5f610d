import type { TargetState } from '../model/state.ts';
import { targetIdOf } from '../model/target-id.ts';
import { markdownCode, markdownText } from '../wording/markdown.ts';
import { type Block, type CardMessage, nameOf, type TextRun } from './cards/elements.ts';

/** The issue of a cluster. There is one for each cluster, however often it opens and closes. */
export interface ClusterIssue {
  readonly clusterId: string;
  /**
   * Id of the target: an issue that another profile has taken over is not closed by the profile
   * before it.
   */
  readonly targetId: string;
  readonly open: boolean;
  readonly title: string;
  /** Markdown of GitHub's dialect. */
  readonly body: string;
}

/** Verdicts in which a person has to act, or has to know. */
const OPEN: readonly TargetState['verdict'][] = ['NeedsPerson', 'Failed', 'Unknown'];

/**
 * The issue with the text of a card: open while a person is needed, closed once the cluster is
 * ready.
 */
export function issueOf(state: TargetState, card: CardMessage): ClusterIssue {
  const { target, verdict } = state;
  return {
    clusterId: target.clusterId,
    targetId: targetIdOf(target),
    open: OPEN.includes(verdict),
    title: titleOf(state),
    body: bodyOf(card),
  };
}

const WHY_OVER = {
  OptedOut: 'The cluster opted out by its tag: Backstay no longer assesses it.',
  Gone: 'The cluster no longer exists, or no profile selects it.',
} as const;

/** The issue of a cluster that Backstay no longer assesses; `undefined` for one that it does. */
export function issueOfOver(state: TargetState): ClusterIssue | undefined {
  const { target, verdict } = state;
  if (verdict !== 'OptedOut' && verdict !== 'Gone') return undefined;
  const { clusterId } = target;
  return { clusterId, targetId: targetIdOf(target), open: false, title: titleOf(state), body: WHY_OVER[verdict] };
}

function titleOf({ target }: TargetState): string {
  return `Azure Backup: AKS cluster ${nameOf(target)}`;
}

function bodyOf({ attachments: [{ content }] }: CardMessage): string {
  const links = (content.actions ?? []).map(({ title, url }) => `[${title}](${url})`);
  return [...content.body.map(blockOf), ...(links.length === 0 ? [] : [links.join(' · ')])].join('\n\n');
}

function blockOf(block: Block): string {
  const separator = block.type === 'RichTextBlock' && block.separator === true ? '---\n\n' : '';
  if (block.type === 'TextBlock') return words(block.text.replace(/<\/?at>/g, ''));
  const [first] = block.inlines;
  if (first?.fontType === 'Monospace') return separator + markdownCode(block.inlines.map(({ text }) => text).join(''));
  return separator + block.inlines.map(runOf).join('');
}

function runOf({ text, weight }: TextRun): string {
  const room = text.match(/\s*$/)?.[0] ?? '';
  const plain = words(text);
  return weight === 'Bolder' && plain !== '' ? `**${plain}**${room}` : `${plain}${room}`;
}

/**
 * GitHub looks for mentions and for numbers of issues in what is shown, so that escaping does not
 * keep it from finding them.
 */
function words(text: string): string {
  return markdownText(text).replace(/&#(?:64|35);/g, (sign) => `${sign}\u200B`);
}
