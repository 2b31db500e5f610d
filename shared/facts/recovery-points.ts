import { factOf, type Reader } from './reading.ts';

/**
 * Read only where the vault protects the cluster. Instances in other vaults are a matter of the
 * rule on those.
 */
export const readRecoveryPoints: Reader<'recoveryPoints'> = async ({ arm, profile: { vaultId }, fact }) => {
  const protection = await fact('protection');
  if (protection.state === 'unknown') return protection;
  const here = protection.value.filter((instance) => instance.vaultId === vaultId);
  if (here.length === 0) return { ...protection, value: 'notNeeded' };
  const lists = await Promise.all(here.map(async ({ name }) => factOf(await arm.listRecoveryPoints(vaultId, name))));
  const sources = lists.flatMap((list) => list.sources);
  const unread = lists.find((list) => list.state === 'unknown');
  if (unread !== undefined) return { ...unread, sources };
  return { state: 'known', value: lists.flatMap((list) => (list.state === 'known' ? list.value : [])), sources };
};
