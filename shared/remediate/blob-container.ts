import type { ActionResult } from '../model/action.ts';
import type { BlobContainerRemedy } from '../model/remedy.ts';
import { observationOf, type Remediator } from './define.ts';
import { free, lookFirst } from './look-first.ts';

/** Makes a blob container through Resource Manager: no key and no data role is needed for it. */
export const blobContainer = {
  async observe({ accountId, container }, arm) {
    return observationOf(await arm.findBlobContainer(accountId, container), (found) =>
      found === 'absent' ? { state: 'absent' } : { state: 'done', after: { container: found.armId } },
    );
  },

  // A PUT over an existing container would reset its public access.
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
} satisfies Remediator<BlobContainerRemedy>;
