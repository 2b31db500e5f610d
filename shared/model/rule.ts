import type { FactValues, Need } from './fact.ts';
import type { Outcome } from './finding.ts';
import type { Profile } from './profile.ts';
import type { RemedyKind } from './remedy.ts';
import type { RuleId, Severity } from './rule-id.ts';
import type { Step } from './step.ts';

/** One prerequisite: what it is, what it needs to see, and the judgement itself. */
export interface Rule<N extends Need = Need> {
  readonly id: RuleId;
  /**
   * Ids that this rule had before, or that rules had which it replaces. They stay in stored
   * findings, waivers and links.
   */
  readonly aliases?: readonly RuleId[];
  /**
   * Set on a rule that no longer checks anything and has no successor: since which version, and
   * why.
   */
  readonly deprecated?: { readonly since: string; readonly why: string };
  /** The file's name, and the last part of its page's address. */
  readonly slug: string;
  /**
   * A statement that is true when the rule is satisfied; the heading of every finding that leaves
   * it open.
   */
  readonly title: string;
  /** The statement shown when the rule is known to fail (`missing` or `manual`), and only then. */
  readonly failureTitle: string;
  /** One sentence: what goes wrong without it. */
  readonly why: string;
  readonly severity: Severity;
  /** Why operators cannot accept a finding of this rule, as a sentence; left out where they can. */
  readonly neverAccepted?: string;
  /** Reasons of `unknown` for what Azure never shows, by design: operators can confirm them. */
  readonly confirmable?: readonly string[];
  /** It concerns backups alone: it does not apply to clusters that are a target for restores. */
  readonly forBackupsOnly?: true;
  /** Microsoft's page on it. */
  readonly docs: string;
  /** Error codes of Azure Backup that this prerequisite prevents. */
  readonly serviceErrors: readonly string[];
  /** How it is remediated: by Backstay with this kind of remedy, by a person, or by time alone. */
  readonly fix: RemedyKind | 'person' | 'time';
  /**
   * Steps of a person, in general; for rules that Backstay has no remedy for. Findings have the ids
   * filled in.
   */
  readonly byHand?: readonly Step[];
  readonly needs: readonly N[];
  /** Pure and synchronous; sees only the facts in `needs`, all of them known. */
  evaluate(facts: Pick<FactValues, N>, profile: Profile): Outcome;
}
