import type { Failure, FailureClass } from '../../shared/model/failure.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { RuleId } from '../../shared/model/rule-id.ts';
import type { Condition, Progress } from '../../shared/model/state.ts';

const explained = { severity: 'required', reason: 'Because', message: 'so', evidence: {}, sources: [] } as const;
const remedy = { kind: 'providerRegistration', subscriptionId: 's', namespace: 'n' } as const;

export function satisfiedFinding(ruleId: RuleId = 'BKS-101'): Finding {
  return { ...explained, ruleId, outcome: 'satisfied' };
}

export function missingFinding(ruleId: RuleId = 'BKS-101'): Finding {
  return { ...explained, ruleId, outcome: 'missing', remedy };
}

export function pendingFinding(ruleId: RuleId = 'BKS-101'): Finding {
  return { ...explained, ruleId, outcome: 'pending' };
}

export function manualFinding(ruleId: RuleId = 'BKS-101'): Finding {
  return { ...explained, ruleId, outcome: 'manual', steps: ['do it'] };
}

export function blockedFinding(by: RuleId, ruleId: RuleId = 'BKS-101'): Finding {
  return { ...explained, ruleId, outcome: 'blocked', by: [by] };
}

export function unknownFinding(failure: Failure, ruleId: RuleId = 'BKS-101'): Finding {
  return { ...explained, ruleId, outcome: 'unknown', steps: [], unread: [{ need: 'cluster', failure }] };
}

export function condition(
  finding: Finding,
  since: string,
  extra: { progress?: Progress; recheckAt?: string } = {},
): Condition {
  return { ...finding, since, ...extra };
}

export function failure(failureClass: FailureClass, retryAfterSeconds?: number): Failure {
  const base = { class: failureClass, code: 'Code', message: 'text' };
  return retryAfterSeconds === undefined ? base : { ...base, retryAfterSeconds };
}
