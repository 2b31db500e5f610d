import type { Cluster, StorageAccount } from '../../model/azure.ts';
import type { Absent } from '../../model/fact.ts';
import type { Evidence } from '../../model/finding.ts';
import type { NodeNetwork, StorageEntrances } from '../../model/network.ts';
import type { Step } from '../../model/step.ts';

/** The facts that decide how nodes get into a storage account behind a firewall. */
export interface WayFacts {
  readonly cluster: Cluster;
  readonly nodeNetwork: NodeNetwork | Absent;
  readonly account: StorageAccount;
  readonly entrances: StorageEntrances;
}

/**
 * The judgement on one way into the account: rules for subnets, rules for addresses, or private
 * endpoints.
 */
export type Way =
  | { readonly state: 'none' }
  | ({ readonly state: 'open' } & Explained)
  /** Azure's answers do not decide it. */
  | ({ readonly state: 'unclear'; readonly steps: readonly Step[] } & Explained)
  /** It was set up, and cannot work as it is. */
  | ({ readonly state: 'broken'; readonly steps: readonly Step[] } & Explained);

interface Explained {
  readonly reason: string;
  readonly message: string;
  readonly evidence: Evidence;
}

const STRENGTH = ['open', 'unclear', 'broken', 'none'] as const;

/** One open way is enough; a way that cannot be judged outweighs one that is known not to work. */
export function strongest(ways: readonly Way[]): Way {
  return STRENGTH.flatMap((state) => ways.find((way) => way.state === state) ?? [])[0] ?? { state: 'none' };
}
