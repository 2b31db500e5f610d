import type { TrustedAccessRoleBinding } from '../model/azure.ts';
import type { Absent } from '../model/fact.ts';
import type { Evidence } from '../model/finding.ts';
import type { TrustedAccessBindingRemedy } from '../model/remedy.ts';
import { parseResourceId } from '../model/resource-id.ts';
import { observationOf, type Remediator, resultOf, stateOf } from './define.ts';
import { changedSincePlanned, free, lookFirst, orAbsent, whatDiffers } from './look-first.ts';
import { removalOf, removalSeen, settled, standingOf } from './undoing.ts';

/**
 * Lets a Backup vault reach the API server.
 * https://learn.microsoft.com/azure/aks/trusted-access-feature
 */
export const trustedAccessBinding = {
  undo: {
    async observe(remedy, _, arm) {
      const read = await arm.getTrustedAccessRoleBinding(remedy.clusterId, remedy.name);
      return removalSeen(read, takenBack(remedy), ({ provisioningState }) => provisioningState);
    },

    async apply(remedy, _, arm) {
      const read = await arm.getTrustedAccessRoleBinding(remedy.clusterId, remedy.name);
      const standing = standingOf(read, takenBack(remedy), (binding) => whatChanged(binding, remedy));
      const done = settled(standing, read.trace);
      if (done !== undefined) return done;
      const result = removalOf(
        await arm.deleteTrustedAccessRoleBinding(remedy.clusterId, remedy.name),
        takenBack(remedy),
      );
      // As with the write: the binding itself has the state, for as long as it exists.
      return result.status === 'running' ? { ...result, operationUrl: undefined } : result;
    },
  },

  async observe(remedy, arm) {
    return observationOf(await arm.getTrustedAccessRoleBinding(remedy.clusterId, remedy.name), (binding) => {
      return isAsWanted(binding, remedy) ? stateOfBinding(binding) : { state: 'absent' };
    });
  },

  async apply(remedy, planned, arm) {
    const { clusterId: cluster, name: binding, roles } = remedy;
    const result = await lookFirst<TrustedAccessRoleBinding | Absent, TrustedAccessRoleBinding | Absent>(
      orAbsent(await arm.getTrustedAccessRoleBinding(cluster, binding)),
      (found) => {
        const isPlanned = planned?.binding !== undefined;
        if (found === 'absent') {
          return isPlanned ? changedSincePlanned(`binding ${binding} is gone by now.`) : free(found);
        }
        const state = stateOfBinding(found);
        if (isAsWanted(found, remedy) && !(isPlanned && state.state === 'failed')) return state;
        const changed = isPlanned ? whatElse(found, remedy, planned) : `a binding named ${binding} is there by now.`;
        return changed === undefined ? free(found) : changedSincePlanned(changed);
      },
      async (over) => resultOf(await arm.putTrustedAccessRoleBinding(remedy, over), { cluster, binding, roles }),
    );
    // The binding itself has its state as well, and asking it needs no right beyond the cluster;
    // the operation stands at the subscription. https://github.com/Azure/bicep/issues/6131
    return result.status === 'running' ? { ...result, operationUrl: undefined } : result;
  },
} satisfies Remediator<TrustedAccessBindingRemedy>;

function isAsWanted(binding: TrustedAccessRoleBinding, wanted: TrustedAccessBindingRemedy): boolean {
  const held = new Set(binding.roles.map((role) => role.toLowerCase()));
  return (
    binding.sourceResourceId === parseResourceId(wanted.sourceResourceId) &&
    wanted.roles.every((role) => held.has(role.toLowerCase()))
  );
}

function stateOfBinding({ armId, name, roles, provisioningState }: TrustedAccessRoleBinding) {
  return stateOf(provisioningState, { binding: armId, roles }, `Binding ${name} is ${provisioningState}.`);
}

/** A binding that the plan extends must still be the one that it saw. */
function whatElse(
  { name, sourceResourceId, roles }: TrustedAccessRoleBinding,
  wanted: TrustedAccessBindingRemedy,
  planned: Evidence | undefined,
): string | undefined {
  const isSameSource = sourceResourceId === parseResourceId(wanted.sourceResourceId);
  return isSameSource ? whatDiffers(planned, { roles }) : `binding ${name} has another source by now.`;
}

function takenBack({ clusterId, name }: TrustedAccessBindingRemedy) {
  return { cluster: clusterId, binding: name, removed: true };
}

function whatChanged(
  { armId, sourceResourceId, roles }: TrustedAccessRoleBinding,
  wanted: TrustedAccessBindingRemedy,
): string | undefined {
  const sorted = (list: readonly string[]) => [...new Set(list.map((role) => role.toLowerCase()))].sort().join();
  const same = sourceResourceId === parseResourceId(wanted.sourceResourceId) && sorted(roles) === sorted(wanted.roles);
  return same ? undefined : `binding ${armId} has another source or other roles by now.`;
}
