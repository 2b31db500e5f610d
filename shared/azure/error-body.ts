import { isRecord, text } from './shapes.ts';

/** What an error body says, whoever wrote it. */
export interface ErrorBody {
  readonly code: string | undefined;
  readonly message: string | undefined;
  /** Codes of the inner errors, nearest first. */
  readonly innerCodes: readonly string[];
}

const NOTHING: ErrorBody = { code: undefined, message: undefined, innerCodes: [] };

/**
 * Reads an error from what came with it: ARM and most providers nest it (`{ error: { code } }`), AKS often does not
 * (`{ code, subcode }`), a long operation wraps it (`{ status: 'Failed', error }`), and some answers have no body at all.
 * https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/common-api-details.md#error-response-content
 */
export function readErrorBody(body: unknown): ErrorBody {
  if (!isRecord(body)) return NOTHING;
  const error = isRecord(body.error) ? body.error : body;
  const details: readonly unknown[] = Array.isArray(error.details) ? error.details : [];
  const inner = [...details, error.innererror, error.innerError].filter(isRecord);
  return {
    code: code(error.code),
    message: text(error.message),
    innerCodes: [...inner.flatMap((each) => code(each.code) ?? []), ...codesWithin(text(error.message))],
  };
}

/** A service that was refused by another puts that one's answer into its own message. https://github.com/Azure/AKS-Construction/issues/385 */
function codesWithin(message: string | undefined): readonly string[] {
  return [...(message ?? '').matchAll(/\\?"code\\?"\s*:\s*\\?"([\w.-]{1,100})\\?"/g)].flatMap(([, each]) => each ?? []);
}

/** Codes are single words; anything else is somebody's text in the wrong place. */
function code(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.-]{1,100}$/.test(value) ? value : undefined;
}

export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Gateways answer in HTML or not at all; the status has to do then.
    return undefined;
  }
}
