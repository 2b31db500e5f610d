import { portalAddress } from '../model/portal-address.ts';
import { partsOf } from '../model/resource-id.ts';
import type { Verdict } from '../model/state.ts';
import { decidingOf } from '../plan/deciding.ts';
import { describeOpenBesideReady } from '../wording/open-beside-ready.ts';
import { counted, spaced, VERDICT_WORDS } from '../wording/page-words.ts';
import { pageAddress, partAddress } from './address.ts';
import { findingsPart } from './findings-part.ts';
import { type Html, html } from './html.ts';
import { verdictMark } from './marks.ts';
import { approvalsPart, holdPart, undoPart } from './people-part.ts';
import { protectionPart } from './protection-part.ts';
import { ruleLinks } from './rule-links.ts';
import type { TargetView } from './target-view.ts';
import { span, timeOf } from './time.ts';
import { timelinePart } from './timeline-part.ts';
import type { Work } from './work.ts';

/**
 * One target: its verdict and why, what people have to do and may do, what was found, and all that
 * has happened.
 */
export function targetPage(view: TargetView): Html {
  const { state, code, notice } = view;
  const { name } = partsOf(state.target.clusterId);
  return html`<nav aria-label="Where you are" class="crumbs">
<a href="${pageAddress({}, code)}">All targets</a> <span aria-hidden="true">/</span> <bdi>${name}</bdi>
</nav>
<div id="notice" data-live>${notice !== undefined && html`<p class="notice ${notice.kind}" role="status">${notice.text}</p>`}</div>
<div id="head" data-live>${headPart(view, name)}</div>
<p id="live" class="hidden" role="status"></p>
<div class="columns">
<div class="first">
<div id="hold" data-live>${holdPart(view)}</div>
<div id="approvals" data-live>${approvalsPart(view)}</div>
<div id="findings" data-live>${findingsPart(view)}</div>
</div>
<div class="second">
<div id="protection" data-live>${protectionPart(view)}</div>
<div id="work" data-live>${workPart(view)}</div>
<div id="timeline" data-live>${timelinePart(view)}</div>
${undoPart(view)}
</div>
</div>`;
}

function headPart(view: TargetView, name: string): Html {
  const { id, state, now } = view;
  const { target, verdict, verdictReason, verdictSince, conditions, fullLookAt, wakeAt, dirty } = state;
  const { resourceGroup = '', subscriptionId } = partsOf(target.clusterId);
  const why =
    verdict === 'Ready'
      ? describeOpenBesideReady(conditions)
      : (decidingOf(state)?.message ?? `${spaced(verdictReason)}.`);
  // While Backstay is at work, or is about to be, the script of the page looks for news.
  return html`<header class="head ${verdict}" data-poll="${verdict === 'Remediating' || dirty ? id : ''}">
<h1><bdi>${name}</bdi></h1>
<p class="verdict">${verdictMark(verdict)} <span>for ${span(verdictSince, now)}</span></p>
<p class="sentence" id="sentence">${sentenceFor(verdict, verdictReason)} ${why !== undefined && html`<strong>${why}</strong>`}</p>
<dl class="facts">
${fact('Resource group', html`<bdi>${resourceGroup}</bdi>`)}
${fact('Subscription', subscriptionId)}
${fact('Profile', target.profile)}
${fact('Last checked', fullLookAt === undefined ? 'not yet' : timeOf(fullLookAt))}
${dirty ? fact('Next check', 'now') : wakeAt !== undefined && fact('Next check', timeOf(wakeAt))}
</dl>
${checkPart(view)}
</header>`;
}

/** The button that has the cluster assessed now, and the way to the cluster in the portal. */
function checkPart({ id, check, code, portal, state: { target } }: TargetView): Html {
  const inPortal = portalAddress(portal, target.clusterId);
  const form =
    check !== undefined &&
    html`<form method="post" action="${partAddress('check', code)}">
<input type="hidden" name="target" value="${id}"><input type="hidden" name="token" value="${check}">
<button type="submit">Check now</button>
</form>`;
  return html`<div class="tools" id="check">
${form || html`<p class="how">A viewer with the role Backstay.Scan can check it here at once.</p>`}
${inPortal !== undefined && html`<a class="button" href="${inPortal}" rel="noreferrer">Open in the Azure portal</a>`}
</div>`;
}

function sentenceFor(verdict: Verdict, reason: string): string {
  return reason === 'ReadyWithAcceptedFindings'
    ? 'Azure Backup needs nothing more than what operators have accepted.'
    : VERDICT_WORDS[verdict].sentence;
}

function fact(name: string, value: Html | string): Html {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** How far it is, and what is still to be written. */
function workPart({ state: { conditions }, work }: TargetView): Html | false {
  const needed = conditions.filter(({ severity }) => severity === 'required');
  if (needed.length === 0) return false;
  const settled = needed.filter(({ outcome }) => outcome === 'satisfied' || outcome === 'notApplicable').length;
  return html`<section aria-labelledby="work-title"><h2 id="work-title">Progress</h2>
<p class="progress"><label for="progress">${settled} of ${counted(needed.length, 'requirement')} in place</label>
<progress id="progress" max="${needed.length}" value="${settled}"></progress></p>
${work.length > 0 && html`<h3>Changes that are wanted</h3><ul class="work">${work.map(workItem)}</ul>`}</section>`;
}

function workItem({ text, ruleIds, state, how }: Work): Html {
  return html`<li class="${state}"><p>${text}</p><p class="how">${how} For ${ruleLinks(ruleIds)}.</p></li>`;
}
