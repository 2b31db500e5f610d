import type { Trace } from '../model/action.ts';
import type { Absent, Fact, FactValues, Need, Readiness, Source } from '../model/fact.ts';
import { saysNotThere } from '../model/failure.ts';
import type { Inspection } from '../model/inspection.ts';
import type { Permission } from '../model/permission.ts';
import type { Profile } from '../model/profile.ts';
import type { Confirmation, RestoreDrill } from '../model/protection.ts';
import type { Target } from '../model/target.ts';
import type { ArmReader, ArmResult } from '../ports/arm.ts';

/** The tools of a reader. */
export interface Reading {
  readonly target: Target;
  readonly profile: Profile;
  readonly arm: ArmReader;
  /** The rights that the planned actions need; `undefined` before there is a plan. */
  readonly planned?: readonly Permission[];
  /** The result of the last inspection of the cluster. */
  readonly inspection?: Fact<Inspection>;
  readonly confirmation?: Fact<Confirmation>;
  readonly restoreDrill?: Fact<RestoreDrill>;
  readonly readiness?: Readiness;
  /** Another fact that this one hangs on; each is read only once. */
  fact<N extends Need>(need: N): Promise<Fact<FactValues[N]>>;
}

/** How a fact is read. */
export type Reader<N extends Need> = (reading: Reading) => Promise<Fact<FactValues[N]>>;

/** An answer is the fact; any failure leaves it unknown. */
export function factOf<T>(result: ArmResult<T>): Fact<T> {
  const sources = [sourceOf(result.trace)];
  return result.ok
    ? { state: 'known', value: result.value, sources }
    : { state: 'unknown', failure: result.failure, sources };
}

/** As `factOf`, but that the resource is not there is known too. */
export function factOrAbsent<T>(result: ArmResult<T>): Fact<T | Absent> {
  return !result.ok && saysNotThere(result.failure)
    ? { state: 'known', value: 'absent', sources: [sourceOf(result.trace)] }
    : factOf(result);
}

export function sourceOf({ call, at }: Trace): Source {
  return { call, at };
}
