import { at, listAt, same, textAt } from './world.ts';

/**
 * The decision of a rule on one resource; `unknown` where it asks for more than type, location and
 * tags.
 */
export type Met = 'yes' | 'no' | 'unknown';

export interface Created {
  readonly type: string;
  readonly location: string | undefined;
}

/** A parameter as the assignment sets it, else as the definition does. */
export function parameterValue(written: unknown, definition: unknown, assignment: unknown): unknown {
  const name = typeof written === 'string' ? /^\[\s*parameters\('([^']+)'\)\s*\]$/.exec(written)?.[1] : undefined;
  if (name === undefined) return written;
  return (
    at(assignment, `properties.parameters.${name}.value`) ??
    at(definition, `properties.parameters.${name}.defaultValue`)
  );
}

/**
 * Conditions ignore letter case. New resources have none of the owner's tags, and a name that only
 * the service knows.
 * https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule#conditions
 */
export function meets(condition: unknown, created: Created, read: (written: unknown) => unknown): Met {
  const part = (name: string) => partOf(condition, name);
  const each = (name: string) => (part(name) as readonly unknown[]).map((inner) => meets(inner, created, read));
  if (Array.isArray(part('allOf'))) return all(each('allOf'));
  if (Array.isArray(part('anyOf'))) return not(all(each('anyOf').map(not)));
  if (part('not') !== undefined) return not(meets(part('not'), created, read));

  const field = part('field');
  if (typeof field !== 'string') return 'unknown';
  const found = fieldOf(created, field.toLowerCase());
  if (found === undefined) return 'unknown';
  const [operator, written] =
    Object.entries(condition as Record<string, unknown>).find(([name]) => !same(name, 'field')) ?? [];
  return compare((operator ?? '').toLowerCase(), found.value, read(written));
}

function partOf(condition: unknown, name: string): unknown {
  if (typeof condition !== 'object' || condition === null) return undefined;
  return Object.entries(condition).find(([each]) => same(each, name))?.[1];
}

function fieldOf({ type, location }: Created, field: string): { readonly value: string | undefined } | undefined {
  if (field === 'type') return { value: type };
  if (field === 'location') return { value: location };
  return /^tags[.[]/.test(field) ? { value: undefined } : undefined;
}

function compare(operator: string, found: string | undefined, wanted: unknown): Met {
  if (operator.startsWith('not')) return not(compare(operator.slice(3), found, wanted));
  const plain = (text: unknown) => String(text).toLowerCase().replaceAll(' ', '');
  const mine = found === undefined ? undefined : plain(found);
  switch (operator) {
    case 'equals':
      return yesIf(mine === plain(wanted));
    case 'in':
      return yesIf(listAt({ wanted }, 'wanted').some((one) => plain(one) === mine));
    case 'like': {
      const [before = '', after = ''] = plain(wanted).split('*');
      return yesIf(mine?.startsWith(before) === true && mine.endsWith(after));
    }
    case 'contains':
      return yesIf(mine?.includes(plain(wanted)) === true);
    case 'exists':
      return yesIf((mine !== undefined) === (plain(wanted) === 'true'));
    default:
      return 'unknown';
  }
}

function all(parts: readonly Met[]): Met {
  if (parts.includes('no')) return 'no';
  return parts.includes('unknown') ? 'unknown' : 'yes';
}

function not(met: Met): Met {
  return met === 'unknown' ? met : yesIf(met === 'no');
}

function yesIf(holds: boolean): Met {
  return holds ? 'yes' : 'no';
}

/** An assignment may be for resources of some regions or types only. */
export function selects(assignment: unknown, created: Created): Met {
  const selectors = listAt(assignment, 'properties.resourceSelectors');
  if (selectors.length === 0) return 'yes';
  const verdicts = selectors.map((selector) =>
    all(
      listAt(selector, 'selectors').map((each) => {
        const kind = textAt(each, 'kind');
        const values = { resourceLocation: created.location, resourceType: created.type };
        const value = values[kind as keyof typeof values];
        if (value === undefined) return 'unknown';
        return at(each, 'in') === undefined
          ? not(compare('in', value, at(each, 'notIn')))
          : compare('in', value, at(each, 'in'));
      }),
    ),
  );
  return not(all(verdicts.map(not)));
}
