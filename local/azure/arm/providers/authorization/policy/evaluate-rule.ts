import type { Echoed } from '../../../state/wire.ts';

/** A resource as a request wants it. */
export interface PolicyTarget {
  readonly id: string;
  readonly name: string;
  /** `Microsoft.Compute/snapshots` */
  readonly type: string;
  readonly location?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly properties?: Echoed | undefined;
}

/**
 * Whether a resource meets the condition of a rule. An operator that is not known here is not met,
 * so such a rule has no effect.
 *
 * @see https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule
 */
export function isMet(condition: Echoed, target: PolicyTarget, values: Echoed): boolean {
  if (Array.isArray(condition.allOf)) return condition.allOf.every((each) => isMet(each, target, values));
  if (Array.isArray(condition.anyOf)) return condition.anyOf.some((each) => isMet(each, target, values));
  if (typeof condition.not === 'object' && condition.not !== null) {
    return !isMet(condition.not as Echoed, target, values);
  }
  const actual =
    'field' in condition
      ? readField(target, String(resolveValue(condition.field, values, target)))
      : resolveValue(condition.value, values, target);
  return Object.entries(OPERATORS).some(
    ([name, isFulfilled]) => name in condition && isFulfilled(actual, resolveValue(condition[name], values, target)),
  );
}

const OPERATORS: Readonly<Record<string, (actual: unknown, wanted: unknown) => boolean>> = {
  equals: isEqual,
  notEquals: (actual, wanted) => !isEqual(actual, wanted),
  in: isAmong,
  notIn: (actual, wanted) => !isAmong(actual, wanted),
  exists: (actual, wanted) => (actual !== undefined) === (String(wanted).toLowerCase() === 'true'),
  like: isLike,
  notLike: (actual, wanted) => !isLike(actual, wanted),
  contains: (actual, wanted) =>
    String(actual ?? '')
      .toLowerCase()
      .includes(String(wanted).toLowerCase()),
  containsKey: (actual, wanted) => Object.keys((actual ?? {}) as object).some((key) => isEqual(key, wanted)),
};

function isEqual(one: unknown, other: unknown): boolean {
  return String(one).toLowerCase() === String(other).toLowerCase();
}

function isAmong(actual: unknown, wanted: unknown): boolean {
  return Array.isArray(wanted) && wanted.some((each) => isEqual(actual, each));
}

/** At most one `*`, as Azure allows. */
function isLike(actual: unknown, wanted: unknown): boolean {
  const [begin = '', end] = String(wanted).toLowerCase().split('*');
  const text = String(actual ?? '').toLowerCase();
  return end === undefined ? text === begin : text.startsWith(begin) && text.endsWith(end);
}

function readField(target: PolicyTarget, field: string): unknown {
  const [, tag] = /^tags\[\s*'?([^\]']+)'?\s*\]$/i.exec(field) ?? [];
  if (tag !== undefined) return Object.entries(target.tags ?? {}).find(([name]) => isEqual(name, tag))?.[1];
  switch (field.toLowerCase()) {
    case 'id':
      return target.id;
    case 'name':
      return target.name;
    case 'type':
      return target.type;
    case 'location':
      return target.location;
    case 'tags':
      return target.tags;
    default:
      return readAlias(target, field);
  }
}

/** `Microsoft.Compute/snapshots/networkAccessPolicy` is below the properties of a snapshot. */
function readAlias({ type, properties }: PolicyTarget, alias: string): unknown {
  if (!alias.toLowerCase().startsWith(`${type.toLowerCase()}/`)) return undefined;
  const path = alias.slice(type.length + 1).split('.');
  return path.reduce<unknown>((value, name) => (value as Echoed | undefined)?.[name], properties);
}

const EXPRESSION = /^\[(?!\[)(.*)\]$/s;

/**
 * A value with its parameters filled in: `[parameters('x')]`, `[field('y')]` and `[concat('tags[',
 * parameters('x'), ']')]`.
 */
export function resolveValue(value: unknown, values: Echoed, target?: PolicyTarget): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveValue(item, values, target));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, resolveValue(inner, values, target)]),
    );
  }
  const [, expression] = EXPRESSION.exec(typeof value === 'string' ? value : '') ?? [];
  if (expression === undefined) return typeof value === 'string' ? value.replace(/^\[\[/, '[') : value;
  const [, parts] = /^\s*concat\((.*)\)\s*$/is.exec(expression) ?? [];
  if (parts === undefined) return resolveCall(expression, values, target);
  const words = parts.match(/'(?:[^']|'')*'|\w+\('[^']*'\)/g) ?? [];
  return words
    .map((word) => (word.startsWith("'") ? word.slice(1, -1).replaceAll("''", "'") : resolveCall(word, values, target)))
    .join('');
}

function resolveCall(expression: string, values: Echoed, target: PolicyTarget | undefined): unknown {
  const [, name, argument = ''] = /^\s*(parameters|field)\('([^']*)'\)\s*$/i.exec(expression) ?? [];
  if (name === undefined) return undefined;
  if (name.toLowerCase() === 'field') return target && readField(target, argument);
  const found = Object.entries(values).find(([parameter]) => isEqual(parameter, argument));
  return found?.[1];
}
