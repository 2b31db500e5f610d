import { sameInAnyCase } from '../../../same-in-any-case.ts';

/**
 * A parsed condition of a role assignment: version 2.0, as far as the delegation of role
 * assignments uses it, and the attributes of blobs as far as they limit a data role.
 */
export type Condition =
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] }
  | { readonly kind: 'actionMatches'; readonly pattern: string }
  /** About a blob: there is no data plane here that could be asked. */
  | { readonly kind: 'ofData' }
  | { readonly kind: 'exists'; readonly wanted: boolean; readonly attribute: Attribute }
  | {
      readonly kind: 'comparison';
      readonly attribute: Attribute;
      readonly operator: OperatorName;
      /**
       * How many of the values on each side have to agree; undefined for an operator without set
       * prefix.
       */
      readonly quantifiers: Quantifiers | undefined;
      readonly values: readonly string[];
    };

export type Source = 'Request' | 'Resource';

export const ATTRIBUTE_NAMES = ['RoleDefinitionId', 'PrincipalId', 'PrincipalType'] as const;

export type AttributeName = (typeof ATTRIBUTE_NAMES)[number];

export interface Attribute {
  readonly source: Source;
  readonly name: AttributeName;
}

/**
 * Of which type each attribute is.
 * https://learn.microsoft.com/azure/role-based-access-control/conditions-authorization-actions-attributes
 */
export const ATTRIBUTE_TYPES: Readonly<Record<AttributeName, ValueType>> = {
  RoleDefinitionId: 'guid',
  PrincipalId: 'guid',
  PrincipalType: 'string',
};

export type ValueType = 'guid' | 'string';

export const OPERATORS = {
  GuidEquals: { type: 'guid', holds: sameInAnyCase },
  GuidNotEquals: { type: 'guid', holds: not(sameInAnyCase) },
  StringEquals: { type: 'string', holds: same },
  StringNotEquals: { type: 'string', holds: not(same) },
  StringEqualsIgnoreCase: { type: 'string', holds: sameInAnyCase },
  StringNotEqualsIgnoreCase: { type: 'string', holds: not(sameInAnyCase) },
} as const satisfies Readonly<Record<string, { readonly type: ValueType; readonly holds: Comparator }>>;

export type OperatorName = keyof typeof OPERATORS;

/** https://learn.microsoft.com/azure/storage/blobs/storage-auth-abac-attributes */
export const DATA_OPERATORS: readonly string[] = ['StringEquals', 'StringLike', 'StringStartsWith'].flatMap((name) => {
  const negated = name.replace('String', 'StringNot');
  return [name, negated, `${name}IgnoreCase`, `${negated}IgnoreCase`];
});

type Comparator = (left: string, right: string) => boolean;

/**
 * `ForAnyOfAllValues`: any of the attribute's values, to all of the values that are written down.
 */
export const SET_PREFIXES = {
  ForAnyOfAnyValues: { left: 'some', right: 'some' },
  ForAllOfAnyValues: { left: 'every', right: 'some' },
  ForAnyOfAllValues: { left: 'some', right: 'every' },
  ForAllOfAllValues: { left: 'every', right: 'every' },
} as const satisfies Readonly<Record<string, Quantifiers>>;

export interface Quantifiers {
  readonly left: 'some' | 'every';
  readonly right: 'some' | 'every';
}

function same(left: string, right: string): boolean {
  return left === right;
}

function not(comparator: Comparator): Comparator {
  return (left, right) => !comparator(left, right);
}

/** Whether anything in the condition compares a GUID. */
export function comparesGuids(condition: Condition): boolean {
  switch (condition.kind) {
    case 'not':
      return comparesGuids(condition.of);
    case 'and':
    case 'or':
      return condition.of.some(comparesGuids);
    case 'comparison':
      return OPERATORS[condition.operator].type === 'guid';
    default:
      return false;
  }
}
