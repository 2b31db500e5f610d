import { partsOf, type ResourceId, SUBSCRIPTION_TYPE } from '../model/resource-id.ts';
import { type Reader, type Reading, sourceOf } from './reading.ts';

/**
 * The rights of Backstay's own identity at every scope with a planned change; nothing is read where
 * nothing is.
 */
export const readOwnRights: Reader<'ownRights'> = async (reading) => {
  const wanted = reading.planned ?? [];
  if (wanted.length === 0) return { state: 'known', value: { principalId: undefined, wanted, held: [] }, sources: [] };
  const scopes = [...new Set(wanted.map(({ scope }) => scope))];
  const places = new Set(scopes.map((scope) => placeToAsk(scope, reading)));
  const answers = new Map(
    await Promise.all([...places].map(async (place) => [place, await reading.arm.listOwnPermissions(place)] as const)),
  );
  const sources = [...answers.values()].map(({ trace }) => sourceOf(trace));
  const unread = [...answers.values()].find((answer) => !answer.ok);
  if (unread?.ok === false) return { state: 'unknown', failure: unread.failure, sources };

  const held = scopes.map((scope) => {
    const answer = answers.get(placeToAsk(scope, reading));
    return { scope, sets: answer?.ok ? answer.value : [] };
  });
  return { state: 'known', value: { principalId: await reading.arm.ownPrincipalId(), wanted, held }, sources };
};

/**
 * A subscription cannot be asked itself, and neither can a group that is still to be made:
 * something of the target in the same subscription is. What is missing there is missing above as
 * well; what is held there may be held only there, and ARM decides.
 */
function placeToAsk(scope: ResourceId, { target, profile }: Reading): ResourceId {
  const { type, subscriptionId } = partsOf(scope);
  const stands = [target.clusterId, profile.vaultId, profile.storage.accountId];
  const inSame = stands.find((each) => partsOf(each).subscriptionId === subscriptionId);
  return type === SUBSCRIPTION_TYPE && inSame !== undefined ? inSame : scope;
}
