import { uuid5 } from '../lib/uuid5.ts';
import type { ActionResult } from '../model/action.ts';
import type { BlobContainerRemedy } from '../model/remedy.ts';
import { partsOf } from '../model/resource-id.ts';
import { observationOf, type Remediator } from './define.ts';
import { free, lookFirst } from './look-first.ts';

/** Makes a blob container through Resource Manager: no key and no data role is needed for it. */
export const blobContainer: Remediator<BlobContainerRemedy> = {
  kind: 'blobContainer',
  risk: 'harmless',
  longRunning: false,

  key: ({ kind, accountId, container }) => uuid5(kind, accountId, container),
  describe: ({ accountId, container }) => `Create container ${container} in storage account ${partsOf(accountId).name}`,
  effect: ({ accountId, container }) =>
    `Storage account ${partsOf(accountId).name} has the empty container ${container}, into which backups of this cluster are written.`,
  undoText: 'Delete the container, while it is empty; with it go the backups in it.',
  permissions: ({ accountId }) =>
    ['write', 'read'].map((verb) => ({
      action: `Microsoft.Storage/storageAccounts/blobServices/containers/${verb}`,
      scope: accountId,
    })),
  lane: () => undefined,
  undo: {
    never: 'The container may hold backups by now.',
  },

  async observe({ accountId, container }, arm) {
    return observationOf(await arm.findBlobContainer(accountId, container), (found) =>
      found === 'absent' ? { state: 'absent' } : { state: 'done', after: { container: found.armId } },
    );
  },

  // A PUT over a container that is there would set its public access anew.
  async apply(remedy, _, arm): Promise<ActionResult> {
    return lookFirst(
      await arm.findBlobContainer(remedy.accountId, remedy.container),
      (found) => (found === 'absent' ? free(found) : { state: 'done', after: { container: found.armId } }),
      async (over) => {
        const answer = await arm.putBlobContainer(remedy, over);
        const { trace } = answer;
        return answer.ok
          ? { status: 'applied', after: { container: answer.value.armId }, trace }
          : { status: 'failed', failure: answer.failure, trace };
      },
    );
  },
};
