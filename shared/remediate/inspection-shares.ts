import type { PrintedPart } from './inspection-command.ts';

// Names of Azure.
// https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
const GROUP = /^[\w().-]{1,90}$/;
const ACCOUNT = /^[a-z0-9]{3,24}$/;
const UNBOUND = new Set(['available', 'released', 'pending', 'failed']);
const VERSION = /azurefile-csi:v?(\d{1,4}\.\d{1,4}\.\d{1,4})/i;

/**
 * The storage accounts of the shares, each once, as `group/account`; `null` when one of them could
 * not be made out.
 */
export function shareAccountsIn(part: PrintedPart | undefined): readonly string[] | null {
  if (part?.whole !== true) return null;
  const rows = part.lines.map((line) => line.split('\t'));
  const accounts = rows.filter(([phase = '']) => !UNBOUND.has(phase.toLowerCase())).map(accountIn);
  return accounts.includes(undefined) ? null : [...new Set(accounts.filter((each) => each !== undefined))];
}

/** The handle that the driver writes begins with `group#account#share`. */
function accountIn([, handle = '', ownGroup = '', ownAccount = '', ...more]: readonly string[]): string | undefined {
  const [group = '', account = '', share] = handle.split('#');
  const isByDriver = share !== undefined;
  const found = { group: ownGroup || (isByDriver ? group : ''), account: ownAccount || (isByDriver ? account : '') };
  const proper = (found.group === '' || GROUP.test(found.group)) && ACCOUNT.test(found.account) && more.length === 0;
  return proper ? `${found.group}/${found.account}` : undefined;
}

/** The version of the Azure Files driver by its image. */
export function shareDriverIn(part: PrintedPart | undefined): string | null {
  if (part?.whole !== true) return null;
  const own = part.lines.filter((line) => line.startsWith('kube-system\t'));
  return own.flatMap((line) => VERSION.exec(line)?.[1] ?? []).at(0) ?? null;
}
