import { judgeAccount } from './account.ts';
import { judgeAccountWay } from './account-way.ts';
import { judgeBinding } from './binding.ts';
import { judgeCluster } from './cluster.ts';
import { judgeExtension } from './extension.ts';
import { judgeInbound } from './inbound.ts';
import { judgeLocks } from './locks.ts';
import { judgeOutbound } from './outbound.ts';
import { judgePolicies } from './policies.ts';
import { judgePools } from './pools.ts';
import { judgeProtection } from './protection.ts';
import { judgeRoles } from './roles.ts';
import { judgeSnapshotGroup } from './snapshot-group.ts';
import { judgeStaging } from './staging.ts';
import { judgeVault } from './vault.ts';
import { type Doubt, Unreadable, unknown, type World } from './world.ts';

export interface Answer {
  /** Whether a backup of the cluster works now, as far as Resource Manager lets anybody see. */
  readonly ready: 'can' | 'cannot' | 'unknown';
  readonly reasons: readonly string[];
}

const AREAS: readonly ((world: World) => Iterable<Doubt>)[] = [
  judgeCluster,
  judgePools,
  judgeExtension,
  judgeBinding,
  judgeVault,
  judgeSnapshotGroup,
  judgeAccount,
  judgeAccountWay,
  judgeOutbound,
  judgeInbound,
  judgeRoles,
  judgeLocks,
  judgePolicies,
  judgeProtection,
  judgeStaging,
];

/**
 * A second opinion on Ready, written from Microsoft's pages and recorded traffic alone, without any
 * code of the product. Not seen by Resource Manager and therefore no part of the answer: Velero,
 * volumes, and what is in the container.
 */
export function judgeReady(world: World): Answer {
  const doubts = AREAS.flatMap((area) => doubtsOf(area, world));
  const kinds = new Set(doubts.map(({ kind }) => kind));
  const ready = kinds.has('cannot') ? 'cannot' : kinds.has('unknown') ? 'unknown' : 'can';
  return { ready, reasons: doubts.map(({ kind, reason }) => `${kind}: ${reason}`) };
}

function doubtsOf(area: (world: World) => Iterable<Doubt>, world: World): readonly Doubt[] {
  try {
    return [...area(world)];
  } catch (error) {
    if (error instanceof Unreadable) return [unknown(error.message)];
    throw error;
  }
}
