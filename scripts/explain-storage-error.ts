/** One sentence for a person; where the storage refused, with the roles that it wants. */
export function explainStorageError(error: unknown, roles: string): string {
  if (!(error instanceof Error)) return String(error);
  const status = 'statusCode' in error ? error.statusCode : undefined;
  return status === 401 || status === 403 ? `The storage refuses the request (${status}): ${roles}.` : error.message;
}
