import type { Fact, Readiness } from '../model/fact.ts';
import type { Inspection } from '../model/inspection.ts';
import type { Profile } from '../model/profile.ts';
import type { Confirmation, RestoreDrill } from '../model/protection.ts';
import type { TargetState } from '../model/state.ts';
import { confirmationFact, readinessOf } from './confirmation.ts';
import { inspectionFact } from './inspection.ts';
import { restoreDrillFact } from './restore-drill.ts';

/** Facts that are kept with a target, because no read of Azure shows them. */
export interface Remembered {
  readonly inspection: Fact<Inspection>;
  /** Azure Backup is not asked without it. */
  readonly confirmation?: Fact<Confirmation>;
  readonly restoreDrill?: Fact<RestoreDrill>;
  readonly readiness?: Readiness;
}

/** `state` is undefined for a target that is not kept yet. */
export function rememberedOf(profile: Profile, state: TargetState | undefined, now: string): Required<Remembered> {
  return {
    inspection: inspectionFact(profile, state?.inspection, now),
    confirmation: confirmationFact(profile, state ?? { conditions: [] }, now),
    restoreDrill: restoreDrillFact(profile, state ?? { conditions: [] }, now),
    readiness: state === undefined ? 'notReady' : readinessOf(state, now),
  };
}
