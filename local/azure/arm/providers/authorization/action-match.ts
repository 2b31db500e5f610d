/**
 * Whether an action fits a pattern of a role or of a condition: `*` stands for anything, slashes
 * included, and casing does not count. Without regular expressions: a pattern full of `*` costs no
 * more than any other.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-definitions#actions
 */
export function isActionMatch(pattern: string, action: string): boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const text = action.toLowerCase();
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;

  let position = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, position);
    if (found === -1) return false;
    position = found + part.length;
  }
  return text.length - last.length >= position && text.endsWith(last);
}
