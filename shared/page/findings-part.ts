import type { Failure } from '../model/failure.ts';
import type { Evidence } from '../model/finding.ts';
import type { Condition } from '../model/state.ts';
import { stepsByHand } from '../plan/by-hand.ts';
import { waitsFor } from '../plan/verdict.ts';
import { nameOfNeed } from '../rules/read-by.ts';
import { inShell, type Shell } from '../steps/in-shell.ts';
import { isCommand } from '../steps/step.ts';
import { acceptedUntil } from '../wording/describe-accepted.ts';
import { counted, OUTCOME_WORDS, type SKIP_WORDS } from '../wording/page-words.ts';
import { titleFor } from '../wording/rule-title.ts';
import { describeWaiting, waitingGroups } from '../wording/waiting-groups.ts';
import { acceptedPart, acceptForm } from './accept-part.ts';
import { pageAddress } from './address.ts';
import { type FindingGroup, GROUP_WORDS } from './groups.ts';
import { type Html, html } from './html.ts';
import { portalLink } from './portal-link.ts';
import { ruleLinks } from './rule-links.ts';
import type { TargetView } from './target-view.ts';
import { span, timeOf } from './time.ts';
import { howFar, openRules } from './work.ts';

/** Findings, grouped by who has to act on them. */
export function findingsPart(view: TargetView): Html {
  const { groups } = view;
  if (groups.length === 0)
    return html`<section><h2>Findings</h2><p class="empty">It was not assessed yet.</p></section>`;
  return html`<section aria-labelledby="findings-title"><h2 id="findings-title">Findings</h2>
${shellPart(view)}
${groups.map((group) => groupPart(group, view))}</section>`;
}

/** The way to the commands for the other shell, where there are commands. */
function shellPart({ groups, shell, id, code }: TargetView): Html | false {
  const steps = groups.flatMap(({ conditions }) => conditions.flatMap(stepsOf));
  if (!steps.some(isCommand)) return false;
  const [own, other, query] =
    shell === 'pwsh' ? ['PowerShell', 'a POSIX shell', undefined] : ['a POSIX shell', 'PowerShell', 'pwsh'];
  const address = pageAddress({ target: id, shell: query }, code);
  return html`<p class="about">Commands are quoted for ${own}. <a href="${address}">Show them for ${other}</a></p>`;
}

function groupPart({ whose, conditions }: FindingGroup, view: TargetView): Html {
  const { title, about } = GROUP_WORDS[whose];
  const findings = html`<ul class="findings">${conditions.map((each) => findingPart(each, view))}</ul>`;
  const list = html`<p class="about">${about}</p>
${whose === 'other' ? waitingPart(conditions, findings) : findings}`;
  const heading = html`<h3>${title} <span class="number">${counted(conditions.length, 'finding')}</span></h3>`;
  return whose === 'nobody'
    ? html`<details class="group nobody" id="group-${whose}"><summary>${heading}</summary>${list}</details>`
    : html`<div class="group ${whose}">${heading}${list}</div>`;
}

/** A cause appears once for all rules that wait for it; the rules themselves are a click away. */
function waitingPart(conditions: readonly Condition[], findings: Html): Html {
  const groups = waitingGroups(conditions);
  return html`<ul class="plain causes">${groups.map((group) => html`<li>${describeWaiting(group)}</li>`)}</ul>
<details class="waiting"><summary>${counted(conditions.length, 'rule')} that wait</summary>${findings}</details>`;
}

function findingPart(condition: Condition, view: TargetView): Html {
  const { rules, now, shell, code } = view;
  const { ruleId, outcome, severity, message, since, overdue, accepted } = condition;
  const rule = rules.get(ruleId);
  const title = rule === undefined ? ruleId : titleFor(outcome, rule);
  return html`<li class="finding" id="${ruleId}">
<h4>${title}</h4>
<p class="tags"><span><a href="${pageAddress({ rule: ruleId }, code)}">${ruleId}</a></span> <span>${OUTCOME_WORDS[outcome]}</span> <span>${severity}</span>
${accepted !== undefined && html`<span>${acceptedUntil(accepted)}</span>`}
<span>for ${span(since, now)}</span> ${overdue && html`<span class="late">longer than it ever should</span>`}</p>
<p>${message}</p>
${acceptedPart(condition, view)}${howPart(condition, view)}${stepsPart(stepsOf(condition), shell)}${acceptForm(condition, view)}${evidencePart(condition, view)}</li>
`;
}

/** What is being done about it, or what it waits for. */
function howPart(condition: Condition, { state }: TargetView): Html | false {
  const first = waitsFor(condition);
  if (first.length > 0) return html`<p class="how">It waits for ${ruleLinks(first)}.</p>`;
  if (condition.outcome !== 'missing') return false;
  return html`<p class="how">${howFar(condition.progress, openRules(state.conditions))}</p>`;
}

/** Steps for a person: sentences, and commands to copy. */
export function stepsOf(condition: Condition): readonly string[] {
  if (condition.outcome === 'manual' || condition.outcome === 'unknown') return condition.steps;
  if (condition.outcome !== 'missing' || condition.progress?.state !== 'skipped') return [];
  const { reason, unmet } = condition.progress;
  return BY_HAND_TOO.includes(reason) ? stepsByHand(condition, unmet) : [];
}

/** Where a person may do what Backstay does not. */
const BY_HAND_TOO: readonly (keyof typeof SKIP_WORDS)[] = [
  'ObserveMode',
  'ChangeNotAllowed',
  'Declined',
  'OnHold',
  'Contested',
  'UnmetPrecondition',
  'AcceptedPrecondition',
];

function stepsPart(steps: readonly string[], shell: Shell): Html | false {
  if (steps.length === 0) return false;
  const one = (step: string) =>
    isCommand(step)
      ? html`<li><pre class="command"><code>${inShell(step, shell)}</code></pre></li>`
      : html`<li>${step}</li>`;
  return html`<ol class="steps">${steps.map(one)}</ol>`;
}

function evidencePart(condition: Condition, { rules, portal }: TargetView): Html {
  const { ruleId, evidence, sources, reason } = condition;
  const rule = rules.get(ruleId);
  const unread = condition.outcome === 'unknown' ? condition.unread : [];
  const calls = sources.map(({ call, at }) => html`<li><code>${call}</code> ${timeOf(at)}</li>`);
  return html`<details class="evidence" id="evidence-${ruleId}">
<summary>Evidence <span class="hidden">of ${ruleId}</span></summary>
${rule !== undefined && html`<p>${rule.why} <a href="${rule.docs}" rel="noreferrer">Microsoft on it</a></p>`}
<dl><dt>reason</dt><dd>${reason}</dd>${fieldsPart(evidence, portal)}</dl>
${unread.map(({ need, failure }) => html`<p>Backstay cannot read ${nameOfNeed(need)}. ${failureText(failure)}</p>`)}
${calls.length > 0 && html`<p>Read by</p><ul class="calls">${calls}</ul>`}
</details>`;
}

function fieldsPart(evidence: Evidence, portal: string | undefined): readonly Html[] {
  return Object.entries(evidence).map(([name, value]) => {
    const text = Array.isArray(value) ? value.join(', ') || 'none' : String(value ?? 'not known');
    return html`<dt>${name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}</dt><dd>${portalLink(portal, text, text)}</dd>`;
  });
}

function failureText({ code, message, status, retryAfterSeconds }: Failure): string {
  const again = retryAfterSeconds === undefined ? '' : ` Not before ${Math.ceil(retryAfterSeconds)} seconds later.`;
  return `${status === undefined ? '' : `${status} `}${code}: ${message}${again}`;
}
