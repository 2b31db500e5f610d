import { cannot, type Doubt, resourcesBelow, same, textAt, textsAt, type World } from './world.ts';

const ROLE = 'Microsoft.DataProtection/backupVaults/backup-operator';

/** https://learn.microsoft.com/azure/aks/trusted-access-feature */
export function* judgeBinding(world: World): Generator<Doubt> {
  const { cluster, vault } = world.arrangement;
  const bindings = resourcesBelow(world, cluster, 'trustedAccessRoleBindings');
  const works = bindings.some(
    (each) =>
      same(textAt(each, 'properties.sourceResourceId'), vault) &&
      textsAt(each, 'properties.roles').some((role) => same(role, ROLE)) &&
      textAt(each, 'properties.provisioningState') === 'Succeeded',
  );
  if (!works) yield cannot('The vault has no Trusted Access to the cluster.');
}
