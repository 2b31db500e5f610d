import { type Html, html } from './html.ts';

/** A refusal as a browser shows it. */
export interface ShownProblem {
  readonly title: string;
  readonly detail: string;
  /** The next step, in Markdown without links. */
  readonly help: string;
  readonly status: number;
  /** The id of the call in the log. */
  readonly correlationId: string;
}

/** The page in place of a form, or a page, that was refused. */
export function problemPage({ title, detail, help, status, correlationId }: ShownProblem): Html {
  return html`<h1>${title}</h1>
<p class="notice bad" role="alert">${detail}</p>
<p>${help.replaceAll('`', '')}</p>
<p class="how">Status ${status}. The log has this call under ${correlationId}.</p>`;
}
