import { counted, grouped } from '../wording/page-words.ts';
import type { TimelineDay, TimelineLine } from '../wording/timeline.ts';
import { type Html, html } from './html.ts';
import type { TargetView } from './target-view.ts';
import { dayOf, hourOf } from './time.ts';

/** The audit log day by day, newest first. */
export function timelinePart({ story, earlier, unreadable }: TargetView): Html {
  return html`<section aria-labelledby="timeline-title"><h2 id="timeline-title">Timeline</h2>
${unreadable > 0 && alteredPart(unreadable)}
${story.length === 0 ? html`<p class="empty">The audit log has no entry of it yet.</p>` : story.map(dayPart)}
${earlier > 0 && html`<p class="how">${grouped(earlier)} earlier: call /api/audit for them.</p>`}</section>`;
}

function alteredPart(rows: number): Html {
  return html`<p class="notice bad">${counted(rows, 'row')} of the audit log cannot be read: it was altered.
/api/audit/verify has details.</p>`;
}

function dayPart({ day, lines }: TimelineDay): Html {
  return html`<h3 class="day">${dayOf(day)}</h3>
<ol class="timeline" reversed>${lines.map(linePart)}</ol>
`;
}

function linePart({ sequence, from, at, title, took, details }: TimelineLine): Html {
  const number = from === undefined ? String(sequence) : `${from}–${sequence}`;
  const line = html`<span class="entry">${number}</span> ${title}${took !== undefined && html` <span class="took">in ${took}</span>`}`;
  if (details.length === 0) return html`<li>${hourOf(at)}<p>${line}</p></li>`;
  return html`<li>${hourOf(at)}
<details id="entry-${sequence}"><summary>${line}</summary>
<ul class="calls">${details.map((detail) => html`<li>${detail}</li>`)}</ul></details></li>
`;
}
