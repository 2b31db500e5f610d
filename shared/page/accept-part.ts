import { secondsLater } from '../lib/iso-time.ts';
import { MAX_ACCEPTANCE_DAYS } from '../model/acceptance.ts';
import type { Condition } from '../model/state.ts';
import { describeAccepted } from '../wording/describe-accepted.ts';
import { type Html, html } from './html.ts';
import type { TargetView } from './target-view.ts';
import { timeOf } from './time.ts';

const DAY_SECONDS = 86_400;

/**
 * The team that answers for an accepted finding, the reason, and the last day; with a button that
 * ends it.
 */
export function acceptedPart({ accepted, ruleId }: Condition, { id, acceptanceEnds }: TargetView): Html | false {
  if (accepted === undefined) return false;
  const { by, acceptedAt } = accepted;
  const token = acceptanceEnds.get(accepted.id);
  const who = by.kind === 'profile' ? 'the profile file' : by.kind === 'functionKey' ? 'a function key' : by.objectId;
  return html`<p class="how">${describeAccepted(accepted)}. Accepted by ${who}, ${timeOf(acceptedAt)}.</p>
${
  token !== undefined &&
  html`<form method="post" action="/api/report/acceptances/${accepted.id}/end" aria-label="End the acceptance of ${ruleId}">
<input type="hidden" name="target" value="${id}"><input type="hidden" name="token" value="${token}">
<button type="submit">End the acceptance</button>
</form>`
}`;
}

/** The form that accepts a finding as it is, for viewers who may do that. */
export function acceptForm({ ruleId, accepted }: Condition, { id, accept, now }: TargetView): Html | false {
  const form = accept.get(ruleId);
  if (form === undefined || accepted !== undefined) return false;
  const last = secondsLater(now, MAX_ACCEPTANCE_DAYS * DAY_SECONDS).slice(0, 10);
  return html`<details class="accept"><summary>Accept <span class="hidden">${ruleId}</span> for a time</summary>
<form method="post" action="/api/report/acceptances" aria-label="Accept ${ruleId}">
<input type="hidden" name="target" value="${id}"><input type="hidden" name="token" value="${form.token}">
<input type="hidden" name="rule" value="${ruleId}"><input type="hidden" name="basis" value="${form.basis}">
<label>Reason<input type="text" name="reason" required maxlength="300" autocomplete="off"></label>
<label>Owner, a team<input type="text" name="owner" required maxlength="100" autocomplete="off"></label>
<label>Last day<input type="date" name="until" required min="${now.slice(0, 10)}" max="${last}"></label>
<p class="how">It holds while the evidence stays the same. Backstay then neither reports nor changes it.</p>
<button type="submit">Accept</button>
</form></details>`;
}
