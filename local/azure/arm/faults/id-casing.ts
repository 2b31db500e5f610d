/**
 * `resourcegroups` is what AKS was seen to answer; the others are as far as Azure may go, since ids
 * have no casing.
 */
export type IdCasing = 'lower' | 'upper' | 'resourcegroups';

const RECASE: Readonly<Record<IdCasing, (id: string) => string>> = {
  lower: (id) => id.toLowerCase(),
  upper: (id) => id.toUpperCase(),
  resourcegroups: (id) => id.replaceAll(/\/resourcegroups\//gi, '/resourcegroups/'),
};

/**
 * The same JSON with all ARM ids in another casing, those that are names of properties included.
 */
export function recaseIds(json: unknown, casing: IdCasing): unknown {
  if (typeof json === 'string') return isId(json) ? RECASE[casing](json) : json;
  if (Array.isArray(json)) return json.map((item) => recaseIds(item, casing));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [isId(name) ? RECASE[casing](name) : name, recaseIds(value, casing)]),
  );
}

function isId(text: string): boolean {
  return /^\/subscriptions\//i.test(text);
}
