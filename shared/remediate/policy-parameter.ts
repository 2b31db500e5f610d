import type { ParameterValues } from '../model/policy.ts';
import type { WritableAssignment } from '../ports/arm.ts';

type Body = WritableAssignment['body'];

/**
 * The assignment with this value for one of its parameters; `undefined` takes the parameter out, so
 * that its default counts.
 */
export function withParameter(body: Body, parameter: string, value: readonly string[] | undefined): Body {
  const properties = recordIn(body.properties);
  const { [parameter]: former, ...others } = recordIn(properties.parameters);
  const set = value === undefined ? {} : { [parameter]: { ...recordIn(former), value } };
  return { ...body, properties: { ...properties, parameters: { ...others, ...set } } };
}

/**
 * Name and value of a parameter, with its name in any casing; `undefined` where the assignment
 * leaves it out.
 */
export function entryNamed(values: ParameterValues, parameter: string): readonly [string, unknown] | undefined {
  return Object.entries(values).find(([name]) => name.toLowerCase() === parameter.toLowerCase());
}

function recordIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
