import type { Clock } from '../lib/clock.ts';
import type { ContainerUser, RoleAssignment } from '../model/azure.ts';
import { ROLE_ASSIGNMENTS_TO_WARN } from '../model/limits.ts';
import type { Arm, ArmReader, ArmResult } from '../ports/arm.ts';

const MINUTE_MS = 60_000;

/**
 * How old a list of role assignments may be for a write that follows from it, in milliseconds:
 * about one step.
 */
const RECENT_MS = 30_000;

/**
 * How long an answer may be used again, in minutes. Only what operators set up once, and what all
 * clusters of a place share.
 */
const MINUTES = {
  getProvider: 10,
  getStorageAccount: 10,
  findBlobContainer: 10,
  listContainerUsers: 10,
  listBackupInstances: 10,
  listBackupInstancesOf: 10,
  getResourceGroup: 10,
  listLocks: 10,
  listPolicyAssignmentsIn: 10,
  listPolicyDefinitions: 10,
  listPolicySetDefinitions: 10,
  listOwnPermissions: 10,
  listAzureFirewalls: 10,
  getFirewallPolicy: 10,
  listRuleCollectionGroups: 10,
  // Kept only while 800 are left, and none of the reasons for an assessment changes it.
  countRoleAssignments: 2 * 60,
  listKubernetesVersions: 6 * 60,
} as const satisfies { readonly [K in keyof ArmReader]?: number };

type Kept = keyof typeof MINUTES;

export interface Remembering {
  /** Asks ARM every time, and keeps what it hears for the readers. */
  readonly arm: Arm;
  /**
   * A reader for one assessment: it asks ARM for everything that was not asked for since this time,
   * ISO 8601.
   */
  readerSince(freshSince: string): ArmReader;
}

/**
 * Times in milliseconds. `askedAt` is when the request was sent: what it answers was so at that
 * time or later.
 */
interface Answer {
  readonly askedAt: number;
  readonly result: Promise<ArmResult<unknown>>;
}

/**
 * The port to ARM, and beside it readers that share some answers: a hundred clusters of one
 * subscription that are assessed at the same time read its providers, its locks and their common
 * storage account once, whichever of them asks first. An answer counts only for an assessment that
 * is content with its age. Only good news is kept. A trace keeps the time at which the answer was
 * really read.
 */
export function remembering(arm: Arm, clock: Clock): Remembering {
  const kept = new Map<string, Answer>();
  const running = new Map<string, Answer>();

  function both<A extends readonly (string | readonly string[])[], T>(
    name: Kept,
    read: (...parameters: A) => Promise<ArmResult<T>>,
    isGoodNews: (value: T) => boolean = () => true,
  ) {
    const keyOf = (parameters: A) => [name, ...parameters.flat()].join('|').toLowerCase();
    const fresh = async (...parameters: A): Promise<ArmResult<T>> => {
      const key = keyOf(parameters);
      const answer = { askedAt: clock.now().getTime(), result: read(...parameters) };
      running.set(key, answer);
      try {
        const result = await answer.result;
        const isLatest = running.get(key) === answer;
        // An answer that was overtaken by a later question, or by a write, says nothing about now.
        if (isLatest && result.ok && isGoodNews(result.value)) kept.set(key, answer);
        else kept.delete(key);
        return result;
      } finally {
        if (running.get(key) === answer) running.delete(key);
      }
    };
    const counts = (answer: Answer | undefined, freshSince: number): answer is Answer => {
      const now = clock.now().getTime();
      // A clock that was set back would make an old answer look new.
      return (
        answer !== undefined &&
        answer.askedAt >= freshSince &&
        answer.askedAt <= now &&
        now - answer.askedAt < MINUTES[name] * MINUTE_MS
      );
    };
    const since =
      (freshSince: number) =>
      async (...parameters: A): Promise<ArmResult<T>> => {
        const key = keyOf(parameters);
        const known = [kept.get(key), running.get(key)].find((answer) => counts(answer, freshSince));
        if (known === undefined) return fresh(...parameters);
        // The function above wrote the value of the key.
        const result = (await known.result) as ArmResult<T>;
        // The step that asked may have had no time left, and this one has.
        return result.ok ? result : fresh(...parameters);
      };
    const forget = (...parameters: A) => {
      kept.delete(keyOf(parameters));
      running.delete(keyOf(parameters));
    };
    return { fresh, since, forget };
  }

  const calls = {
    getProvider: both('getProvider', arm.getProvider, ({ state }) => state.toLowerCase() === 'registered'),
    getStorageAccount: both('getStorageAccount', arm.getStorageAccount),
    findBlobContainer: both('findBlobContainer', arm.findBlobContainer, (found) => found !== 'absent'),
    listContainerUsers: both('listContainerUsers', arm.listContainerUsers, eachOnce),
    listBackupInstances: both('listBackupInstances', arm.listBackupInstances),
    listBackupInstancesOf: both('listBackupInstancesOf', arm.listBackupInstancesOf),
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
    countRoleAssignments: both(
      'countRoleAssignments',
      arm.countRoleAssignments,
      (count) => count < ROLE_ASSIGNMENTS_TO_WARN,
    ),
    listKubernetesVersions: both('listKubernetesVersions', arm.listKubernetesVersions),
  } as const satisfies Record<Kept, unknown>;

  // A list shows the names that are taken, so the grants of one step need no read of their own.
  // Assessments never use it.
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
      // A reader of the rules is about to change them, or finds them changed.
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
    readerSince(freshSince) {
      const since = Date.parse(freshSince);
      return {
        ...arm,
        ...roleAssignments,
        getProvider: calls.getProvider.since(since),
        getStorageAccount: calls.getStorageAccount.since(since),
        findBlobContainer: calls.findBlobContainer.since(since),
        listContainerUsers: calls.listContainerUsers.since(since),
        listBackupInstances: calls.listBackupInstances.since(since),
        listBackupInstancesOf: calls.listBackupInstancesOf.since(since),
        getResourceGroup: calls.getResourceGroup.since(since),
        listLocks: calls.listLocks.since(since),
        listPolicyAssignmentsIn: calls.listPolicyAssignmentsIn.since(since),
        listPolicyDefinitions: calls.listPolicyDefinitions.since(since),
        listPolicySetDefinitions: calls.listPolicySetDefinitions.since(since),
        listOwnPermissions: calls.listOwnPermissions.since(since),
        listAzureFirewalls: calls.listAzureFirewalls.since(since),
        getFirewallPolicy: calls.getFirewallPolicy.since(since),
        listRuleCollectionGroups: calls.listRuleCollectionGroups.since(since),
        // No event of one cluster changes how much room a subscription has.
        countRoleAssignments: calls.countRoleAssignments.since(0),
        listKubernetesVersions: calls.listKubernetesVersions.since(since),
      };
    },
  };
}

/** Good news: every container has one cluster. */
function eachOnce(users: readonly ContainerUser[]): boolean {
  return new Set(users.map(({ container }) => container)).size === users.length;
}
