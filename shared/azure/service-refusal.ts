import type { ServiceRefusal } from '../model/protection.ts';
import { messageForPeople } from './failures.ts';
import { isRecord, records, text, texts } from './shapes.ts';

const MAX_ACTIONS = 3;
/** Codes are single words; other text in their place is not shown as one. */
const CODE = /^\w{1,100}$/;

/**
 * The error of an instance or a job, which DataProtection calls a user facing error. `code` and the
 * innermost text are right where the message is not: recorded is "internal error" for a missing
 * role.
 */
export function readRefusal(error: unknown): ServiceRefusal | undefined {
  if (!isRecord(error)) return undefined;
  const code = text(error.code);
  if (code === undefined) return undefined;
  return {
    code: CODE.test(code) ? code : 'UnknownServiceError',
    message: shown(error.message),
    detail: shown(detailOf(error.innerError)),
    recommendedActions: texts(error.recommendedAction).slice(0, MAX_ACTIONS).map(messageForPeople),
  };
}

/** The error of a long operation, with the user facing error inside it. */
export function readOperationRefusal(error: unknown): ServiceRefusal | undefined {
  if (!isRecord(error)) return undefined;
  const inner = records(error.additionalInfo).find(({ type }) => type === 'UserFacingError');
  return readRefusal(inner?.info) ?? readRefusal(error);
}

function detailOf(innerError: unknown): unknown {
  const info = isRecord(innerError) ? innerError.additionalInfo : undefined;
  return isRecord(info) ? info.DetailedNonLocalisedMessage : undefined;
}

function shown(value: unknown): string | undefined {
  const words = text(value);
  return words === undefined ? undefined : messageForPeople(words);
}
