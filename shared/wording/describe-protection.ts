import type { ShownProtection } from '../model/protection.ts';
import { PROTECTION_WORDS } from './page-words.ts';

/**
 * The protection of a cluster on one line: `Protected, vault bv-shop, policy daily, latest recovery
 * point 2026-01-31T02:00:00Z`.
 */
export function describeProtection(protection: ShownProtection): string {
  const { state, vault, policy, latestRecoveryPoint, restoreDrill, error } = protection;
  return [
    PROTECTION_WORDS[state].short,
    ...(vault === undefined ? [] : [`vault ${lastPartOf(vault)}`]),
    ...(policy === undefined ? [] : [`policy ${lastPartOf(policy)}`]),
    ...(latestRecoveryPoint === undefined ? [] : [`latest recovery point ${latestRecoveryPoint}`]),
    ...(restoreDrill === undefined ? [] : [describeDrill(restoreDrill)]),
    ...(error === undefined
      ? []
      : [`${error.code}${error.rules.length === 0 ? '' : ` (see ${error.rules.join(', ')})`}`]),
  ].join(', ');
}

/** The name of the backup instance, with its state as Azure Backup names it. */
export function describeInstance({ backupInstance, azureState }: ShownProtection): string | undefined {
  if (backupInstance === undefined) return undefined;
  return `${lastPartOf(backupInstance)}${azureState === undefined ? '' : ` (${azureState})`}`;
}

/** The name in an id. */
export function lastPartOf(id: string): string {
  return id.split('/').at(-1) ?? id;
}

/** `restore to aks-shop confirmed 2026-01-31T02:00:00Z`. */
export function describeDrill({ state, at, target, code }: NonNullable<ShownProtection['restoreDrill']>): string {
  return `restore to ${lastPartOf(target)} ${state} ${at}${code === undefined ? '' : ` (${code})`}`;
}
