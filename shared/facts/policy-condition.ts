import { evaluate, type Scope } from './policy-values.ts';

/**
 * The input of a policy of Resource Manager: a resource that backups create, as far as it is known
 * before it is there.
 */
export interface PlannedResource {
  /** Such as `Microsoft.Compute/snapshots`. */
  readonly type: string;
  /** `undefined` for what has no location; an empty text where it is not known. */
  readonly location: string | undefined;
}

type Row = Readonly<Record<string, unknown>>;

/**
 * Whether the `if` of a policy meets a resource: rules made of type, location, tags, `allOf`,
 * `anyOf` and `not`. `undefined` where anything else decides it.
 * https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule
 */
export function meets(condition: unknown, resource: PlannedResource, scope: Scope): boolean | undefined {
  if (!isRecord(condition)) return undefined;
  const { allOf, anyOf, not } = condition;
  if (allOf !== undefined)
    return Array.isArray(allOf) ? all(allOf.map((each) => meets(each, resource, scope))) : undefined;
  if (anyOf !== undefined) {
    return Array.isArray(anyOf) ? negated(all(anyOf.map((each) => negated(meets(each, resource, scope))))) : undefined;
  }
  if (not !== undefined) return negated(meets(not, resource, scope));
  return meetsField(condition, resource, scope);
}

function meetsField(condition: Row, resource: PlannedResource, scope: Scope): boolean | undefined {
  const { field: named, value, ...rest } = condition;
  const field = named ?? fieldIn(value);
  const found = knownValue(fieldName(field, scope), resource);
  const [operator, ...more] = Object.entries(rest);
  if (found === undefined || operator === undefined || more.length > 0) return undefined;
  const [name, expression] = operator;
  const wanted = evaluate(expression, scope);
  if (!wanted.told) return undefined;
  const isOfKeys = /^(not)?containskey$/i.test(name);
  // Whether there are any tags is for Azure Backup to say; a tag of the owner's is not among them.
  if (isOfKeys !== (fieldName(field, scope) === 'tags')) return undefined;
  return isOfKeys ? name.toLowerCase() === 'notcontainskey' : compare(name.toLowerCase(), found.value, wanted.value);
}

/** Some rules write a field as a value: `"value": "[field('type')]"`. */
function fieldIn(value: unknown): string | undefined {
  return typeof value === 'string' ? /^\[\s*field\(\s*'([^']+)'\s*\)\s*\]$/i.exec(value)?.[1] : undefined;
}

/** What is known of a field; `value` is `undefined` where the resource has no such field. */
function knownValue(
  field: string | undefined,
  { type, location }: PlannedResource,
): { readonly value: string | undefined } | undefined {
  switch (field) {
    case undefined:
      return undefined;
    case 'type':
      return { value: type.toLowerCase() };
    case 'location':
      return location === '' ? undefined : { value: plain(location) };
    case 'tags':
      return { value: undefined };
    default:
      // Neither Backstay nor Azure Backup gives what it creates a tag of others.
      return field.startsWith('tags') ? { value: undefined } : undefined;
  }
}

/**
 * `tags.owner`, `tags['owner']`, and the way in which the built-in policies put the name of a tag
 * together.
 */
function fieldName(field: unknown, scope: Scope): string | undefined {
  if (typeof field !== 'string') return undefined;
  const text = field.trim();
  const parameter = /^\[\s*concat\(\s*'tags\['\s*,\s*parameters\(\s*'([^']+)'\s*\)\s*,\s*'\]'\s*\)\s*\]$/i.exec(
    text,
  )?.[1];
  if (parameter !== undefined) {
    const name = scope(parameter);
    return name.told && typeof name.value === 'string' ? `tags.${name.value.toLowerCase()}` : undefined;
  }
  return text.startsWith('[') ? undefined : text.toLowerCase();
}

function compare(operator: string, found: string | undefined, wanted: unknown): boolean | undefined {
  switch (operator) {
    case 'equals':
      return typeof wanted === 'string' ? found === plain(wanted) : undefined;
    case 'notequals':
      return negated(compare('equals', found, wanted));
    case 'in': {
      const list = textsIn(wanted);
      return list === undefined ? undefined : found !== undefined && list.includes(found);
    }
    case 'notin':
      return negated(compare('in', found, wanted));
    case 'like':
      return typeof wanted === 'string' ? found !== undefined && isLike(found, plain(wanted)) : undefined;
    case 'notlike':
      return negated(compare('like', found, wanted));
    case 'contains':
      return typeof wanted === 'string' ? found?.includes(plain(wanted)) === true : undefined;
    case 'notcontains':
      return negated(compare('contains', found, wanted));
    case 'exists': {
      const asked = String(wanted).toLowerCase();
      if (asked !== 'true' && asked !== 'false') return undefined;
      return (found !== undefined) === (asked === 'true');
    }
    default:
      return undefined;
  }
}

/** At most one `*`, as Azure Policy has it. */
function isLike(found: string, pattern: string): boolean | undefined {
  const parts = pattern.split('*');
  const [before = '', after = ''] = parts;
  if (parts.length === 1) return found === pattern;
  if (parts.length > 2) return undefined;
  return found.length >= before.length + after.length && found.startsWith(before) && found.endsWith(after);
}

function textsIn(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((each) => typeof each === 'string');
  return texts.length === value.length ? texts.map((each) => plain(each)) : undefined;
}

/** Letter case makes no difference, and one region is written in two ways. */
function plain(text: string): string;
function plain(text: string | undefined): string | undefined;
function plain(text: string | undefined): string | undefined {
  return text?.toLowerCase().replaceAll(' ', '');
}

function all(verdicts: readonly (boolean | undefined)[]): boolean | undefined {
  if (verdicts.includes(false)) return false;
  return verdicts.includes(undefined) ? undefined : true;
}

function negated(verdict: boolean | undefined): boolean | undefined {
  return verdict === undefined ? undefined : !verdict;
}

function isRecord(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
