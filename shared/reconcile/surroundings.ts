import type { Neighbour } from '../changes/define.ts';
import { changeFor } from '../changes/index.ts';
import type { Trace } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import type { Profile } from '../model/profile.ts';
import type { Remedy } from '../model/remedy.ts';
import { type ClusterId, partsOf, type VaultId } from '../model/resource-id.ts';
import type { TargetState } from '../model/state.ts';
import { type Target, targetKey } from '../model/target.ts';
import { profileFor } from '../profiles/resolve-profile.ts';
import { readProtection } from '../remediate/protection.ts';
import { EXTENSION_INSTALLED } from '../rules/rule-ids.ts';
import type { Ports } from './ports.ts';

/** Things that an undo must not harm: backups of the cluster itself, and other targets. */
export type Surroundings =
  | { readonly state: 'protected' | 'unknown'; readonly failure: Failure; readonly trace?: Trace }
  | { readonly state: 'free'; readonly neighbours: readonly KnownNeighbour[] };

export interface KnownNeighbour extends Neighbour {
  /** For people. */
  readonly name: string;
  /** `undefined` where only a vault is known to protect the cluster. */
  readonly target: Target | undefined;
  /** It is to be ready for backup, or it is protected. */
  readonly isInUse: boolean;
}

/** Reads whether the cluster is protected, and which other targets there are. */
export async function readSurroundings(
  target: Target,
  vaultIds: readonly VaultId[],
  ports: Pick<Ports, 'arm' | 'targets' | 'profiles'>,
): Promise<Surroundings> {
  const protection = await readProtection(target.clusterId, vaultIds, ports.arm);
  if (protection.state !== 'none') return protection;
  const neighbours: KnownNeighbour[] = [];
  const unreadable: string[] = [];
  const protectedClusters = new Set<ClusterId>(protection.others);
  const known = new Set<ClusterId>();
  for await (const state of ports.targets.list({ onUnreadable: (why) => unreadable.push(why) })) {
    known.add(state.target.clusterId);
    if (targetKey(state.target) === targetKey(target)) continue;
    neighbours.push(neighbourIn(state, target, vaultIds, protectedClusters, ports.profiles));
  }
  const [why] = unreadable;
  if (why !== undefined) return { state: 'unknown', failure: unreadableState(why) };
  for (const clusterId of protectedClusters) if (!known.has(clusterId)) neighbours.push(unmanaged(clusterId));
  return { state: 'free', neighbours };
}

/** Names of those that need what this remedy made. */
export function neededBy(remedy: Remedy, neighbours: readonly KnownNeighbour[]): readonly string[] {
  return sharers(remedy, neighbours).flatMap(({ isInUse, name }) => (isInUse ? name : []));
}

/** Those that rely on what this remedy made, whether or not they are in use. */
export function sharers(remedy: Remedy, neighbours: readonly KnownNeighbour[]): readonly KnownNeighbour[] {
  const { undo } = changeFor(remedy);
  return 'never' in undo ? [] : neighbours.filter((other) => undo.isSharedWith(remedy, other));
}

function neighbourIn(
  state: TargetState,
  own: Target,
  vaultIds: readonly VaultId[],
  protectedClusters: ReadonlySet<ClusterId>,
  profiles: readonly Profile[],
): KnownNeighbour {
  const { target, conditions } = state;
  const { clusterId } = target;
  const written = profiles.find(({ name }) => name === target.profile);
  const profile = written && profileFor(clusterId, written);
  const isProtected = protectedClusters.has(clusterId);
  const hasVaultOfProfile = profile !== undefined && (vaultIds.length === 0 || vaultIds.includes(profile.vaultId));
  return {
    target,
    name: `${partsOf(clusterId).name} (${target.profile})`,
    clusterId,
    profile,
    isSameCluster: clusterId === own.clusterId,
    hasSameVault: isProtected || hasVaultOfProfile,
    isInUse: isProtected || isToBeReady(state),
    evidence: conditions.flatMap(({ outcome, evidence }) => (outcome === 'satisfied' ? [evidence] : [])),
  };
}

/** A target that was undone itself stays so: it needs nothing while it has no extension. */
function isToBeReady({ verdict, onHoldSince, conditions }: TargetState): boolean {
  if (verdict === 'Gone' || verdict === 'OptedOut') return false;
  if (onHoldSince === undefined) return true;
  return conditions.some(({ ruleId, outcome }) => ruleId === EXTENSION_INSTALLED && outcome === 'satisfied');
}

function unmanaged(clusterId: ClusterId): KnownNeighbour {
  return {
    target: undefined,
    name: partsOf(clusterId).name,
    clusterId,
    profile: undefined,
    isSameCluster: false,
    hasSameVault: true,
    isInUse: true,
    evidence: [],
  };
}

/** The row may be of another version of Backstay, and its target may need anything. */
function unreadableState(why: string): Failure {
  const message = `Whether another cluster needs it could not be checked. ${why}`;
  return { class: 'transient', code: 'OtherTargetsUnreadable', message };
}
