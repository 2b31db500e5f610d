import type { RuleId } from '../model/rule-id.ts';
import { type Html, html } from './html.ts';

/** Rules by their ids, each leading to its finding on the same page. */
export function ruleLinks(ids: readonly RuleId[]): readonly Html[] {
  return ids.map((id, index) => html`${index > 0 && ', '}<a href="#${id}">${id}</a>`);
}
