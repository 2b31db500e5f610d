import type { HistoryItem } from '../wording/audit-history.ts';
import { counted, grouped } from '../wording/page-words.ts';
import { type Html, html } from './html.ts';
import type { TargetView } from './target-view.ts';
import { timeOf } from './time.ts';

/** All that happened, from the record, newest first. */
export function timelinePart({ story, earlier, unreadable }: TargetView): Html {
  return html`<section aria-labelledby="timeline-title"><h2 id="timeline-title">Timeline</h2>
${unreadable > 0 && alteredPart(unreadable)}
${story.length === 0 ? html`<p class="empty">The audit log has no entry of it yet.</p>` : html`<ol class="timeline" reversed>${story.map(entryPart)}</ol>`}
${earlier > 0 && html`<p class="how">${grouped(earlier)} earlier: call /api/audit for them.</p>`}</section>`;
}

function alteredPart(rows: number): Html {
  return html`<p class="notice bad">${counted(rows, 'row')} of the audit log cannot be read: it was altered.
/api/audit/verify has details.</p>`;
}

function entryPart({ sequence, at, title, details }: HistoryItem): Html {
  const line = html`<span class="entry">${sequence}</span> ${title}`;
  if (details.length === 0) return html`<li>${timeOf(at)}<p>${line}</p></li>`;
  return html`<li>${timeOf(at)}
<details id="entry-${sequence}"><summary>${line}</summary>
<ul class="calls">${details.map((detail) => html`<li>${detail}</li>`)}</ul></details></li>
`;
}
