/** The value with each `${NAME}` in its texts and keys replaced; names that are not known stay. */
export function fill<T>(value: T, names: Readonly<Record<string, string>>): T {
  return filled(value, names) as T;
}

function filled(value: unknown, names: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return value.replace(/\$\{(\w+)\}/g, (whole, name) => names[name] ?? whole);
  if (Array.isArray(value)) return value.map((each) => filled(each, names));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [filled(key, names), filled(each, names)]));
}

/** `base` with the parts of `over` in it: objects are merged, everything else is replaced. */
export function merge(base: object, over: object): object {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    merged[key] = isPlain(value) && isPlain(before) ? merge(before, value) : value;
  }
  return merged;
}

export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
