import { uuid5 } from '../lib/uuid5.ts';
import { isCut } from '../model/evidence.ts';
import type { Evidence } from '../model/finding.ts';
import type { StorageBypassRemedy } from '../model/remedy.ts';
import { partsOf } from '../model/resource-id.ts';
import { az, named } from '../steps/az.ts';
import type { Change } from './define.ts';
import { FITTING, WRITABLE } from './preconditions.ts';
import { ACCOUNT } from './samples.ts';

/**
 * The name under which storage accounts know the Azure services that Microsoft trusts, Azure Backup
 * among them.
 */
export const TRUSTED_SERVICES = 'AzureServices';

/**
 * Lets the services that Microsoft trusts pass a storage account's firewall, and changes none of
 * its other rules.
 */
export const storageBypass = {
  kind: 'storageBypass',
  order: 50,
  allowed: 'whereListed',
  risk: 'changesResource',
  longRunning: false,
  preconditions: [...FITTING, WRITABLE],
  role: {
    title: 'Storage Firewall Opener',
    description: 'Lets trusted Azure services through the firewall of storage accounts.',
    places: ['storageAccount'],
    actions: ['Microsoft.Storage/storageAccounts/write'],
  },
  review: {
    why: "lets Azure's trusted services through the firewall of the account",
    beyond: '`storageAccounts/write` allows to change anything of an account, but not to read its keys',
  },
  sentence: 'Backstay adds `AzureServices` to the bypass of the firewall and keeps all else.',
  sample: { kind: 'storageBypass', accountId: ACCOUNT },

  key: ({ kind, accountId }) => uuid5(kind, accountId),
  describe: ({ accountId }) =>
    `Let trusted Azure services pass the firewall of storage account ${partsOf(accountId).name}`,
  effect: ({ accountId }) =>
    `The Azure services that Microsoft trusts pass the firewall of storage account ${accountId}, each with the rights that it has there. The rules of the firewall stay.`,
  undoText:
    'Take AzureServices out of the bypass setting of the firewall; backups then fail where they come by that way.',
  permissions: permissionsFor,
  lane: () => undefined,
  commands: ({ remedy: { accountId }, evidence }) => [
    az('storage account update', { ...named(accountId), bypass: bypassWith(evidence) }),
  ],
  declare: ({ remedy: { accountId }, evidence }) => ({
    kind: 'part',
    type: 'Microsoft.Storage/storageAccounts',
    id: accountId,
    body: { properties: { networkAcls: { bypass: bypassWith(evidence).join(', ') } } },
  }),

  undo: {
    describe: ({ accountId }) =>
      `Take trusted Azure services out of the bypass of storage account ${partsOf(accountId).name} again`,
    permissions: permissionsFor,
    longRunning: false,
    ownName: () => false,
    isSharedWith: ({ accountId }, { profile, hasSameVault }) =>
      profile === undefined
        ? hasSameVault
        : profile.storage.accountId === accountId || profile.staging?.accountId === accountId,
    origin(before) {
      const former = formerBypass(before);
      if (former === undefined) return 'unknown';
      return letsIn(former) ? 'changed' : 'made';
    },
  },
} satisfies Change<StorageBypassRemedy>;

function permissionsFor({ accountId }: StorageBypassRemedy) {
  return ['write', 'read'].map((verb) => ({ action: `Microsoft.Storage/storageAccounts/${verb}`, scope: accountId }));
}

/** The command replaces the list, so it names what passes already. */
function bypassWith({ bypass }: Evidence): readonly string[] {
  const passing = Array.isArray(bypass) ? bypass.filter((service) => service.toLowerCase() !== 'none') : [];
  return [...passing, TRUSTED_SERVICES];
}

/** Whether trusted services pass. */
export function letsIn(bypass: readonly string[]): boolean {
  return bypass.some((service) => service.toLowerCase() === TRUSTED_SERVICES.toLowerCase());
}

/** The bypass as it was before, where the audit log has all of it. */
export function formerBypass(before: Evidence | undefined): readonly string[] | undefined {
  const bypass = before?.bypass;
  return Array.isArray(bypass) && !isCut(before, 'bypass') ? bypass : undefined;
}
