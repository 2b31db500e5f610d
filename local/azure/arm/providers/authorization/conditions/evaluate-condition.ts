import { isActionMatch } from '../action-match.ts';
import { type Attribute, type AttributeName, type Condition, OPERATORS, type Source } from './condition.ts';

/** The input of a condition. */
export interface ConditionFacts {
  /** `Microsoft.Authorization/roleAssignments/write` */
  readonly action: string;
  /**
   * The role assignment that is asked for, and the one that stands there; empty where there is
   * none.
   */
  readonly attributes: Readonly<Record<Source, RoleAssignmentAttributes>>;
}

export type RoleAssignmentAttributes = Partial<Readonly<Record<AttributeName, string>>>;

/** Undefined is "unknown": the attribute is not there. */
type Truth = boolean | undefined;

/**
 * Whether the condition lets the action through.
 *
 * An attribute that is not there fulfils no comparison, and no negated one either: what `!` makes
 * of a comparison without its attribute is written nowhere, and the reading that lets less through
 * is taken.
 */
export function isFulfilled(condition: Condition, facts: ConditionFacts): boolean {
  return truthOf(condition, facts) === true;
}

function truthOf(condition: Condition, facts: ConditionFacts): Truth {
  switch (condition.kind) {
    case 'not':
      return negated(truthOf(condition.of, facts));
    case 'and':
      return all(condition.of.map((each) => truthOf(each, facts)));
    case 'or':
      return negated(all(condition.of.map((each) => negated(truthOf(each, facts)))));
    case 'actionMatches':
      return isActionMatch(condition.pattern, facts.action);
    case 'ofData':
      return undefined;
    case 'exists':
      return (findValue(condition.attribute, facts) !== undefined) === condition.wanted;
    case 'comparison':
      return compare(condition, findValue(condition.attribute, facts));
  }
}

function negated(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}

function findValue({ source, name }: Attribute, { attributes }: ConditionFacts): string | undefined {
  return attributes[source][name];
}

function compare(
  { operator, quantifiers, values }: Extract<Condition, { kind: 'comparison' }>,
  value: string | undefined,
): Truth {
  if (value === undefined) return undefined;
  const { left = 'some', right = 'some' } = quantifiers ?? {};
  const { holds } = OPERATORS[operator];
  // These attributes have one value each, so "any of them" and "all of them" say the same.
  return [value][left]((one) => values[right]((other) => holds(one, other)));
}
