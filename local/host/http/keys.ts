import type { HonoRequest } from 'hono';

/**
 * The keys of the host's addresses, as named in
 * https://learn.microsoft.com/azure/azure-functions/function-keys-how-to
 */
export interface HostKeys {
  /** Opens the HTTP functions of level `function`. */
  readonly function: string;
  /** Opens everything. */
  readonly master: string;
  /**
   * Opens the address that Event Grid delivers to; in Azure it is the system key
   * `eventgrid_extension`.
   */
  readonly eventGrid: string;
}

/** Whether a request brings one of the keys, in its header or its address. */
export function hasKey(request: HonoRequest, ...keys: readonly string[]): boolean {
  const key = request.header('x-functions-key') ?? request.query('code');
  return key !== undefined && keys.includes(key);
}
