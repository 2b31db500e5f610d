import type { Condition } from '../../model/state.ts';
import { stepsByHand } from '../../plan/by-hand.ts';

/** Steps of a person for a condition, or facts that they need for it. */
export function stepsOf(condition: Condition): readonly string[] {
  if (condition.outcome === 'manual' || condition.outcome === 'unknown') return condition.steps;
  const { progress } = condition;
  if (progress?.state === 'running' && progress.failing !== undefined) {
    return [`${progress.failing.failure.code}: ${progress.failing.failure.message}`];
  }
  if (condition.overdue && progress?.state === 'running') {
    const { since, unseen } = progress;
    return [
      `It has been running since ${since}: check it in the activity log.`,
      ...(unseen === undefined ? [] : [`Backstay cannot read it. ${unseen.code}: ${unseen.message}`]),
    ];
  }
  if (condition.overdue && condition.outcome === 'pending') {
    return [`It has been so since ${condition.since}.`, ...(condition.steps ?? [])];
  }
  if (progress?.state === 'retrying') return [`${progress.failure.code}: ${progress.failure.message}`];
  if (progress?.state !== 'skipped' || condition.outcome !== 'missing') return [];
  switch (progress.reason) {
    case 'ObserveMode':
      return [
        'The profile only observes: set its mode to "enforce", or make the change yourself:',
        ...stepsByHand(condition, progress.unmet),
      ];
    case 'ChangeNotAllowed':
      return [
        `The profile does not list "${condition.remedy.kind}" under "allow": list it, or make the change yourself:`,
        ...stepsByHand(condition, progress.unmet),
      ];
    case 'AcceptedPrecondition':
      return [
        `It needs ${(progress.unmet ?? []).join(', ')} to be satisfied, and an operator accepts that finding. Correct it, or make the change yourself:`,
        ...stepsByHand(condition, progress.unmet),
      ];
    case 'UnmetPrecondition':
      return [
        `Backstay does it once ${(progress.unmet ?? []).join(', ')} ${progress.unmet?.length === 1 ? 'is' : 'are'} satisfied.`,
      ];
    case 'WriteLockHeld':
      return ['It waits for another write to the cluster, which has run for hours: find it in the activity log.'];
    case 'Contested':
      return [
        'Backstay made this change three times within a week, and each time it was changed back, so it stops. Find the other deployment in the activity log, and make the two agree. Or make the change yourself:',
        ...stepsByHand(condition, progress.unmet),
      ];
    case 'NoProgress':
      return ['Backstay made this change several times and it is missing again: find out what removes it.'];
    case 'ApprovalPending':
      return ['It waits for an approval in the report.'];
    case 'Declined':
      return ['It was declined. To make the change yourself:', ...stepsByHand(condition, progress.unmet)];
    case 'OnHold':
      return [
        "Backstay's work was undone here, so it only observes: resume it in the report, or make the change yourself:",
        ...stepsByHand(condition, progress.unmet),
      ];
    default:
      return [];
  }
}
