import type { Stopwatch } from './step-time.ts';

/**
 * AKS counts bindings, Kubernetes versions, run commands and more in one bucket for each
 * subscription and region: 60 requests, one more per second. Its answers do not say how much is
 * left. https://learn.microsoft.com/azure/aks/quotas-skus-regions#throttling-limits-on-aks-resource-provider-apis
 */
const CAPACITY = 60;
const REFILL_PER_SECOND = 1;
/** Other instances draw on the bucket too: this process begins with a part of it. */
const OWN_CAPACITY = CAPACITY / 3;
const MIN_PER_SECOND = 0.05;
/** So little that one request in about forty probes for more than there is. */
const GROWTH_PER_SECOND = 0.005;

/** These have buckets of their own for each cluster or group, or larger ones. */
const OTHER_BUCKETS = [
  { methods: ['GET', 'PUT'], path: /\/managedclusters(\/[^/]+)?$/ },
  { methods: ['PUT'], path: /\/managedclusters\/[^/]+\/agentpools\/[^/]+$/ },
  { methods: ['GET'], path: /\/locations\/[^/]+\/operations\/[^/]+$/ },
];

interface Bucket {
  readonly tokens: number;
  readonly perSecond: number;
  /** Requests that were not sent and come back, about one at a time. */
  readonly waiting: number;
  /** By the stopwatch, in milliseconds; as is the next. */
  readonly at: number;
  /** When a refusal last halved the rate. */
  readonly halvedAt: number;
}

/** A request's place in the bucket. */
export interface AksShare {
  /** Milliseconds to wait before it is sent. */
  readonly waitMs: number;
  /** It is not sent: milliseconds after which it has its turn. */
  putBack(): number;
  /** It was sent. */
  answered(status: number | undefined): void;
}

/**
 * An estimate, by what this process sends and by what is refused. A refusal halves its rate, other
 * answers raise it little by little, so that several instances find their shares.
 */
export function createAksQuota(stopwatch: Stopwatch) {
  const buckets = new Map<string, Bucket>();

  function refilled(key: string): Bucket {
    const now = stopwatch.now();
    const before = buckets.get(key);
    if (before === undefined) {
      const tokens = OWN_CAPACITY;
      return { tokens, perSecond: REFILL_PER_SECOND, waiting: 0, at: now, halvedAt: Number.NEGATIVE_INFINITY };
    }
    const grown = ((now - before.at) / 1000) * before.perSecond;
    return {
      ...before,
      tokens: Math.min(OWN_CAPACITY, before.tokens + grown),
      waiting: Math.max(0, before.waiting - grown),
      at: now,
    };
  }

  return {
    /** `undefined` for requests that AKS counts elsewhere. */
    take(method: string, path: string): AksShare | undefined {
      const key = keyOf(method, path.toLowerCase());
      if (key === undefined) return undefined;
      const change = (by: (bucket: Bucket) => Partial<Bucket>): Bucket => {
        const bucket = refilled(key);
        const changed = { ...bucket, ...by(bucket) };
        buckets.set(key, changed);
        return changed;
      };
      const { tokens, perSecond, at: takenAt } = change((bucket) => ({ tokens: bucket.tokens - 1 }));
      const waitMs = (Math.max(0, -tokens) / perSecond) * 1000;
      return {
        waitMs,
        putBack() {
          const bucket = change(({ tokens, waiting }) => ({ tokens: tokens + 1, waiting: waiting + 1 }));
          return waitMs + ((bucket.waiting - 1) / bucket.perSecond) * 1000;
        },
        answered(status) {
          change((bucket) => (status === 429 ? afterRefusal(bucket, takenAt) : afterAnswer(bucket)));
        },
      };
    },
  };
}

function afterAnswer({ perSecond }: Bucket): Partial<Bucket> {
  return { perSecond: Math.min(REFILL_PER_SECOND, perSecond + GROWTH_PER_SECOND) };
}

/** Requests that were under way together are refused together, and count as one refusal. */
function afterRefusal({ tokens, perSecond, at, halvedAt }: Bucket, takenAt: number): Partial<Bucket> {
  const empty = { tokens: Math.min(0, tokens) };
  return takenAt <= halvedAt ? empty : { ...empty, perSecond: Math.max(MIN_PER_SECOND, perSecond / 2), halvedAt: at };
}

/** All regions count as one: the path of a binding does not name its region. */
function keyOf(method: string, path: string): string | undefined {
  const start = path.indexOf('/providers/microsoft.containerservice/');
  // An extension resource of a cluster, such as its role assignments, is not answered by AKS.
  if (start === -1 || path.lastIndexOf('/providers/') !== start) return undefined;
  const isElsewhere = OTHER_BUCKETS.some(
    ({ methods, path: pattern }) => methods.includes(method) && pattern.test(path),
  );
  return isElsewhere ? undefined : path.split('/')[2];
}
