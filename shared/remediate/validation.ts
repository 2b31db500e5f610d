import { secondsBetween } from '../lib/iso-time.ts';
import type { Observation } from '../model/action.ts';
import { type Failure, willPass } from '../model/failure.ts';
import type { Evidence } from '../model/finding.ts';
import type { ServiceRefusal } from '../model/protection.ts';
import type { ArmReader } from '../ports/arm.ts';
import { SERVICE_CODES } from '../rules/protection/service-codes.ts';
import type { LongOperation } from './define.ts';

/** In seconds; recorded validations took one to three minutes. */
const MAX_VALIDATION_SECONDS = 20 * 60;

/** A validation leaves nothing behind: one whose address is lost is sent again later. */
export function lostValidation() {
  return failed('ValidationLost', 'Its outcome is not known.');
}

/** Polls a validation by Azure Backup. A refusal is an answer: the validation was carried out. */
export async function pollValidation(
  operation: LongOperation,
  arm: ArmReader,
  onRefused: (code: string) => void,
): Promise<Observation> {
  const { trace, ...answer } = await arm.getValidation(operation.url);
  const isLate = secondsBetween(operation.acceptedAt, trace.at) > MAX_VALIDATION_SECONDS;
  if (!answer.ok) {
    const { failure } = answer;
    const state = willPass(failure) && !isLate ? 'unreadable' : 'failed';
    return { state, failure, trace };
  }
  switch (answer.value.state) {
    case 'running':
      return isLate
        ? { ...failed('ValidationTimeout', 'It did not end within twenty minutes.'), trace }
        : { state: 'running', trace };
    case 'confirmed':
      return { state: 'done', after: { confirmed: true }, trace };
    case 'refused': {
      const { refusal } = answer.value;
      onRefused(SERVICE_CODES.includes(refusal.code) ? refusal.code : 'other');
      return { state: 'done', after: { confirmed: false, ...evidenceOfRefusal(refusal) }, trace };
    }
  }
}

function evidenceOfRefusal({ code, message, detail, recommendedActions }: ServiceRefusal): Evidence {
  return { code, message: message ?? null, detail: detail ?? null, recommendedActions };
}

function failed(code: string, what: string): { readonly state: 'failed'; readonly failure: Failure } {
  return { state: 'failed', failure: { class: 'transient', code, message: `The validation by Azure Backup: ${what}` } };
}
