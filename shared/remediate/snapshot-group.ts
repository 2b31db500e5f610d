import { uuid5 } from '../lib/uuid5.ts';
import type { ActionResult } from '../model/action.ts';
import type { ResourceGroup } from '../model/azure.ts';
import type { SnapshotGroupRemedy } from '../model/remedy.ts';
import { partsOf, subscriptionScope } from '../model/resource-id.ts';
import { observationOf, type Remediator } from './define.ts';
import { free, lookFirst, orAbsent } from './look-first.ts';

/** Makes the resource group for the disk snapshots. */
export const snapshotGroup: Remediator<SnapshotGroupRemedy> = {
  kind: 'snapshotGroup',
  risk: 'harmless',
  longRunning: false,

  key: ({ kind, groupId, location }) => uuid5(kind, groupId, location),
  describe: ({ groupId, location }) => `Create resource group ${partsOf(groupId).name} in ${location}`,
  effect: ({ groupId, location }) =>
    `Subscription ${partsOf(groupId).subscriptionId} has the empty resource group ${partsOf(groupId).name} in ${location}, for snapshots of disks.`,
  undoText: 'Delete the resource group, while it is empty; with it go the snapshots in it.',
  // The group is not there yet: only what is held at the subscription counts.
  permissions({ groupId }) {
    const scope = subscriptionScope(partsOf(groupId).subscriptionId);
    return ['write', 'read'].map((verb) => ({
      action: `Microsoft.Resources/subscriptions/resourceGroups/${verb}`,
      scope,
    }));
  },
  lane: () => undefined,
  undo: {
    never: 'The resource group may hold snapshots by now.',
  },

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
};

function evidenceOf({ id, location }: ResourceGroup) {
  return { resourceGroup: id, location };
}
