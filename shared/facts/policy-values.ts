import type { ParameterValues } from '../model/policy.ts';

/** The value of an expression. An unknown value is neither set nor empty. */
export type PolicyValue = {
  /**
   * The assignment's own parameter that it comes from; `undefined` where it cannot be set there.
   */
  readonly parameter: string | undefined;
} & ({ readonly told: true; readonly value: unknown } | { readonly told: false });

/** The value of a parameter, by its name in any casing. */
export type Scope = (parameter: string) => PolicyValue;

/**
 * Parameters as the assignment sets them; those that it leaves out have the default of what is
 * assigned.
 */
export function assignedScope(values: ParameterValues, defaults: ParameterValues): Scope {
  return (name) => {
    const set = entryNamed(name, values) ?? entryNamed(name, defaults);
    return told(set?.[1], set?.[0] ?? name);
  };
}

/**
 * Parameters of a member of a set: what the set hands on to it, else the default of the member's
 * definition.
 */
export function memberScope(handedOn: ParameterValues, set: Scope, defaults: ParameterValues): Scope {
  return (name) => {
    const expression = entryNamed(name, handedOn);
    return expression === undefined ? told(entryNamed(name, defaults)?.[1], undefined) : evaluate(expression[1], set);
  };
}

/**
 * The value of what stands in a definition or in a set: itself, or what `[parameters('…')]` names.
 * Other expressions are ARM's to evaluate.
 * https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-parameters
 */
export function evaluate(expression: unknown, scope: Scope): PolicyValue {
  if (typeof expression !== 'string' || !isExpression(expression)) {
    const hidden =
      Array.isArray(expression) && expression.some((each) => typeof each === 'string' && isExpression(each));
    return hidden ? { told: false, parameter: undefined } : told(expression, undefined);
  }
  const name = /^\[\s*parameters\(\s*'([^']+)'\s*\)\s*\]$/i.exec(expression)?.[1];
  return name === undefined ? { told: false, parameter: undefined } : scope(name);
}

/** A list of texts; `undefined` for anything else, a list with one odd item included. */
export function listOf(value: PolicyValue): readonly string[] | undefined {
  if (!value.told || !Array.isArray(value.value)) return undefined;
  const items: readonly unknown[] = value.value;
  return items.every((each) => typeof each === 'string') ? items : undefined;
}

export function textOf(value: PolicyValue): string | undefined {
  return value.told && typeof value.value === 'string' ? value.value : undefined;
}

function told(value: unknown, parameter: string | undefined): PolicyValue {
  return value === undefined || value === null ? { told: false, parameter } : { told: true, value, parameter };
}

// `[[` stands for a bracket that begins a plain text.
function isExpression(text: string): boolean {
  return text.startsWith('[') && text.endsWith(']') && !text.startsWith('[[');
}

function entryNamed(name: string, values: ParameterValues): readonly [string, unknown] | undefined {
  return Object.entries(values).find(([key]) => key.toLowerCase() === name.toLowerCase());
}
