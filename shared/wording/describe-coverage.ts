import type { UncoveredSubscription } from '../model/coverage.ts';

const MAX_SENTENCES = 5;

/** A sentence for each subscription that the deployment does not cover, and what to do. */
export function describeCoverage(uncovered: readonly UncoveredSubscription[]): readonly string[] {
  if (uncovered.length === 0) return [];
  const more = uncovered.length - MAX_SENTENCES;
  return [
    ...uncovered
      .slice(0, MAX_SENTENCES)
      .map(
        ({ id, name, managementGroup }) =>
          `Subscription ${name} (${id}) of management group ${managementGroup} is not covered by the deployment: Backstay reads and changes nothing there.`,
      ),
    ...(more > 0 ? [`${more} more subscriptions are not covered by the deployment.`] : []),
    'To cover them: run `backstay profiles expand`, review the file, and deploy.',
  ];
}
