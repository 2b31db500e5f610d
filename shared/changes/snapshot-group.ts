import { uuid5 } from '../lib/uuid5.ts';
import type { SnapshotGroupRemedy } from '../model/remedy.ts';
import { partsOf, subscriptionScope } from '../model/resource-id.ts';
import { az } from '../steps/az.ts';
import type { Change } from './define.ts';
import { FITTING, NO_POLICY_REFUSES, VAULT_IDENTITY, WRITABLE } from './preconditions.ts';
import { SCOPE } from './samples.ts';

/** Creates the resource group for disk snapshots. */
export const snapshotGroup = {
  kind: 'snapshotGroup',
  order: 30,
  allowed: 'whereListed',
  risk: 'harmless',
  longRunning: false,
  // Not on the identity of the vault: that change stands on the group.
  preconditions: [...FITTING.filter((each) => each !== VAULT_IDENTITY), WRITABLE, NO_POLICY_REFUSES],
  role: {
    title: 'Snapshot Group Creator',
    description: 'Creates the resource group for disk snapshots.',
    places: ['snapshotSubscription'],
    actions: ['Microsoft.Resources/subscriptions/resourceGroups/write'],
  },
  review: { why: 'the group for snapshots has to exist' },
  sentence: 'Backstay creates the resource group in the region of the cluster.',
  sample: { kind: 'snapshotGroup', groupId: SCOPE, location: 'westeurope' },

  key: ({ kind, groupId, location }) => uuid5(kind, groupId, location),
  describe: ({ groupId, location }) => `Create resource group ${partsOf(groupId).name} in ${location}`,
  effect: ({ groupId, location }) =>
    `Subscription ${partsOf(groupId).subscriptionId} has the empty resource group ${partsOf(groupId).name} in ${location}, for snapshots of disks.`,
  undoText: 'Delete the resource group, while it is empty; with it go the snapshots in it.',
  // The group is not there yet: only what is held at the subscription counts.
  permissions({ groupId }) {
    const scope = subscriptionScope(partsOf(groupId).subscriptionId);
    return ['write', 'read'].map((verb) => ({
      action: `Microsoft.Resources/subscriptions/resourceGroups/${verb}`,
      scope,
    }));
  },
  lane: () => undefined,
  commands({ remedy: { groupId, location } }) {
    const { subscriptionId, name } = partsOf(groupId);
    return [az('group create', { subscription: subscriptionId, name, location })];
  },
  declare: ({ remedy: { groupId, location } }) => ({
    kind: 'resource',
    type: 'Microsoft.Resources/resourceGroups',
    parentId: subscriptionScope(partsOf(groupId).subscriptionId),
    name: partsOf(groupId).name,
    location,
    properties: {},
  }),
  undo: {
    never: 'The resource group may hold snapshots by now.',
  },
} satisfies Change<SnapshotGroupRemedy>;
