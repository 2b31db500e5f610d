/** Ids, names and GUIDs are the same to Azure in any letter case. */
export function sameInAnyCase(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
