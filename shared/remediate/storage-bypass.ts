import { uuid5 } from '../lib/uuid5.ts';
import type { ActionResult } from '../model/action.ts';
import type { StorageAccount } from '../model/azure.ts';
import type { Evidence } from '../model/finding.ts';
import type { StorageBypassRemedy } from '../model/remedy.ts';
import { partsOf } from '../model/resource-id.ts';
import { observationOf, type Remediator } from './define.ts';
import { notLookedAt } from './undoing.ts';

/** Lets the services that Microsoft trusts pass a storage account's firewall, and changes none of its other rules. */
export const storageBypass: Remediator<StorageBypassRemedy> = {
  kind: 'storageBypass',
  risk: 'changesResource',
  longRunning: false,

  key: ({ kind, accountId }) => uuid5(kind, accountId),
  describe: ({ accountId }) =>
    `Let trusted Azure services pass the firewall of storage account ${partsOf(accountId).name}`,
  effect: ({ accountId }) =>
    `The Azure services that Microsoft trusts reach storage account ${partsOf(accountId).name} past its firewall, each with the rights that it has there; the firewall's rules stay.`,
  undoText:
    'Take AzureServices out of the bypass setting of the firewall; backups then fail where they come by that way.',
  permissions: ({ accountId }) =>
    ['write', 'read'].map((verb) => ({ action: `Microsoft.Storage/storageAccounts/${verb}`, scope: accountId })),
  lane: () => undefined,

  undo: {
    describe: ({ accountId }) =>
      `Take trusted Azure services out of the bypass of storage account ${partsOf(accountId).name} again, for all that it stores`,
    permissions: ({ accountId }) =>
      ['write', 'read'].map((verb) => ({ action: `Microsoft.Storage/storageAccounts/${verb}`, scope: accountId })),
    longRunning: false,
    ownName: () => false,
    origin(before) {
      const former = formerBypass(before);
      if (former === undefined) return 'unknown';
      return letsIn(former) ? 'changed' : 'made';
    },

    async observe({ accountId }, _, arm) {
      return observationOf(await arm.getStorageAccount(accountId), (account) =>
        letsTrustedServicesIn(account) ? { state: 'absent' } : { state: 'done', after: evidenceOf(account) },
      );
    },

    async apply({ accountId }, { before }, arm): Promise<ActionResult> {
      const read = await arm.getStorageAccount(accountId);
      if (!read.ok) return { status: 'failed', failure: notLookedAt(read.failure), trace: read.trace };
      if (!letsTrustedServicesIn(read.value)) {
        return { status: 'alreadyDone', after: evidenceOf(read.value), trace: read.trace };
      }
      const to = formerBypass(before) ?? [];
      const answer = await arm.setStorageBypass(accountId, { from: [...to, 'AzureServices'], to });
      const { trace } = answer;
      if (!answer.ok) return { status: 'failed', failure: answer.failure, trace };
      const { before: replaced, account } = answer.value;
      return { status: 'applied', before: { bypass: replaced }, after: evidenceOf(account), trace };
    },
  },

  async observe({ accountId }, arm) {
    return observationOf(await arm.getStorageAccount(accountId), (account) =>
      letsTrustedServicesIn(account) ? { state: 'done', after: evidenceOf(account) } : { state: 'absent' },
    );
  },

  async apply({ accountId }, arm): Promise<ActionResult> {
    const answer = await arm.letTrustedServicesIn(accountId);
    const { trace } = answer;
    if (!answer.ok) return { status: 'failed', failure: answer.failure, trace };
    const { before, account } = answer.value;
    return {
      status: 'applied',
      before: { account: account.armId, bypass: before },
      after: evidenceOf(account),
      trace,
    };
  },
};

function letsTrustedServicesIn({ firewall }: StorageAccount): boolean {
  return letsIn(firewall?.bypass ?? []);
}

function letsIn(bypass: readonly string[]): boolean {
  return bypass.some((service) => service.toLowerCase() === 'azureservices');
}

function evidenceOf({ armId, firewall }: StorageAccount) {
  return { account: armId, bypass: firewall?.bypass ?? [] };
}

function formerBypass(before: Evidence | undefined): readonly string[] | undefined {
  const bypass = before?.bypass;
  return Array.isArray(bypass) ? bypass : undefined;
}
