import { isRecord, text } from './shapes.ts';

/** One status of an extension. */
export interface ExtensionStatus {
  readonly code: string | undefined;
  readonly level: string | undefined;
  readonly message: string | undefined;
}

/** https://learn.microsoft.com/rest/api/kubernetesconfiguration/extensions */
export function readStatuses(value: unknown): readonly ExtensionStatus[] {
  return (Array.isArray(value) ? value.filter(isRecord) : []).map(({ code, level, message }) => ({
    code: text(code),
    level: text(level)?.toLowerCase(),
    message: text(message),
  }));
}

/**
 * The first status that reports an error, by its level or by its code: every recorded level is
 * null, and the SDK makes `Information` of that.
 */
export function errorIn(statuses: readonly ExtensionStatus[]): ExtensionStatus | undefined {
  return statuses.find(({ code, level }) => level === 'error' || /fail|error/i.test(code ?? ''));
}

/**
 * The innermost cause in the message of a failed install. Azure puts Helm's words into a frame that
 * speaks of policies, for any cause:
 * https://github.com/hashicorp/terraform-provider-azurerm/issues/24547
 */
export function innermostCause(message: string): string {
  const inner = message.split(/InnerError\s*:?\s*\[/i).at(-1) ?? message;
  const cause = inner
    .replace(/\]*\s*occurred while doing the operation[\s\S]*$/i, '')
    .replace(/[,.;]?\s*\bfor (general )?troubleshooting\b[\s\S]*$/i, '')
    .replace(/[,.;]?\s*(please )?(ensure|check) (that )?(there are )?no policies blocking[^:.[\]]*[.:]?/gi, '')
    .replace(/^\s*helm installation failed\s*:\s*/i, '')
    .replace(/^\s*release \S+ failed, and has been uninstalled due to atomic being set:\s*/i, '')
    .trim();
  const unbracketed = cause.includes('[') ? cause : cause.replace(/\]+$/, '').trim();
  return unbracketed === '' ? message.trim() : unbracketed;
}
