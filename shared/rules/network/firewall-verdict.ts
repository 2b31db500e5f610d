import type { EgressName } from './egress-names.ts';
import { matchOf } from './firewall-match.ts';
import { inWords, type RuleInOrder } from './firewall-order.ts';

/** The verdict of a firewall on traffic to a name. */
export type FirewallVerdict =
  | { readonly verdict: 'allowed'; readonly by: string }
  /** By a rule, or because no rule lets it out: then `by` is `undefined`. */
  | { readonly verdict: 'denied'; readonly by: RuleInOrder | undefined }
  /** Rules that may or may not be for it decide; by names. */
  | { readonly verdict: 'untold'; readonly because: readonly string[] };

/** The first rule that holds for the name decides; what no rule holds for is denied. */
export function firewallVerdict(
  rules: readonly RuleInOrder[],
  name: EgressName,
  subnetPrefixes: readonly string[],
): FirewallVerdict {
  const perhaps: RuleInOrder[] = [];
  for (const each of rules) {
    const match = matchOf(each, name, subnetPrefixes);
    if (match === 'no') continue;
    const action = match === 'perhaps' ? 'unknown' : each.action;
    // Rules that may hold for it and would do the same change nothing.
    const others = perhaps.filter((one) => one.action !== action);
    if (action === 'unknown') perhaps.push(each);
    else if (others.length > 0) return { verdict: 'untold', because: others.map(inWords) };
    else return action === 'allow' ? { verdict: 'allowed', by: inWords(each) } : { verdict: 'denied', by: each };
  }
  const letting = perhaps.filter(({ action }) => action !== 'deny');
  return letting.length > 0
    ? { verdict: 'untold', because: letting.map(inWords) }
    : { verdict: 'denied', by: undefined };
}
