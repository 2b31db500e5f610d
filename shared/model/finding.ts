import type { Accepted } from './acceptance.ts';
import type { Need, Source } from './fact.ts';
import type { Failure } from './failure.ts';
import type { Remedy } from './remedy.ts';
import type { RuleId, Severity } from './rule-id.ts';

/** Observations as small plain data, for people and pipelines. */
export type Evidence = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

interface Explained {
  /** One word in PascalCase that programs may compare. */
  readonly reason: string;
  /** One sentence for people. */
  readonly message: string;
  readonly evidence: Evidence;
}

/** The possible answers of a rule. */
export type Outcome =
  | ({ readonly outcome: 'satisfied' } & Explained)
  /** Not so, and Backstay knows the remedy. */
  | ({ readonly outcome: 'missing'; readonly remedy: Remedy } & Explained)
  /**
   * On its way without Backstay: read again later. `steps` say what to check where it takes too
   * long.
   */
  | ({ readonly outcome: 'pending'; readonly steps?: readonly string[] } & Explained)
  /** Only a person can remediate it, by these steps. */
  | ({ readonly outcome: 'manual'; readonly steps: readonly string[] } & Explained)
  /** Cannot be judged or mended before these other rules are satisfied. */
  | ({ readonly outcome: 'blocked'; readonly by: readonly RuleId[] } & Explained)
  | ({ readonly outcome: 'notApplicable' } & Explained)
  /** The facts are not conclusive; `steps` say how to find out, or what to check manually. */
  | ({
      readonly outcome: 'unknown';
      readonly steps: readonly string[];
      readonly unread: readonly Unread[];
    } & Explained);

/** A need that could not be read. */
export interface Unread {
  readonly need: Need;
  readonly failure: Failure;
}

/**
 * The answer of the engine for a rule that threw. For a need that could not be read it answers
 * `unknown`.
 */
export type EngineOutcome = { readonly outcome: 'error' } & Explained;

/** The judgement of one rule on one target. */
export type Finding = (Outcome | EngineOutcome) & {
  readonly ruleId: RuleId;
  readonly severity: Severity;
  /** The calls that it rests on. */
  readonly sources: readonly Source[];
  /** An operator accepts it as it is. Set by `acceptances/active.ts` only. */
  readonly accepted?: Accepted;
};

export type OutcomeName = Finding['outcome'];
