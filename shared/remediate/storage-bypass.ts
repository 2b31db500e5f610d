import { uuid5 } from '../lib/uuid5.ts';
import type { ActionResult } from '../model/action.ts';
import type { StorageAccount } from '../model/azure.ts';
import type { StorageBypassRemedy } from '../model/remedy.ts';
import { partsOf } from '../model/resource-id.ts';
import { observationOf, type Remediator } from './define.ts';

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
  return firewall?.bypass.some((service) => service.toLowerCase() === 'azureservices') ?? false;
}

function evidenceOf({ armId, firewall }: StorageAccount) {
  return { account: armId, bypass: firewall?.bypass ?? [] };
}
