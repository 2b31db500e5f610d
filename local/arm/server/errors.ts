import type { Json } from './json.ts';

/** An answer of ARM that is not a success. Thrown anywhere below the server, which sends it. */
export class ArmError extends Error {
  override readonly name = 'ArmError';
  readonly status: number;
  readonly body: Json;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: Json, headers: Readonly<Record<string, string>> = {}) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** The usual form of an error: `{ error: { code, message } }`. */
export function armError(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): ArmError {
  return new ArmError(status, { error: { code, message } }, headers);
}

/** The form of the AKS resource provider, which does not wrap its errors. */
export function aksError(status: number, code: string, message: string, subcode = ''): ArmError {
  return new ArmError(status, { code, details: null, message, subcode });
}

/** Errors of the gateway before the resource provider say so. */
export const GATEWAY = { 'x-ms-failure-cause': 'gateway' };
