import type { ActionResult } from '../model/action.ts';
import type { ResourceGroup } from '../model/azure.ts';
import type { SnapshotGroupRemedy } from '../model/remedy.ts';
import { observationOf, type Remediator } from './define.ts';
import { free, lookFirst, orAbsent } from './look-first.ts';

/** Makes the resource group for the disk snapshots. */
export const snapshotGroup = {
  async observe({ groupId }, arm) {
    return observationOf(await arm.getResourceGroup(groupId), (group) => ({ state: 'done', after: evidenceOf(group) }));
  },

  // A PUT over a group that is there would take its tags away.
  async apply(remedy, _, arm): Promise<ActionResult> {
    return lookFirst(
      orAbsent(await arm.getResourceGroup(remedy.groupId)),
      (group) => (group === 'absent' ? free(group) : { state: 'done', after: evidenceOf(group) }),
      async (over) => {
        const answer = await arm.putResourceGroup(remedy, over);
        const { trace } = answer;
        return answer.ok
          ? { status: 'applied', after: evidenceOf(answer.value), trace }
          : { status: 'failed', failure: answer.failure, trace };
      },
    );
  },
} satisfies Remediator<SnapshotGroupRemedy>;

function evidenceOf({ id, location }: ResourceGroup) {
  return { resourceGroup: id, location };
}
