import type { Accepted } from './acceptance.ts';
import type { Need, Source } from './fact.ts';
import type { Failure } from './failure.ts';
import type { Remedy } from './remedy.ts';
import type { RuleId, Severity } from './rule-id.ts';

/** What was seen, as small plain data for people and pipelines. */
export type Evidence = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

interface Explained {
  /** One word in PascalCase that programs may compare. */
  readonly reason: string;
  /** One sentence for people. */
  readonly message: string;
  readonly evidence: Evidence;
}

/** What a rule may answer. */
export type Outcome =
  | ({ readonly outcome: 'satisfied' } & Explained)
  /** Not so, and Backstay knows the remedy. */
  | ({ readonly outcome: 'missing'; readonly remedy: Remedy } & Explained)
  /** On its way without our doing anything: look again. `steps` say what to look at where it takes too long. */
  | ({ readonly outcome: 'pending'; readonly steps?: readonly string[] } & Explained)
  /** Only a person can put it right, by these steps. */
  | ({ readonly outcome: 'manual'; readonly steps: readonly string[] } & Explained)
  /** Cannot be judged or mended before these other rules are satisfied. */
  | ({ readonly outcome: 'blocked'; readonly by: readonly RuleId[] } & Explained)
  | ({ readonly outcome: 'notApplicable' } & Explained)
  /** What there is to read does not tell; `steps` say what would, or what to look at by hand. */
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

/** What the engine adds for a rule that threw. Of a need that could not be read it says `unknown` by itself. */
export type EngineOutcome = { readonly outcome: 'error' } & Explained;

/** The judgement of one rule on one target. */
export type Finding = (Outcome | EngineOutcome) & {
  readonly ruleId: RuleId;
  readonly severity: Severity;
  /** What was read to come to it. */
  readonly sources: readonly Source[];
  /** An operator accepts it as it is. Set by `acceptances/active.ts` only. */
  readonly accepted?: Accepted;
};

export type OutcomeName = Finding['outcome'];
