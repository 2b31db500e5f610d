import type { Clock } from '../lib/clock.ts';
import type { ArmReader, ArmResult } from './arm.ts';

const MINUTE_MS = 60_000;

/** How long an answer may be used again, in minutes. Only what operators set up once, and what all clusters of a place share. */
const MINUTES = {
  getProvider: 10,
  getStorageAccount: 10,
  getBlobContainer: 10,
  getResourceGroup: 10,
  listLocks: 10,
  listOwnPermissions: 10,
  listAzureFirewalls: 10,
  getFirewallPolicy: 10,
  listRuleCollectionGroups: 10,
  listKubernetesVersions: 6 * 60,
} as const satisfies { readonly [K in keyof ArmReader]?: number };

/**
 * The reads of ARM, of which some are remembered for a while: a hundred clusters of one subscription then read its providers,
 * its locks and their common storage account once. Only what is there is remembered, so a stale answer can hide a change for
 * minutes but never makes Backstay write what is there already. Its trace keeps the time at which it was really read.
 */
export function remembering(arm: ArmReader, clock: Clock): ArmReader {
  const kept = new Map<string, { readonly until: number; readonly result: ArmResult<unknown> }>();

  function remember<A extends readonly string[], T>(
    name: keyof typeof MINUTES,
    read: (...parameters: A) => Promise<ArmResult<T>>,
    isWorthKeeping: (value: T) => boolean = () => true,
  ): (...parameters: A) => Promise<ArmResult<T>> {
    return async (...parameters) => {
      const key = [name, ...parameters].join('|').toLowerCase();
      const now = clock.now().getTime();
      const known = kept.get(key);
      // What stands under a key was put there by this very function.
      if (known !== undefined && known.until > now) return known.result as ArmResult<T>;
      const result = await read(...parameters);
      if (result.ok && isWorthKeeping(result.value)) kept.set(key, { until: now + MINUTES[name] * MINUTE_MS, result });
      return result;
    };
  }

  return {
    ...arm,
    getProvider: remember('getProvider', arm.getProvider, ({ state }) => state.toLowerCase() === 'registered'),
    getStorageAccount: remember('getStorageAccount', arm.getStorageAccount),
    getBlobContainer: remember('getBlobContainer', arm.getBlobContainer),
    getResourceGroup: remember('getResourceGroup', arm.getResourceGroup),
    listLocks: remember('listLocks', arm.listLocks, (locks) => locks.length === 0),
    listOwnPermissions: remember('listOwnPermissions', arm.listOwnPermissions),
    listAzureFirewalls: remember('listAzureFirewalls', arm.listAzureFirewalls),
    getFirewallPolicy: remember('getFirewallPolicy', arm.getFirewallPolicy),
    listRuleCollectionGroups: remember('listRuleCollectionGroups', arm.listRuleCollectionGroups),
    listKubernetesVersions: remember('listKubernetesVersions', arm.listKubernetesVersions),
  };
}
