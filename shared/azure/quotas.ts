import { createAksQuota } from './aks-quota.ts';
import type { Stopwatch } from './step-time.ts';

/** The quota of a request. Azure says in a header of each answer how many more there may be. */
interface Quota {
  /** Whose quota it is, and of what. */
  readonly key: string;
  readonly header: string;
  readonly perSecond: number;
  /**
   * From here on each request waits, the longer the less is left: at nothing for about as long as
   * this takes to come back, 4 s.
   */
  readonly reserve: number;
}

interface Balance {
  /** As the last answer said, and when, in milliseconds. */
  readonly left: number;
  readonly at: number;
}

/** The parts of an answer that quotas learn from. */
interface Answer {
  readonly status: number;
  readonly headers: { get(name: string): string | undefined };
}

/** One request's part of its quotas; one of the functions is to be called, once. */
export interface Share {
  /** Milliseconds to wait before it is sent; 0 while there is plenty. */
  readonly waitMs: number;
  /** It is not sent. Milliseconds after which it has its turn. */
  putBack(): number;
  /** It was sent, and this is its answer, if there was one. */
  settle(answer: Answer | undefined): void;
}

/**
 * Keeps requests below Azure's quotas, so that they are not refused: the less is left, the later
 * each is sent.
 */
export interface Quotas {
  take(method: string, path: string): Share;
}

/**
 * Goes by what the answers to this process say. Others draw on the same quotas, more instances of
 * Backstay among them; each of them reads the same in its own answers, and slows down as well.
 */
export function createQuotas(stopwatch: Stopwatch): Quotas {
  const balances = new Map<string, Balance>();
  const underWay = new Map<string, number>();
  const change = (key: string, by: number) => underWay.set(key, (underWay.get(key) ?? 0) + by);

  const aks = createAksQuota(stopwatch);

  return {
    take(method, path) {
      const quota = quotaOf(method, path);
      const { key, header } = quota;
      const ofAks = aks.take(method, path);
      change(key, 1);
      const waitMs = waitFor(quota, balances.get(key), underWay.get(key) ?? 0, stopwatch.now());
      return {
        waitMs: Math.max(waitMs, ofAks?.waitMs ?? 0),
        putBack() {
          change(key, -1);
          return Math.max(waitMs, ofAks?.putBack() ?? 0);
        },
        settle(answer) {
          change(key, -1);
          ofAks?.answered(answer?.status);
          const left = answer?.headers.get(header);
          if (left !== undefined && /^\d{1,9}$/.test(left)) {
            balances.set(key, { left: Number(left), at: stopwatch.now() });
          }
        },
      };
    },
  };
}

function waitFor({ reserve, perSecond }: Quota, balance: Balance | undefined, underWay: number, now: number): number {
  if (balance === undefined) return 0;
  const refilled = balance.left + ((now - balance.at) / 1000) * perSecond;
  return (Math.max(0, reserve - (refilled - underWay)) / perSecond) * 1000;
}

/**
 * https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
 */
function quotaOf(method: string, path: string): Quota {
  const lower = path.toLowerCase();
  // https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests
  if (lower.startsWith('/providers/microsoft.resourcegraph/')) {
    return { key: 'graph', header: 'x-ms-user-quota-remaining', perSecond: 3, reserve: 6 };
  }
  const subscription = lower.split('/')[2] ?? '';
  const kind = method === 'GET' || method === 'HEAD' ? 'reads' : method === 'DELETE' ? 'deletes' : 'writes';
  const backupType = backupTypeOf(lower);
  if (backupType !== undefined) {
    // Counts for itself, each resource type apart; its refill is documented nowhere, and is taken
    // to be slow.
    const rate = kind === 'reads' ? { perSecond: 10, reserve: 40 } : { perSecond: 1, reserve: 4 };
    const header = 'x-ms-ratelimit-remaining-subscription-resource-requests';
    return { key: `${subscription} ${backupType} ${kind}`, header, ...rate };
  }
  const rate = kind === 'reads' ? { perSecond: 25, reserve: 100 } : { perSecond: 10, reserve: 40 };
  return { key: `${subscription} ${kind}`, header: `x-ms-ratelimit-remaining-subscription-${kind}`, ...rate };
}

/**
 * The type of a resource of Azure Backup: `backupvaults/backupinstances`; `undefined` for the path
 * of anything else.
 */
function backupTypeOf(path: string): string | undefined {
  const provider = '/providers/microsoft.dataprotection/';
  const start = path.lastIndexOf('/providers/');
  if (start === -1 || !path.startsWith(provider, start)) return undefined;
  const typesAndNames = path.slice(start + provider.length).split('/');
  return typesAndNames.filter((_, index) => index % 2 === 0).join('/');
}
