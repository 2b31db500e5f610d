import { formerBypass, letsIn, TRUSTED_SERVICES } from '../changes/storage-bypass.ts';
import type { ActionResult } from '../model/action.ts';
import type { StorageAccount } from '../model/azure.ts';
import type { StorageBypassRemedy } from '../model/remedy.ts';
import type { ArmResult } from '../ports/arm.ts';
import { observationOf, type Remediator } from './define.ts';
import { changedSincePlanned, free, lookFirst, whatDiffers } from './look-first.ts';
import { changedSince, notLookedAt } from './undoing.ts';

/**
 * Lets the services that Microsoft trusts pass a storage account's firewall, and changes none of
 * its other rules.
 */
export const storageBypass = {
  undo: {
    async observe({ accountId }, _, arm) {
      return observationOf(await arm.getStorageAccount(accountId), (account) =>
        letsTrustedServicesIn(account) ? { state: 'absent' } : { state: 'done', after: evidenceOf(account) },
      );
    },

    async apply({ accountId }, { before }, arm): Promise<ActionResult> {
      const read = await arm.getNetworkRules(accountId);
      const { trace } = read;
      if (!read.ok) return { status: 'failed', failure: notLookedAt(read.failure), trace };
      const { account } = read.value;
      if (!letsTrustedServicesIn(account)) return { status: 'alreadyDone', after: evidenceOf(account), trace };
      const to = formerBypass(before) ?? [];
      const now = account.firewall?.bypass ?? [];
      if (whatDiffers({ bypass: [...to, TRUSTED_SERVICES] }, { bypass: now }) !== undefined) {
        const what = `the bypass of storage account ${accountId} is ${now.join(', ')} by now.`;
        return { status: 'failed', failure: changedSince(what), trace };
      }
      return written(await arm.setStorageBypass(accountId, to, read), now);
    },
  },

  async observe({ accountId }, arm) {
    return observationOf(await arm.getStorageAccount(accountId), (account) =>
      letsTrustedServicesIn(account) ? { state: 'done', after: evidenceOf(account) } : { state: 'absent' },
    );
  },

  async apply({ accountId }, planned, arm): Promise<ActionResult> {
    return lookFirst(
      await arm.getNetworkRules(accountId),
      (writable) => {
        const { account } = writable;
        if (letsTrustedServicesIn(account)) return { state: 'done', after: evidenceOf(account) };
        const { bypass = [], defaultAction = null } = account.firewall ?? {};
        const changed = whatDiffers(planned, { bypass, defaultAction });
        return changed === undefined ? free(writable) : changedSincePlanned(changed);
      },
      async (over) => {
        const before = over.value.account.firewall?.bypass ?? [];
        return written(await arm.setStorageBypass(accountId, [...before, TRUSTED_SERVICES], over), before);
      },
    );
  },
} satisfies Remediator<StorageBypassRemedy>;

function written(answer: ArmResult<StorageAccount>, before: readonly string[]): ActionResult {
  const { trace } = answer;
  if (!answer.ok) return { status: 'failed', failure: answer.failure, trace };
  const { value: account } = answer;
  return { status: 'applied', before: { account: account.armId, bypass: before }, after: evidenceOf(account), trace };
}

function letsTrustedServicesIn({ firewall }: StorageAccount): boolean {
  return letsIn(firewall?.bypass ?? []);
}

function evidenceOf({ armId, firewall }: StorageAccount) {
  return { account: armId, bypass: firewall?.bypass ?? [] };
}
