/**
 * Whether a rule for `pattern` holds for all that `wanted` stands for, which may have a `*` at its
 * left too. A `*` at the left stands for anything, dots included, but for nothing at all it does
 * not: `*.contoso.com` is not `contoso.com`. Elsewhere it is no wildcard.
 * https://learn.microsoft.com/azure/firewall/firewall-faq
 */
export function fqdnCovers(pattern: string, wanted: string): boolean {
  const [rule, name] = [normal(pattern), normal(wanted)];
  if (rule === '') return false;
  if (!rule.startsWith('*')) return rule === name;
  const ending = rule.slice(1);
  return name.endsWith(ending) && name.length > ending.length;
}

/** Whether a rule for `pattern` holds for at least some of what `wanted` stands for. */
export function fqdnTouches(pattern: string, wanted: string): boolean {
  return fqdnCovers(pattern, wanted) || fqdnCovers(wanted, pattern);
}

function normal(fqdn: string): string {
  return fqdn.trim().toLowerCase().replace(/\.$/, '');
}
