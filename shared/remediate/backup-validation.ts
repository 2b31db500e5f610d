import { secondsBetween } from '../lib/iso-time.ts';
import { type Failure, willPass } from '../model/failure.ts';
import type { Evidence } from '../model/finding.ts';
import type { ServiceRefusal } from '../model/protection.ts';
import type { BackupValidationRemedy } from '../model/remedy.ts';
import { partsOf } from '../model/resource-id.ts';
import { SERVICE_CODES } from '../rules/protection/service-codes.ts';
import { measure } from '../telemetry/at-work.ts';
import { observationOf, type Remediator, resultOf } from './define.ts';

/** In seconds; recorded validations took one to three minutes. */
const MAX_VALIDATION_SECONDS = 20 * 60;

/** Asks Azure Backup for its own word. A refusal is an answer: the validation was carried out. */
export const backupValidation = {
  /** A validation leaves nothing behind: one whose address is lost is sent again later. */
  async observe({ clusterId }, arm) {
    return observationOf(await arm.getCluster(clusterId), () => failed('ValidationLost', 'Its outcome is not known.'));
  },

  async poll(operation, arm) {
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
      case 'refused':
        measure('backstay.disagreements', 1, { 'error.type': knownCode(answer.value.refusal.code) });
        return { state: 'done', after: { confirmed: false, ...evidenceOfRefusal(answer.value.refusal) }, trace };
    }
  },

  async apply({ clusterId, request }, _, arm) {
    return resultOf(await arm.validateForBackup(request, partsOf(clusterId).name), {});
  },
} satisfies Remediator<BackupValidationRemedy>;

/** A dimension has few values. */
function knownCode(code: string): string {
  return SERVICE_CODES.includes(code) ? code : 'other';
}

function evidenceOfRefusal({ code, message, detail, recommendedActions }: ServiceRefusal): Evidence {
  return { code, message: message ?? null, detail: detail ?? null, recommendedActions };
}

function failed(code: string, what: string): { readonly state: 'failed'; readonly failure: Failure } {
  return { state: 'failed', failure: { class: 'transient', code, message: `The validation by Azure Backup: ${what}` } };
}
