import { partsOf } from '../../model/resource-id.ts';
import { az, named } from '../../steps/az.ts';
import { NEW_ACCOUNT } from '../../steps/new-account.ts';
import { decision } from '../../steps/step.ts';
import { cannotTell, defineRule, manual, notApplicable, satisfied } from '../define-rule.ts';
import { NEVER_ACCEPTED } from '../never-accepted.ts';
import { sameRegion } from '../place.ts';

export const stagingAccount = defineRule({
  id: 'BKS-509',
  slug: 'staging-account',
  title: "The staging account is StorageV2, in the cluster's region and open to public networks",
  failureTitle: 'The staging account is missing, of another kind or region, or closed to public networks',
  why: 'A restore from the vault tier is first copied to the staging account, which Azure Backup reaches by its public endpoint.',
  severity: 'required',
  neverAccepted: NEVER_ACCEPTED.place,
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix',
  serviceErrors: [],
  fix: 'person',
  byHand: [
    az('storage account create', {
      subscription: 'SUBSCRIPTION',
      resourceGroup: 'GROUP',
      name: 'STAGING-ACCOUNT',
      location: 'REGION-OF-THE-CLUSTER',
      ...NEW_ACCOUNT,
    }),
  ],
  needs: ['cluster', 'stagingAccount'],

  evaluate({ cluster, stagingAccount: account }, { name: profile, staging }) {
    if (account === 'notNeeded' || staging === undefined) {
      return notApplicable('NoStaging', 'The profile names no staging for restores.');
    }
    const { name } = partsOf(staging.accountId);
    if (account === 'absent') {
      return manual('NoAccount', `The staging account ${name} of profile ${profile} does not exist.`, [
        az('storage account create', { ...named(staging.accountId), location: cluster.location, ...NEW_ACCOUNT }),
      ]);
    }
    const { armId, kind, location, publicNetworkAccess, firewall } = account;
    const wrongs = [
      kind?.toLowerCase() !== 'storagev2' && `of kind ${kind ?? 'unknown'}`,
      !sameRegion(location, cluster.location) && `in ${location}, the cluster in ${cluster.location}`,
      // Accounts that were never asked about it leave it out; that means Enabled.
      (publicNetworkAccess ?? 'Enabled').toLowerCase() !== 'enabled' && 'closed to public networks',
    ].filter((wrong) => wrong !== false);
    const evidence = {
      stagingAccount: armId,
      kind: kind ?? null,
      location,
      publicNetworkAccess: publicNetworkAccess ?? null,
      defaultAction: firewall?.defaultAction ?? null,
    };
    if (wrongs.length === 0 && firewall?.defaultAction?.toLowerCase() === 'deny') {
      return cannotTell(
        'SelectedNetworks',
        `Staging account ${account.name} takes public traffic from selected networks only; the support matrix asks for public access.`,
        [
          decision(
            `Name an account that takes traffic from all networks under "staging" in profile ${profile}, or check that a restore from the vault tier succeeds.`,
            'ownerChooses',
          ),
        ],
        evidence,
      );
    }
    return wrongs.length === 0
      ? satisfied(
          'RequirementsMet',
          `Staging account ${account.name} is of the right kind and in the right place.`,
          evidence,
        )
      : manual(
          'RequirementsNotMet',
          `Staging account ${account.name} is ${wrongs.join(', ')}.`,
          [
            az('storage account show', named(staging.accountId)),
            decision(
              `Name another account under "staging" in profile ${profile}. It holds no backups, so it can be empty.`,
              'ownerChooses',
            ),
          ],
          evidence,
        );
  },
});
