import { PROTECTION_STATES } from '../model/protection.ts';
import type { Verdict } from '../model/state.ts';
import { targetIdOf } from '../model/target-id.ts';
import {
  ACTOR_WORDS,
  ACTORS,
  counted,
  describeReason,
  grouped,
  PROTECTION_WORDS,
  VERDICT_WORDS,
  whoActs,
} from '../wording/page-words.ts';
import { VERDICT_ORDER } from '../wording/verdict-order.ts';
import { pageAddress, partAddress } from './address.ts';
import { AGES, type FleetRow, type FleetView, TEAM } from './fleet-view.ts';
import { type Html, html } from './html.ts';
import { shape, verdictMark } from './marks.ts';
import { timeAgo } from './time.ts';

/** The fleet: counts, targets that need action, and every target on one line. */
export function fleetPage(view: FleetView): Html {
  return html`${summaryPart(view)}
<section aria-labelledby="targets-title">
<h2 id="targets-title">Targets</h2>
${rulePart(view)}${filterForm(view)}
<p id="found" class="found" role="status">${foundText(view)}</p>
<div id="rows" data-whole="${String(isWhole(view))}">
${view.rows.length === 0 ? html`<p class="empty">${emptyText(view)}</p>` : table(view)}
${pager(view)}
</div>
</section>`;
}

function summaryPart({ counts, total, filter, code, incomplete, audit }: FleetView): Html {
  const there = VERDICT_ORDER.filter((verdict) => counts[verdict] > 0);
  return html`<section class="fleet" aria-labelledby="title">
<h1 id="title">${grouped(counts.Ready)} of ${counted(total, 'target')} ready for backup</h1>
<p class="how"><a href="${partAddress('weekly', code)}">Weekly report</a></p>
${incomplete && html`<p class="note">There are more targets than this page goes through: /api/targets lists all.</p>`}
${total > 0 && bar(counts, total)}
<ul class="counts">
${there.map((verdict) => {
  const here = filter.verdict === verdict;
  // Chosen once more, a filter is taken away.
  const to = pageAddress({ ...addressOf(filter), verdict: here ? undefined : verdict }, code);
  const word = html`<span>${shape(verdict)}${VERDICT_WORDS[verdict].short}</span>`;
  const current = here && html` aria-current="true"`;
  return html`<li><a class="count ${verdict}" href="${to}"${current}><b>${grouped(counts[verdict])}</b>${word}</a></li>
`;
})}</ul>
${audit.map(
  (sentence) => html`<p class="audit">${sentence}</p>
`,
)}</section>`;
}

/** The same as the numbers below it, for the eye. */
function bar(counts: FleetView['counts'], total: number): Html {
  let x = 0;
  const parts = BAR_ORDER.map((verdict) => {
    const width = (counts[verdict] / total) * 1000;
    const from = x;
    x += width;
    return width > 0 && html`<rect class="${verdict}" x="${from.toFixed(1)}" width="${width.toFixed(1)}" height="10"/>`;
  });
  return html`<svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>`;
}

/** Ready targets come first, opted-out and deleted ones last. */
const BAR_ORDER: readonly Verdict[] = ['Ready', 'Remediating', 'Unknown', 'NeedsPerson', 'Failed', 'OptedOut', 'Gone'];

/** The rule that the list is filtered by. */
function rulePart({ filter: { rule: id }, rules }: FleetView): Html | false {
  const rule = id === undefined ? undefined : rules.get(id);
  if (id === undefined || rule === undefined) return false;
  return html`<div class="rule" id="rule"><h3>${id} ${rule.title}</h3>
<p>${rule.why}</p>
<p class="how">${rule.severity === 'required' ? 'Required: no cluster is ready without it.' : 'Recommended: a cluster can be ready without it.'}
<a href="${rule.docs}" rel="noreferrer">Microsoft on it</a></p></div>`;
}

