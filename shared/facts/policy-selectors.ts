import type { Selector } from '../model/policy.ts';

/** The input of selectors. */
export interface Selected {
  /** Empty where it is not known; `undefined` for what has none. */
  readonly location: string | undefined;
  /** Lower case. */
  readonly type: string;
  /** In the set; `undefined` where a definition itself is assigned. */
  readonly referenceId: string | undefined;
}

/**
 * Whether the resource selectors take the resource in; without any they take in all. `undefined`
 * when that is unknown.
 */
export function anySelects(
  resourceSelectors: readonly (readonly Selector[])[],
  selected: Selected,
): boolean | undefined {
  if (resourceSelectors.length === 0) return true;
  const verdicts = resourceSelectors.map((selectors) => allSelect(selectors, selected));
  if (verdicts.includes(true)) return true;
  return verdicts.includes(undefined) ? undefined : false;
}

/**
 * Whether all conditions are met.
 * https://learn.microsoft.com/azure/governance/policy/concepts/assignment-structure
 */
export function allSelect(selectors: readonly Selector[], selected: Selected): boolean | undefined {
  const verdicts = selectors.map((selector) => selects(selector, selected));
  if (verdicts.includes(false)) return false;
  return verdicts.includes(undefined) ? undefined : true;
}

function selects(selector: Selector, selected: Selected): boolean | undefined {
  switch (selector.kind) {
    case 'resourcelocation':
      if (selected.location === undefined) return false;
      return selected.location === ''
        ? undefined
        : among(selector, selected.location.toLowerCase().replaceAll(' ', ''));
    case 'resourcetype':
      return among(selector, selected.type);
    case 'resourcewithoutlocation':
      return selected.location === undefined ? undefined : false;
    case 'policydefinitionreferenceid':
      return selected.referenceId === undefined ? undefined : among(selector, selected.referenceId.toLowerCase());
    default:
      return undefined;
  }
}

function among(selector: Selector, value: string): boolean | undefined {
  if (selector.in !== undefined) return selector.in.includes(value);
  return selector.notIn === undefined ? undefined : !selector.notIn.includes(value);
}
