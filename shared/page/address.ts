/**
 * Addresses of the page within itself. A page that was opened by a function key hands it on as
 * `code`, or no link would work.
 */
export function pageAddress(parts: Readonly<Record<string, string | undefined>>, code: string | undefined): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...parts, code })) {
    if (value !== undefined && value !== '') query.set(name, value);
  }
  const text = query.toString();
  return text === '' ? '/api/report' : `/api/report?${text}`;
}

/** Addresses below the page, for viewers who may have come by a function key. */
export function partAddress(name: string, code: string | undefined): string {
  const query = code === undefined ? '' : `?${new URLSearchParams({ code })}`;
  return `/api/report/${name}${query}`;
}
