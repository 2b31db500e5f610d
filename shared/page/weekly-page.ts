import { partsOf } from '../model/resource-id.ts';
import type { Target } from '../model/target.ts';
import { targetIdOf } from '../model/target-id.ts';
import type { FleetDay, WeeklyChange, WeeklyReport } from '../model/weekly-report.ts';
import { counted, grouped } from '../wording/page-words.ts';
import { pageAddress, partAddress } from './address.ts';
import { type Html, html } from './html.ts';
import { timeOf } from './time.ts';

/** The weekly report: one document that prints to PDF, with the same as CSV. */
export function weeklyPage(report: WeeklyReport, code: string | undefined): Html {
  const { from, until, today, audit, anchor, clustersLeftOut } = report;
  return html`<nav aria-label="Where you are" class="crumbs"><a href="${pageAddress({}, code)}">All targets</a> <span aria-hidden="true">/</span> Weekly report</nav>
<h1>Weekly report</h1>
<p class="how">${timeOf(from)} to ${timeOf(until)}</p>
<div class="tools"><a class="button" href="${partAddress('weekly.csv', code)}">Download as CSV</a></div>
${clustersLeftOut > 0 && html`<p class="note">${counted(clustersLeftOut, 'cluster')} more have changes or accepted findings: npm run audit lists all changes.</p>`}
<section class="week" aria-labelledby="trend-title"><h2 id="trend-title">Trend</h2>
<p>${share(today.ready, today.targets)} of ${counted(today.targets, 'target')} ready, ${share(today.protected, today.targets)} protected.</p>
${trendTable([...report.trend, today])}</section>
<section class="week" aria-labelledby="accepted-title"><h2 id="accepted-title">Accepted findings</h2>
${acceptedTable(report, code)}</section>
<section class="week" aria-labelledby="changes-title"><h2 id="changes-title">Changes</h2>
${changesTable(report, code)}</section>
<section class="week" aria-labelledby="proof-title"><h2 id="proof-title">Audit proof</h2>
${audit.map((sentence) => html`<p>${sentence}</p>`)}
${
  anchor === undefined
    ? html`<p>The audit log is not anchored yet.</p>`
    : html`<dl><dt>Newest anchor</dt><dd>${grouped(anchor.number)}</dd><dt>Root of all chains</dt><dd><code>${anchor.root}</code></dd>
<dt>Hash of the anchor</dt><dd><code>${anchor.hash}</code></dd></dl>
<p class="how">Compare both with the anchor of this number in the storage: npm run audit -- verify checks every chain against it.</p>`
}</section>`;
}

function trendTable(days: readonly FleetDay[]): Html {
  const row = ({ day, targets, ready, protected: safe }: FleetDay) => html`<tr><th scope="row">${day}</th>
<td>${grouped(targets)}</td><td>${grouped(ready)} (${share(ready, targets)})</td><td>${grouped(safe)} (${share(safe, targets)})</td></tr>
`;
  return html`<table class="plain-table"><caption>The last count of each day</caption>
<thead><tr><th scope="col">Day</th><th scope="col">Targets</th><th scope="col">Ready</th><th scope="col">Protected</th></tr></thead>
<tbody>${days.map(row)}</tbody></table>`;
}

function acceptedTable({ accepted }: WeeklyReport, code: string | undefined): Html {
  if (accepted.length === 0) return html`<p class="empty">No finding is accepted.</p>`;
  return html`<table class="plain-table"><caption>Accepted findings, the next to end first</caption>
<thead><tr><th scope="col">Cluster</th><th scope="col">Rule</th><th scope="col">Owner</th><th scope="col">Reason</th><th scope="col">From</th><th scope="col">Until</th></tr></thead>
<tbody>${accepted.map(
    ({ target, ruleId, accepted: { owner, reason, acceptedAt, until } }) => html`<tr>${clusterCell(target, code)}
<td>${ruleId}</td><td>${owner}</td><td>${reason}</td><td>${acceptedAt.slice(0, 10)}</td><td>${until.slice(0, 10)}</td></tr>
`,
  )}</tbody></table>`;
}

function changesTable({ changes }: WeeklyReport, code: string | undefined): Html {
  if (changes.length === 0) return html`<p class="empty">Backstay changed nothing in this week.</p>`;
  const row = ({ target, at, sequence, text, outcome }: WeeklyChange) => html`<tr>${clusterCell(target, code)}
<td>${timeOf(at)}</td><td>${text}</td><td>${outcome}</td><td>${sequence}</td></tr>
`;
  return html`<table class="plain-table"><caption>Changes to Azure, newest first</caption>
<thead><tr><th scope="col">Cluster</th><th scope="col">Time</th><th scope="col">Change</th><th scope="col">Outcome</th><th scope="col">Audit entry</th></tr></thead>
<tbody>${changes.map(row)}</tbody></table>`;
}

function clusterCell(target: Target, code: string | undefined): Html {
  const { name, resourceGroup = '' } = partsOf(target.clusterId);
  return html`<th scope="row"><a href="${pageAddress({ target: targetIdOf(target) }, code)}"><bdi>${name}</bdi></a>
<small><bdi>${resourceGroup}</bdi> · ${target.profile}</small></th>`;
}

/** `212` of `250` → "84.8 %". */
function share(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${((part / whole) * 100).toFixed(1)} %`;
}
