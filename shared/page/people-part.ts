import type { Approval } from '../model/approval.ts';
import type { Caller } from '../model/caller.ts';
import type { ShownUndo } from '../model/command.ts';
import { counted } from '../wording/page-words.ts';
import { pageAddress } from './address.ts';
import { type Html, html } from './html.ts';
import { ruleLinks } from './rule-links.ts';
import { type ApprovalView, isOpen, type TargetView } from './target-view.ts';
import { moment, timeOf } from './time.ts';

/** Requests for approval, and their answers. */
export function approvalsPart(view: TargetView): Html | false {
  if (view.approvals.length === 0) return false;
  return html`<section class="approvals" aria-labelledby="approvals-title"><h2 id="approvals-title">Approvals</h2>
<p class="about">An answer is valid for this change on the current state. It lapses when the facts change.</p>
${view.approvals.map((each) => approvalPart(each, view))}</section>`;
}

function approvalPart({ approval, effect, token }: ApprovalView, { id, now, mayApprove }: TargetView): Html {
  return html`<article class="approval"><h3>${effect.text}</h3>
<dl><dt>Asked by</dt><dd>${ruleLinks(effect.rules)}</dd>
<dt>Effect</dt><dd>${effect.effect}</dd><dt>Undo</dt><dd>${effect.undo}</dd>
<dt>Asked</dt><dd>${timeOf(approval.askedAt)}</dd></dl>
${token !== undefined && approvalForm(approval, id, token)}
${token === undefined && html`<p class="how">${whyNoForm(approval, now, mayApprove)}</p>`}
</article>`;
}

function approvalForm({ id: approvalId, action, expiresAt }: Approval, id: string, token: string): Html {
  const to = `/api/report/approvals/${encodeURIComponent(approvalId)}`;
  return html`<form method="post" action="${to}" aria-label="Answer: ${action.text}">
${hidden(id, token)}
<button type="submit" name="answer" value="approve" class="main">Approve</button>
<button type="submit" name="answer" value="decline">Decline</button>
<span class="how">Until ${timeOf(expiresAt)}</span>
</form>`;
}

function whyNoForm(approval: Approval, now: string, mayApprove: boolean): string {
  const { answer, expiresAt } = approval;
  if (answer !== undefined) {
    const word = answer.given === 'approved' ? 'Approved' : 'Declined';
    return `${word} at ${moment(answer.at)} by ${nameOf(answer.by)}.`;
  }
  if (!isOpen(approval, now)) return `It could be answered until ${moment(expiresAt)}, and will be asked again.`;
  return mayApprove
    ? 'It can be answered once the page is opened again.'
    : `An approver (role Backstay.Approve) answers here, until ${moment(expiresAt)}.`;
}

function nameOf(caller: Caller): string {
  return caller.kind === 'functionKey' ? 'the holder of a function key' : `${caller.kind} ${caller.objectId}`;
}

/** Work was undone here, so that Backstay only observes. */
export function holdPart({ hold, id }: TargetView): Html | false {
  if (hold === undefined) return false;
  const form =
    hold.token !== undefined &&
    html`<form method="post" action="/api/report/resume">
${hidden(id, hold.token)}
<button type="submit" class="main">Resume</button>
</form>`;
  return html`<section class="banner hold" aria-labelledby="hold-title"><h2 id="hold-title">On hold since ${timeOf(hold.since)}</h2>
<p>An operator had changes undone here; the timeline lists them. Backstay only observes until an operator resumes it.</p>
${form || html`<p class="how">An operator (role Backstay.Remediate) resumes it here.</p>`}
</section>`;
}

/** Undo: first the page shows the plan, then the viewer confirms it. */
export function undoPart({ undo, id, code }: TargetView): Html | false {
  if (undo === undefined) return false;
  const back = pageAddress({ target: id }, code);
  return html`<section class="undo" id="undo" aria-labelledby="undo-title"><h2 id="undo-title">Undo</h2>
${undo.kind === 'offered' && offeredUndo(pageAddress({ target: id, undo: 'show' }, code))}
${undo.kind === 'notPossible' && html`<p>The undo plan cannot be shown now. ${undo.why}</p>`}
${undo.kind === 'refused' && html`<p>Nothing can be undone here. ${undo.why}</p>`}
${(undo.kind === 'notPossible' || undo.kind === 'refused') && html`<p><a href="${back}">Back</a></p>`}
${undo.kind === 'shown' && shownUndo(undo.plan, id, undo.token, back)}
</section>`;
}

function offeredUndo(address: string): Html {
  return html`<p>You can undo the changes that Backstay made here, where they are still as Backstay wrote them.
You see the undo plan first.</p>
<p><a class="button" href="${address}#undo">Show the undo plan</a></p>`;
}

function shownUndo({ planId, actions, kept }: ShownUndo, id: string, token: string, back: string): Html {
  const keptItem = ({ sequence, what, because }: ShownUndo['kept'][number]) =>
    html`<li>${what} <span class="how">(entry ${sequence}) ${because}</span></li>`;
  const stays = kept.length > 0 && html`<h3>Stays as it is</h3><ul class="plain">${kept.map(keptItem)}</ul>`;
  if (actions.length === 0) return html`<p>Nothing is left to undo.</p>${stays}<p><a href="${back}">Back</a></p>`;
  return html`<h3>Will be undone, in this order</h3>
<ol class="plain">${actions.map(({ text }) => html`<li>${text}</li>`)}</ol>
${stays}
<p>Afterwards Backstay only observes this target until an operator resumes it.</p>
<form method="post" action="/api/report/undo">
${hidden(id, token)}<input type="hidden" name="planId" value="${planId}">
<button type="submit" class="grave">Take back ${counted(actions.length, 'change')}</button>
<a href="${back}">Leave all as it is</a>
</form>`;
}

function hidden(target: string, token: string): Html {
  return html`<input type="hidden" name="target" value="${target}"><input type="hidden" name="token" value="${token}">`;
}
