import type { Evidence, Finding } from '../model/finding.ts';
import type { ProtectionState, ShownProtection } from '../model/protection.ts';
import { causeOf, rulesOfCode } from '../rules/protection/service-codes.ts';
import { CONFIRMED, NOT_PROTECTED_ELSEWHERE, PROTECTED, RECOVERY_POINT, RESTORE_VALIDATED } from '../rules/rule-ids.ts';
import { isSettledAsRead } from './conditions.ts';

/**
 * The protection of a cluster, put together from the findings of the rules that read its backup
 * instances.
 */
export function protectionOf(findings: readonly Finding[]): ShownProtection {
  const find = (ruleId: string) => findings.find((finding) => finding.ruleId === ruleId);
  const state = stateOf(find(PROTECTED));
  // Where the profile does not protect, the error of the instance shows in the finding on the
  // confirmation.
  const about = [PROTECTED, CONFIRMED, NOT_PROTECTED_ELSEWHERE]
    .map((ruleId) => find(ruleId)?.evidence ?? {})
    .find(({ backupInstance }) => typeof backupInstance === 'string');
  const code = text(find(CONFIRMED)?.evidence.code) ?? text(about?.errorCode);
  const known = {
    backupInstance: text(about?.backupInstance),
    vault: text(about?.vault),
    policy: text(about?.policy),
    azureState: text(about?.protectionState),
    latestRecoveryPoint: text(find(RECOVERY_POINT)?.evidence.latestRecoveryPoint),
    restoreDrill: drillIn(find(RESTORE_VALIDATED)),
    error:
      state === 'inError' && code !== undefined
        ? { code, cause: causeOf(code), rules: explainedBy(code, findings) }
        : undefined,
  };
  const there = Object.entries(known).filter(([, value]) => value !== undefined);
  return { state, ...(Object.fromEntries(there) as Omit<ShownProtection, 'state'>) };
}

function stateOf(finding: Finding | undefined): ProtectionState {
  switch (finding?.outcome) {
    case 'satisfied':
      return 'protected';
    case 'pending':
      return 'inProgress';
    case 'manual':
      return 'stopped';
    case 'missing':
      // With its error, where an instance exists.
      return finding.reason === 'NotProtected' ? 'unprotected' : 'inError';
    case 'notApplicable':
      return stateWhereNoneIsWanted(finding.reason);
    case 'blocked':
      return stateBehind(finding.by);
    default:
      return 'notKnown';
  }
}

function stateWhereNoneIsWanted(reason: string): ProtectionState {
  if (reason === 'ProtectedElsewhere') return 'elsewhere';
  return reason === 'RestoreTarget' ? 'restoreTarget' : 'unprotected';
}

/** A finding that waits says by what it waits for how it is. */
function stateBehind(by: readonly string[]): ProtectionState {
  if (by.includes(NOT_PROTECTED_ELSEWHERE)) return 'elsewhere';
  if (by.includes(CONFIRMED)) return 'inError';
  // Before there is a vault nothing is protected by it; a cluster that changes is read again soon.
  return by.includes('BKS-212') ? 'unprotected' : 'notKnown';
}

/** The last drill, while its answer counts. */
function drillIn(finding: Finding | undefined): ShownProtection['restoreDrill'] {
  const { validatedAt: at, recoveryPoint, restoreTarget: target, code } = finding?.evidence ?? {};
  if (typeof at !== 'string' || typeof recoveryPoint !== 'string' || typeof target !== 'string') return undefined;
  return typeof code === 'string'
    ? { state: 'refused', at, recoveryPoint, target, code }
    : { state: 'confirmed', at, recoveryPoint, target };
}

/** The rules that explain a code of Azure Backup: first those that are not satisfied. */
function explainedBy(code: string, findings: readonly Finding[]) {
  const rules = rulesOfCode(code);
  const open = rules.filter((ruleId) =>
    findings.some((finding) => finding.ruleId === ruleId && !isSettledAsRead(finding)),
  );
  return open.length > 0 ? open : rules;
}

function text(value: Evidence[string] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
