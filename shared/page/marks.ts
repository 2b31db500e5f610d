import type { Verdict } from '../model/state.ts';
import { VERDICT_WORDS } from '../wording/page-words.ts';
import { type Html, html } from './html.ts';

/** Each verdict has a shape of its own, so that they do not differ by colour alone. */
export const SYMBOLS = html`<svg class="symbols" aria-hidden="true" focusable="false">
<symbol id="logo" viewBox="0 0 24 24"><path d="M3 20h18l-2.4 2.5H5.6z" fill="currentColor"/><path d="M10 2v18M10 2.5 20.5 19.5M10 2.5 4 18" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"/></symbol>
<symbol id="Failed" viewBox="0 0 16 16"><path class="fill" d="M5 .5h6L15.5 5v6L11 15.500H5L.5 11V5z"/><path class="cut" d="m5.2 5.2 5.6 5.600m0-5.6-5.6 5.6"/></symbol>
<symbol id="NeedsPerson" viewBox="0 0 16 16"><path class="fill" d="M8 .8 15.7 15H.3z"/><path class="cut" d="M8 5.800v4.200m0 2.300v.3"/></symbol>
<symbol id="Unknown" viewBox="0 0 16 16"><path class="line" d="m8 .9 7.1 7.100L8 15.1.9 8z"/><path class="line" d="M6.3 6.500a1.75 1.75 0 1 1 2.6 1.500c-.6.35-.9.7-.9 1.400m0 2v.2"/></symbol>
<symbol id="Remediating" viewBox="0 0 16 16"><circle class="line" cx="8" cy="8" r="7"/><path class="fill" d="M8 1a7 7 0 0 1 0 14z"/></symbol>
<symbol id="Ready" viewBox="0 0 16 16"><circle class="fill" cx="8" cy="8" r="7.7"/><path class="cut" d="m4.5 8.3 2.4 2.4 4.6-5.2"/></symbol>
<symbol id="OptedOut" viewBox="0 0 16 16"><circle class="line" cx="8" cy="8" r="7"/><path class="line" d="M4.5 8h7"/></symbol>
<symbol id="Gone" viewBox="0 0 16 16"><circle class="line" cx="8" cy="8" r="7" stroke-dasharray="2.2 2.2"/></symbol>
</svg>`;

/** The shape of a verdict and its word. */
export function verdictMark(verdict: Verdict): Html {
  return html`<span class="mark ${verdict}">${shape(verdict)}${VERDICT_WORDS[verdict].short}</span>`;
}

export function shape(verdict: Verdict): Html {
  return html`<svg class="shape" aria-hidden="true"><use href="#${verdict}"/></svg>`;
}