function filterForm({ filter, profiles, teams, openRules, rules, code }: FleetView): Html {
  const option = (value: string, text: string, chosen: boolean) =>
    html`<option value="${value}"${chosen && html` selected`}>${text}</option>`;
  return html`<form id="filter" class="filter" method="get" action="/api/report" role="search">
<label class="grow">Search<input type="search" name="q" value="${filter.text}" maxlength="200" autocomplete="off"
  placeholder="Cluster, group, subscription, reason"></label>
<label>Verdict<select name="verdict">
${option('', 'All', filter.verdict === undefined)}
${VERDICT_ORDER.map((each) => option(each, VERDICT_WORDS[each].short, each === filter.verdict))}
</select></label>
<label>Protection<select name="protection">
${option('', 'All', filter.protection === undefined)}
${PROTECTION_STATES.map((each) => option(each, PROTECTION_WORDS[each].short, each === filter.protection))}
</select></label>
<label>Profile<select name="profile">
${option('', 'All', filter.profile === undefined)}
${profiles.map((each) => option(each, each, each === filter.profile))}
</select></label>
<label>Who has to act<select name="owner">
${option('', 'All', filter.actor === undefined && filter.team === undefined)}
${ACTORS.map((each) => option(each, ACTOR_WORDS[each], each === filter.actor))}
${teams.length > 0 && html`<optgroup label="Accepted findings of">${teams.map((each) => option(`${TEAM}${each}`, each, each === filter.team))}</optgroup>`}
</select></label>
<label>Verdict for<select name="age">
${option('', 'Any time', filter.days === undefined)}
${AGES.map((each) => option(String(each), `${counted(each, 'day')} or more`, each === filter.days))}
</select></label>
<label>Open rule<select name="rule">
${option('', 'All', filter.rule === undefined)}
${openRules.map((each) => option(each, `${each} ${rules.get(each)?.title ?? ''}`, each === filter.rule))}
</select></label>
${code !== undefined && html`<input type="hidden" name="code" value="${code}">`}
<button type="submit">Apply</button>
</form>`;
}

function table({ rows, now, code }: FleetView): Html {
  return html`<table class="targets">
<caption>Targets with their verdict, the worst first</caption>
<thead><tr>
<th scope="col">Cluster</th><th scope="col">Verdict</th><th scope="col">Protection</th><th scope="col">Who has to act</th><th scope="col">Since</th>
</tr></thead>
<tbody>
${rows.map((row) => tableRow(row, now, code))}</tbody>
</table>`;
}

function tableRow(
  { summary, name, resourceGroup, subscriptionId, protection }: FleetRow,
  now: string,
  code: string | undefined,
): Html {
  const { target, verdict, since, onHold } = summary;
  const why = verdict === 'Ready' ? undefined : describeReason(summary);
  const to = pageAddress({ target: targetIdOf(target) }, code);
  return html`<tr>
<th scope="row"><a href="${to}"><bdi>${name}</bdi></a>
<small><bdi>${resourceGroup}</bdi> · ${target.profile}<span class="sub">${subscriptionId}</span></small></th>
<td>${verdictMark(verdict)}
${why !== undefined && html`<small>${why}</small>`}${onHold && html`<small class="hold">On hold</small>`}</td>
<td class="protection">${protection === undefined ? '' : PROTECTION_WORDS[protection].short}</td>
<td>${whoActs(summary)}</td>
<td class="since">${timeAgo(since, now)}</td>
</tr>
`;
}

function pager({ filter, page, pages, code }: FleetView): Html | false {
  if (pages === 1) return false;
  const to = (number: number) => pageAddress({ ...addressOf(filter), page: String(number) }, code);
  return html`<nav class="pager" aria-label="Pages of targets">
${page > 1 && html`<a rel="prev" href="${to(page - 1)}">Previous</a>`}
<span>Page ${page} of ${pages}</span>
${page < pages && html`<a rel="next" href="${to(page + 1)}">Next</a>`}
</nav>`;
}

/** A filter, as it is in an address. */
function addressOf({ text, verdict, protection, profile, actor, team, days, rule }: FleetView['filter']) {
  const owner = team === undefined ? actor : `${TEAM}${team}`;
  return { q: text, verdict, protection, profile, owner, age: days === undefined ? undefined : String(days), rule };
}

function foundText({ found, total, rows, pages }: FleetView): string {
  const shown = pages > 1 ? `, ${rows.length} of them here` : '';
  return `${grouped(found)} of ${counted(total, 'target')}${shown}`;
}

function emptyText({ total }: FleetView): string {
  return total === 0
    ? 'No target yet. Backstay takes one on when a cluster that a profile selects is made or changed, or scanned.'
    : 'No target passes this filter.';
}

/**
 * True where the page holds all that a search could find, so that it can be done on the page
 * itself.
 */
function isWhole({ filter, pages }: FleetView): boolean {
  return pages === 1 && filter.text === '';
}
