import type { Selector } from '../model/policy.ts';

/** What selectors are put to. */
export interface Selected {
  readonly location: string;
  /** In the set; `undefined` where a definition itself is assigned. */
  readonly referenceId: string | undefined;
}

const CLUSTERS = 'microsoft.containerservice/managedclusters';

/** Whether the resource selectors take the cluster in; without any they take in all. `undefined` when it cannot be told. */
export function anySelects(
  resourceSelectors: readonly (readonly Selector[])[],
  selected: Selected,
): boolean | undefined {
  if (resourceSelectors.length === 0) return true;
  const verdicts = resourceSelectors.map((selectors) => allSelect(selectors, selected));
  if (verdicts.includes(true)) return true;
  return verdicts.includes(undefined) ? undefined : false;
}

/** Whether all conditions are met. https://learn.microsoft.com/azure/governance/policy/concepts/assignment-structure */
export function allSelect(selectors: readonly Selector[], selected: Selected): boolean | undefined {
  const verdicts = selectors.map((selector) => selects(selector, selected));
  if (verdicts.includes(false)) return false;
  return verdicts.includes(undefined) ? undefined : true;
}

function selects(selector: Selector, selected: Selected): boolean | undefined {
  switch (selector.kind) {
    case 'resourcelocation':
      return selected.location === ''
        ? undefined
        : among(selector, selected.location.toLowerCase().replaceAll(' ', ''));
    case 'resourcetype':
      return among(selector, CLUSTERS);
    case 'resourcewithoutlocation':
      return false;
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
