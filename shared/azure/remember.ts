import type { Clock } from '../lib/clock.ts';
import type { ContainerUser, RoleAssignment } from '../model/azure.ts';
import type { Arm, ArmReader, ArmResult } from './arm.ts';

const MINUTE_MS = 60_000;

/** How old a list of role assignments may be for a write that follows from it, in milliseconds: about one step. */
const RECENT_MS = 30_000;

/** How long an answer may be used again, in minutes. Only what operators set up once, and what all clusters of a place share. */
const MINUTES = {
  getProvider: 10,
  getStorageAccount: 10,
  findBlobContainer: 10,
  listContainerUsers: 10,
  getResourceGroup: 10,
  listLocks: 10,
  listPolicyAssignmentsIn: 10,
  listPolicyDefinitions: 10,
  listPolicySetDefinitions: 10,
  listOwnPermissions: 10,
  listAzureFirewalls: 10,
  getFirewallPolicy: 10,
  listRuleCollectionGroups: 10,
  listKubernetesVersions: 6 * 60,
} as const satisfies { readonly [K in keyof ArmReader]?: number };

type Kept = keyof typeof MINUTES;

export interface Remembering {
  /** Asks ARM every time, and keeps what it hears for the reader. */
  readonly arm: Arm;
  /** Asks ARM only for what was not heard a while ago. */
  readonly reader: ArmReader;
}

/**
 * The port to ARM, and beside it one for looks that remembers some answers for a while: a hundred clusters of one subscription
 * then read its providers, its locks and their common storage account once. Only good news is kept, so an old answer can hide a
 * change for minutes but never makes Backstay write what is there already. Its trace keeps the time at which it was really read.
 */
export function remembering(arm: Arm, clock: Clock): Remembering {
  const kept = new Map<string, { readonly until: number; readonly result: ArmResult<unknown> }>();

  function both<A extends readonly (string | readonly string[])[], T>(
    name: Kept,
    read: (...parameters: A) => Promise<ArmResult<T>>,
    isGoodNews: (value: T) => boolean = () => true,
  ) {
    const keyOf = (parameters: A) => [name, ...parameters.flat()].join('|').toLowerCase();
    const fresh = async (...parameters: A): Promise<ArmResult<T>> => {
      const result = await read(...parameters);
      const until = clock.now().getTime() + MINUTES[name] * MINUTE_MS;
      if (result.ok && isGoodNews(result.value)) kept.set(keyOf(parameters), { until, result });
      else kept.delete(keyOf(parameters));
      return result;
    };
    const remembered = async (...parameters: A): Promise<ArmResult<T>> => {
      const known = kept.get(keyOf(parameters));
      // What stands under a key was put there by the function above.
      return known !== undefined && known.until > clock.now().getTime()
        ? (known.result as ArmResult<T>)
        : fresh(...parameters);
    };
    const forget = (...parameters: A) => kept.delete(keyOf(parameters));
    return { fresh, remembered, forget };
  }

  const calls = {
    getProvider: both('getProvider', arm.getProvider, ({ state }) => state.toLowerCase() === 'registered'),
    getStorageAccount: both('getStorageAccount', arm.getStorageAccount),
    findBlobContainer: both('findBlobContainer', arm.findBlobContainer, (found) => found !== 'absent'),
    listContainerUsers: both('listContainerUsers', arm.listContainerUsers, eachOnce),
    getResourceGroup: both('getResourceGroup', arm.getResourceGroup),
    listLocks: both('listLocks', arm.listLocks, (locks) => locks.length === 0),
    listPolicyAssignmentsIn: both(
      'listPolicyAssignmentsIn',
      arm.listPolicyAssignmentsIn,
      (assignments) => assignments.length === 0,
    ),
    listPolicyDefinitions: both('listPolicyDefinitions', arm.listPolicyDefinitions),
    listPolicySetDefinitions: both('listPolicySetDefinitions', arm.listPolicySetDefinitions),
    listOwnPermissions: both('listOwnPermissions', arm.listOwnPermissions),
    listAzureFirewalls: both('listAzureFirewalls', arm.listAzureFirewalls),
    getFirewallPolicy: both('getFirewallPolicy', arm.getFirewallPolicy),
    listRuleCollectionGroups: both('listRuleCollectionGroups', arm.listRuleCollectionGroups),
    listKubernetesVersions: both('listKubernetesVersions', arm.listKubernetesVersions),
  } as const satisfies Record<Kept, unknown>;

  // A list shows the names that are taken, so the grants of one step need no read of their own. Assessments never use it.
  const recent = new Map<string, { readonly until: number; readonly result: ArmResult<readonly RoleAssignment[]> }>();
  const listRoleAssignments: Arm['listRoleAssignments'] = async (subscriptionId, principal) => {
    const result = await arm.listRoleAssignments(subscriptionId, principal);
    const key = `${subscriptionId}|${principal}`.toLowerCase();
    if (result.ok) recent.set(key, { until: clock.now().getTime() + RECENT_MS, result });
    else recent.delete(key);
    return result;
  };
  const roleAssignments: Pick<Arm, 'listRoleAssignments' | 'recentRoleAssignments'> = {
    listRoleAssignments,
    async recentRoleAssignments(subscriptionId, principal) {
      const known = recent.get(`${subscriptionId}|${principal}`.toLowerCase());
      return known !== undefined && known.until > clock.now().getTime()
        ? known.result
        : listRoleAssignments(subscriptionId, principal);
    },
  };

  return {
    arm: {
      ...arm,
      ...roleAssignments,
      getProvider: calls.getProvider.fresh,
      getStorageAccount: calls.getStorageAccount.fresh,
      findBlobContainer: calls.findBlobContainer.fresh,
      getResourceGroup: calls.getResourceGroup.fresh,
      // Whoever reads the rules is about to change them, or finds them changed.
      getNetworkRules(accountId) {
        calls.getStorageAccount.forget(accountId);
        return arm.getNetworkRules(accountId);
      },
      async setStorageBypass(accountId, bypass, over) {
        const result = await arm.setStorageBypass(accountId, bypass, over);
        calls.getStorageAccount.forget(accountId);
        return result;
      },
    },
    reader: {
      ...arm,
      ...roleAssignments,
      getProvider: calls.getProvider.remembered,
      getStorageAccount: calls.getStorageAccount.remembered,
      findBlobContainer: calls.findBlobContainer.remembered,
      listContainerUsers: calls.listContainerUsers.remembered,
      getResourceGroup: calls.getResourceGroup.remembered,
      listLocks: calls.listLocks.remembered,
      listPolicyAssignmentsIn: calls.listPolicyAssignmentsIn.remembered,
      listPolicyDefinitions: calls.listPolicyDefinitions.remembered,
      listPolicySetDefinitions: calls.listPolicySetDefinitions.remembered,
      listOwnPermissions: calls.listOwnPermissions.remembered,
      listAzureFirewalls: calls.listAzureFirewalls.remembered,
      getFirewallPolicy: calls.getFirewallPolicy.remembered,
      listRuleCollectionGroups: calls.listRuleCollectionGroups.remembered,
      listKubernetesVersions: calls.listKubernetesVersions.remembered,
    },
  };
}

/** Good news: every container has one cluster. */
function eachOnce(users: readonly ContainerUser[]): boolean {
  return new Set(users.map(({ container }) => container)).size === users.length;
}
