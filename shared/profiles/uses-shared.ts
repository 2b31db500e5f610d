import type { SharedResource } from '../events/parse-event.ts';
import { type Profile, resourcesOf } from '../model/profile.ts';
import { isWithin, partsOf, RESOURCE_GROUP_TYPE, type ResourceId, SUBSCRIPTION_TYPE } from '../model/resource-id.ts';
import type { TargetSummary } from '../model/summary.ts';

/** Whether an event about this resource can concern a target of the profile. */
export function usesShared(profile: Profile, { subject, id }: SharedResource): boolean {
  switch (subject) {
    case 'scope':
      return resourcesOf(profile).some((each) => isWithin(each, id)) || holdsClusters(profile, id);
    case 'storageAccount':
      return id === profile.storage.accountId || id === profile.staging?.accountId;
    case 'network':
      // Which networks a cluster uses is known of each target only.
      return true;
  }
}

/** Whether an event about this resource concerns the target. */
export function concerns(target: TargetSummary, profile: Profile, shared: SharedResource, operation: string): boolean {
  switch (shared.subject) {
    case 'scope': {
      const ids = [target.target.clusterId, ...resourcesOf(profile)];
      return ids.some((id) => isWithin(id, shared.id)) && (operation !== ROLE_GRANTED || canGrantHelp(target));
    }
    case 'storageAccount':
      return true;
    case 'network':
      return target.networkIds?.includes(shared.id) ?? false;
  }
}

const ROLE_GRANTED = 'microsoft.authorization/roleassignments/write';

/**
 * A new role assignment can only help a target that an operator or a missing right holds up. Most
 * are Backstay's own grants for another cluster: each of them would have the whole profile
 * assessed.
 */
function canGrantHelp({ verdict, reason }: TargetSummary): boolean {
  return verdict === 'NeedsPerson' || verdict === 'Failed' || (verdict === 'Unknown' && reason !== 'AssessmentPending');
}

function holdsClusters({ selector }: Profile, scope: ResourceId): boolean {
  const { subscriptionId, resourceGroup, type } = partsOf(scope);
  if (!selector.subscriptions.includes(subscriptionId)) return false;
  if (type === SUBSCRIPTION_TYPE) return true;
  return type === RESOURCE_GROUP_TYPE && (selector.resourceGroups?.includes(resourceGroup ?? '') ?? true);
}
