import { regionOf } from './vault.ts';
import { cannot, type Doubt, find, same, textAt, unknown, type World } from './world.ts';

/** Support matrix of 2026-01-06: the account that restores are staged in has public access. */
export function* judgeStaging(world: World): Generator<Doubt> {
  const { staging, cluster } = world.arrangement;
  if (staging === undefined) return;
  const region = regionOf(find(world, cluster));
  const group = find(world, staging.group);
  if (group === undefined) yield cannot('The staging group does not exist.');
  else if (regionOf(group) !== region) yield cannot('The staging group is in another region.');

  const account = find(world, staging.account);
  if (account === undefined) return yield cannot('The staging account does not exist.');
  if (textAt(account, 'kind') !== 'StorageV2') yield cannot('The staging account is not general purpose v2.');
  if (regionOf(account) !== region) yield cannot('The staging account is in another region.');
  if ((textAt(account, 'properties.publicNetworkAccess') ?? 'Enabled') !== 'Enabled') {
    yield cannot('The staging account has no public access.');
  } else if (same(textAt(account, 'properties.networkAcls.defaultAction'), 'Deny')) {
    yield unknown('The staging account has public access for some networks only.');
  }
}
