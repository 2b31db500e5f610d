/** An approver reads the same text about a change on the page and on the card. */
import { expect, test } from 'vitest';
import { NOW, storyState } from '../../../scripts/pictures/story-page.ts';
import { changeOfKind, KINDS } from '../../../shared/changes/index.ts';
import type { Approval } from '../../../shared/model/approval.ts';
import { approvalWantedCard } from '../../../shared/notify/cards/approval-wanted.ts';
import { targetPage } from '../../../shared/page/target-page.ts';
import { targetView } from '../../../shared/page/target-view.ts';
import { actionFor } from '../../../shared/plan/action-for.ts';
import { describeEffect } from '../../../shared/wording/describe-effect.ts';
import { atLeastOne } from '../../support/at-least-one.ts';

test.each(atLeastOne(KINDS))('%s', async (kind) => {
  const action = actionFor(changeOfKind(kind).sample, ['BKS-101']);
  const approval: Approval = { id: 'a', action, askedAt: NOW, expiresAt: '2099-01-01T00:00:00.000Z' };
  const state = { ...storyState(), approvals: [approval] };
  const view = targetView({
    now: NOW,
    code: undefined,
    id: 'target',
    state,
    entries: [],
    rights: [],
    tokens: { approvals: new Map(), accept: new Map(), acceptanceEnds: new Map(), resume: undefined, check: undefined },
    undo: undefined,
    rules: new Map(),
    portal: undefined,
    query: {},
  });
  const page = textOf(String(await targetPage(view)));
  const card = approvalWantedCard(state, { publicUrl: undefined }, []).attachments[0].content.body.flatMap((block) =>
    block.type === 'TextBlock' ? block.text : block.inlines.map(({ text }) => text),
  );
  const { text, effect, undo } = describeEffect(action);
  for (const words of [text, effect, undo]) {
    expect(page).toContain(words);
    expect(card).toContain(words);
  }
});

/** The text of a page, without its markup. */
function textOf(html: string): string {
  const marks: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return html.replace(/<[^>]*>/g, '').replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => marks[name] ?? '');
}
