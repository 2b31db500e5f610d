import { az } from '../../steps/az.ts';
import { decision } from '../../steps/step.ts';
import { blocked, cannotTell, defineRule, manual, notApplicable, satisfied } from '../define-rule.ts';
import { BLOB_CONTAINER } from '../rule-ids.ts';
import { pointsInContainer, stepsToFind, stepsToRestore } from './points-in-container.ts';

export const containerOlderThanBackups = defineRule({
  id: 'BKS-510',
  slug: 'container-older-than-backups',
  title: 'The container is older than the newest recovery point',
  failureTitle: 'The container was created or changed after the newest recovery point',
  why: 'A container that was deleted and created again is empty: recovery points from before cannot be restored from it.',
  severity: 'required',
  docs: 'https://learn.microsoft.com/azure/storage/blobs/soft-delete-container-overview',
  serviceErrors: ['UserErrorBackupStorageLocationNotFound'],
  fix: 'person',
  byHand: [
    az('storage container list', {
      subscription: 'SUBSCRIPTION',
      accountName: 'ACCOUNT',
      prefix: 'CONTAINER',
      includeDeleted: 'true',
      authMode: 'login',
    }),
    decision(
      'Restore the deleted container, or start a backup: the next recovery point is in the new container.',
      'ownerChooses',
    ),
  ],
  needs: ['storageAccount', 'blobContainer', 'protection', 'recoveryPoints'],

  evaluate({ storageAccount, blobContainer, protection, recoveryPoints }, { vaultId, storage: { container } }) {
    if (recoveryPoints === 'notNeeded') {
      return notApplicable('NotProtected', "The profile's vault does not protect the cluster.");
    }
    if (storageAccount === 'absent' || blobContainer === 'absent') {
      return blocked(BLOB_CONTAINER, `There is no container ${container}.`);
    }
    const points = pointsInContainer(recoveryPoints);
    const newest = points.reduce<string | undefined>((latest, { time }) => laterOf(latest, time), undefined);
    if (newest === undefined) {
      return satisfied('NoRecoveryPoints', `No recovery point depends on container ${container} yet.`);
    }
    const { lastModified } = blobContainer;
    const evidence = {
      container: blobContainer.armId,
      lastModified: lastModified ?? null,
      newestRecoveryPoint: newest,
      recoveryPoints: points.length,
    };
    if (lastModified === undefined) {
      return cannotTell(
        'TimeNotReturned',
        `Azure did not return when container ${container} was last modified.`,
        stepsToFind(storageAccount, container),
        evidence,
      );
    }
    const older = points.filter(({ time }) => Date.parse(time) <= Date.parse(lastModified)).length;
    if (older < points.length) {
      return satisfied(
        'RecoveryPointsNewer',
        `The newest recovery point (${newest}) is newer than container ${container}.`,
        {
          ...evidence,
          olderThanContainer: older,
        },
      );
    }
    const instances = protection.filter((instance) => instance.vaultId === vaultId).map(({ name }) => name);
    return manual(
      'ContainerNewerThanBackups',
      `Container ${container} was created again or changed at ${lastModified}, after the newest recovery point (${newest}). If it was created again, the recovery points from before are gone (${older} in the operational tier).`,
      [
        ...stepsToRestore(storageAccount, container),
        decision(
          `Otherwise back the cluster up into the new container: run "Back up now" on backup instance ${instances.join(', ')}, or wait for its next backup. This finding ends with the next recovery point.`,
          'ownerChooses',
        ),
      ],
      evidence,
    );
  },
});

function laterOf(one: string | undefined, other: string): string {
  return one !== undefined && Date.parse(one) >= Date.parse(other) ? one : other;
}
