import { decision, inProfile, note } from '../../steps/step.ts';
import { cannotTell, defineRule, manual, satisfied } from '../define-rule.ts';
import { sameRegion } from '../place.ts';
import { BACKUP_REGIONS_AS_OF, BOTH_TIERS, OPERATIONAL_TIER_ONLY } from './backup-regions.ts';

const DOCS =
  'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix#supported-regions';

export const tierInRegion = defineRule({
  id: 'BKS-215',
  slug: 'tier-in-region',
  title: "Azure Backup offers the profile's tier in the region of the cluster",
  failureTitle: "Azure Backup does not offer the profile's tier in the region of the cluster",
  why: 'Azure Backup refuses a backup policy with a tier that it does not offer in the region.',
  severity: 'required',
  confirmable: ['RegionNotListed'],
  docs: DOCS,
  serviceErrors: ['DppUserErrorVaultTierPolicyNotSupported'],
  fix: 'person',
  byHand: [inProfile('PROFILE', 'tier', 'operational')],
  needs: ['cluster'],

  evaluate({ cluster: { name, location } }, { name: profile, tier }) {
    const evidence = { location, tier, supportMatrix: BACKUP_REGIONS_AS_OF };
    const isIn = (regions: readonly string[]) => regions.some((region) => sameRegion(region, location));
    if (isIn(BOTH_TIERS)) {
      return satisfied('TierOffered', `Azure Backup offers the ${tier} tier in ${location}.`, evidence);
    }
    if (!isIn(OPERATIONAL_TIER_ONLY)) {
      return cannotTell(
        'RegionNotListed',
        `Region ${location || '(none)'} of cluster ${name} is not in the support matrix of ${BACKUP_REGIONS_AS_OF}.`,
        [decision(`Check whether Azure Backup supports the region by now: ${DOCS}`, 'causeUnknown')],
        evidence,
      );
    }
    return tier === 'operational'
      ? satisfied('TierOffered', `Azure Backup offers the operational tier in ${location}.`, evidence)
      : manual(
          'TierNotOffered',
          `Azure Backup offers only the operational tier in ${location}, and profile ${profile} wants the vault tier.`,
          [
            inProfile(profile, 'tier', 'operational', '; backups then stay snapshots in the snapshot group'),
            note('Where other clusters of the profile are in other regions, write a profile for this one.'),
          ],
          evidence,
        );
  },
});
