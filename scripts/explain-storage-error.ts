import type { Surroundings } from './surroundings.ts';

/** One sentence for a person; where the storage refused, with the roles that it wants. */
export function explainStorageError(error: unknown, roles: string): string {
  if (!(error instanceof Error)) return String(error);
  const status = 'statusCode' in error ? error.statusCode : undefined;
  return status === 401 || status === 403 ? `The storage refuses the request (${status}): ${roles}.` : error.message;
}

/**
 * Runs work on the storage account; the exit code is 1, with an explanation on `stderr`, when it
 * throws. `roles`: who may do it.
 */
export async function exitCodeOf(
  work: () => Promise<void>,
  { stderr }: Pick<Surroundings, 'stderr'>,
  roles: string,
): Promise<0 | 1> {
  try {
    await work();
    return 0;
  } catch (error) {
    stderr.write(`${explainStorageError(error, roles)}\n`);
    return 1;
  }
}
