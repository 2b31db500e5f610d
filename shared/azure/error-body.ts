import { isRecord, text } from './shapes.ts';

/** The content of an error body of any service. */
export interface ErrorBody {
  readonly code: string | undefined;
  readonly message: string | undefined;
  /** Codes of the inner errors, nearest first. */
  readonly innerCodes: readonly string[];
}

const NOTHING: ErrorBody = { code: undefined, message: undefined, innerCodes: [] };

/**
 * Reads an error from what came with it: ARM and most providers nest it (`{ error: { code } }`),
 * AKS often does not (`{ code, subcode }`), a long operation wraps it (`{ status: 'Failed', error
 * }`), and some answers have no body at all.
 * https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/common-api-details.md#error-response-content
 */
export function readErrorBody(body: unknown): ErrorBody {
  if (!isRecord(body)) return NOTHING;
  const error = isRecord(body.error) ? body.error : body;
  const inner = innerErrorsOf(error, MAX_DEPTH);
  return {
    code: code(error.code),
    message: messageFrom([...inner].reverse().concat(error)),
    innerCodes: [...inner.flatMap((each) => code(each.code) ?? []), ...codesWithin(text(error.message))],
  };
}

/** Recorded bodies nest three deep; a hostile one could nest without end. */
const MAX_DEPTH = 5;
const MAX_MESSAGES = 3;
/**
 * Resource Graph's outer message, which says nothing.
 * https://learn.microsoft.com/azure/governance/resource-graph/troubleshoot/general
 */
const WITHOUT_MEANING = /^please provide below info when asking for support/i;

/** The errors inside an error, the outer ones first. */
function innerErrorsOf(error: ErrorRecord, depth: number): readonly ErrorRecord[] {
  if (depth === 0) return [];
  const details: readonly unknown[] = Array.isArray(error.details) ? error.details : [];
  const inner = [...details, error.innererror, error.innerError].filter(isRecord);
  return [...inner, ...inner.flatMap((each) => innerErrorsOf(each, depth - 1))];
}

type ErrorRecord = Readonly<Record<string, unknown>>;

/** The innermost message first: it names the cause, and what follows may be cut off. */
function messageFrom(errors: readonly ErrorRecord[]): string | undefined {
  const messages = [...new Set(errors.flatMap(({ message }) => text(message)?.trim() ?? []))];
  const telling = messages.filter((message) => !WITHOUT_MEANING.test(message));
  const shown = telling.length > 0 ? telling : messages;
  return shown.length === 0 ? undefined : shown.slice(0, MAX_MESSAGES).join(' ');
}

/**
 * A service that was refused by another puts that one's answer into its own message.
 * https://github.com/Azure/AKS-Construction/issues/385
 */
function codesWithin(message: string | undefined): readonly string[] {
  return [...(message ?? '').matchAll(/\\?"code\\?"\s*:\s*\\?"([\w.-]{1,100})\\?"/g)].flatMap(([, each]) => each ?? []);
}

/** Codes are single words; anything else is a text in the wrong place. */
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
