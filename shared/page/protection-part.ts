import { describeInstance, lastPartOf } from '../wording/describe-protection.ts';
import { PROTECTION_WORDS } from '../wording/page-words.ts';
import { type Html, html } from './html.ts';
import { portalLink } from './portal-link.ts';
import { ruleLinks } from './rule-links.ts';
import type { TargetView } from './target-view.ts';
import { timeOf } from './time.ts';

/** The protection of the cluster, and where Azure Backup and the rules disagree. */
export function protectionPart({ state: { conditions }, protection, disagreement, portal }: TargetView): Html | false {
  if (conditions.length === 0) return false;
  const { state, vault, policy, latestRecoveryPoint, restoreDrill: drill, error } = protection;
  const name = (term: string, id: string | undefined) =>
    id !== undefined && html`<dt>${term}</dt><dd>${portalLink(portal, id, html`<bdi>${lastPartOf(id)}</bdi>`)}</dd>`;
  return html`<section class="protection-part" aria-labelledby="protection-title"><h2 id="protection-title">Protection</h2>
<p><strong>${PROTECTION_WORDS[state].short}.</strong> ${PROTECTION_WORDS[state].sentence}</p>
<dl>
${name('Vault', vault)}${name('Policy', policy)}
${describeInstance(protection) !== undefined && html`<dt>Backup instance</dt><dd><bdi>${describeInstance(protection)}</bdi></dd>`}
${latestRecoveryPoint !== undefined && html`<dt>Latest recovery point</dt><dd>${timeOf(latestRecoveryPoint)}</dd>`}
${
  drill !== undefined &&
  html`<dt>Restore drill</dt><dd>Azure Backup ${drill.state} a restore to <bdi>${lastPartOf(drill.target)}</bdi> at ${timeOf(drill.at)}, of the recovery point of
${timeOf(drill.recoveryPoint)}${drill.code !== undefined && html`: ${drill.code}. See ${ruleLinks(['BKS-706'])}`}.</dd>`
}
${error !== undefined && html`<dt>Error</dt><dd>${error.code}. ${error.cause} ${error.rules.length > 0 && html`See ${ruleLinks(error.rules)}.`}</dd>`}
</dl>
${
  disagreement !== undefined &&
  html`<h3>Disagreement</h3>
<p>${disagreement.sentence} Follow the steps of ${ruleLinks(['BKS-702'])} first. If all of it is in place, report the code to Azure support, with the
calls and times under Evidence, and open an issue for Backstay with this text. It holds no ids of yours:</p>
<pre class="command"><code>${disagreement.report}</code></pre>`
}</section>`;
}
