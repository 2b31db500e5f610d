import type { UndoTraits } from '../changes/define.ts';
import { changeFor } from '../changes/index.ts';
import { uuid5 } from '../lib/uuid5.ts';
import type { Kept, UndoPlan, UndoWhat } from '../model/command.ts';
import type { Action } from '../model/plan.ts';
import type { RecordEntry } from '../model/record.ts';
import type { Remedy } from '../model/remedy.ts';
import type { VaultId } from '../model/resource-id.ts';
import { type OwnWrite, ownWrites } from './own-writes.ts';

export type PlannedUndo =
  | { readonly kind: 'plan'; readonly plan: UndoPlan }
  /** These entries say nothing of something that was done. */
  | { readonly kind: 'notOfAWrite'; readonly sequences: readonly number[] };

export interface UndoContext {
  /** The vaults that may protect the cluster. */
  readonly vaultIds: readonly VaultId[];
  /** Names of the other targets that need what this remedy made. */
  neededBy(remedy: Remedy): readonly string[];
  /** Entries whose taking back was asked for before and has not ended. */
  readonly waiting: readonly number[];
}

/**
 * The changes on a target's audit log that can be undone: only Backstay's own writes, each once.
 * Whether they still are as written is checked when the undo is carried out.
 */
export function undoPlan(
  entries: readonly (RecordEntry | undefined)[],
  what: UndoWhat,
  context: UndoContext,
): PlannedUndo {
  const writes = ownWrites(entries);
  if (what !== 'all') {
    const sequences = what.filter((asked) => writes.every(({ sequence }) => sequence !== asked));
    if (sequences.length > 0) return { kind: 'notOfAWrite', sequences };
  }
  const chosen = writes.filter((write) => (what === 'all' ? isStillOurs(write) : what.includes(write.sequence)));
  const actions: Action[] = [];
  const kept: Kept[] = [];
  for (const write of chosen.toReversed()) {
    const because = whyKept(write, context);
    if (because === undefined) actions.push(undoing(write, writes, context));
    else kept.push({ sequence: write.sequence, what: write.action.text, because });
  }
  return { kind: 'plan', plan: { actions, kept: kept.toReversed() } };
}

/** Only the actions that keep all recovery points; `because` says why the others wait. */
export function keepingBackups({ actions, kept }: UndoPlan, because: string): UndoPlan {
  const waiting = actions.filter(({ remedy }) => !keepsBackups(remedy));
  const left = waiting.flatMap(({ undoes, text }) =>
    undoes === undefined ? [] : { sequence: undoes.sequence, what: text, because },
  );
  return {
    actions: actions.filter(({ remedy }) => keepsBackups(remedy)),
    kept: [...kept, ...left].sort((a, b) => a.sequence - b.sequence),
  };
}

export function keepsBackups(remedy: Remedy): boolean {
  const { undo } = changeFor(remedy);
  return !('never' in undo) && undo.keepsBackups === true;
}

/** Changes that existed before, were repeated later or are undone are only explained on request. */
function isStillOurs({ how, undoneBy, doneAgainBy }: OwnWrite): boolean {
  return how !== 'alreadyDone' && undoneBy === undefined && doneAgainBy === undefined;
}

function whyKept(write: OwnWrite, { waiting, neededBy }: UndoContext): string | undefined {
  const { undo } = changeFor(write.action.remedy);
  if (write.how === 'alreadyDone') return 'It was there already, and Backstay changed nothing.';
  if (write.undoneBy !== undefined) return `It was undone already (entry ${write.undoneBy}).`;
  if (write.doneAgainBy !== undefined) return `It was done again later: take entry ${write.doneAgainBy} back.`;
  if (write.beingUndone || waiting.includes(write.sequence)) return 'Its undo is running.';
  if ('never' in undo) return undo.never;
  return whyNotSure(write, undo) ?? whyNeeded(neededBy(write.action.remedy));
}

/** `undefined` where nothing else needs it. */
export function whyNeeded(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const more = names.length - MAX_NAMED;
  const list = `${names.slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return `Still needed by ${list}. Undo it here once they no longer need it.`;
}

const MAX_NAMED = 10;

function whyNotSure({ action: { remedy }, how, before, firstBefore }: OwnWrite, undo: UndoTraits): string | undefined {
  if (how === 'foundAfterCrash' && !undo.ownName(remedy)) {
    return 'It was found in place after a crash: whether Backstay wrote it is unknown.';
  }
  // A repair of what Backstay itself had made changes nothing about whose it is.
  const origins = [undo.origin(before), undo.origin(firstBefore)];
  if (origins.includes('made')) return undefined;
  return origins.includes('changed')
    ? 'It was there before: Backstay did not make it, and only changed it.'
    : 'The audit log does not have the state before.';
}

function undoing(write: OwnWrite, writes: readonly OwnWrite[], { vaultIds }: UndoContext): Action {
  const { sequence, action, before } = write;
  const remedy = asLastWritten(action.remedy, writes.slice(writes.indexOf(write) + 1));
  const { undo, risk } = changeFor(remedy);
  if ('never' in undo) throw new Error(`${remedy.kind} is never undone: ${undo.never}`);
  return {
    key: uuid5('undo', action.key, String(sequence)),
    ruleIds: action.ruleIds,
    remedy,
    text: undo.describe(remedy),
    risk,
    permissions: undo.permissions(remedy),
    undoes: { sequence, ...(before !== undefined && { before }), vaultIds },
  };
}

/**
 * An extension whose settings Backstay itself has remediated since is, with those, still as
 * written.
 */
function asLastWritten(remedy: Remedy, later: readonly OwnWrite[]): Remedy {
  if (remedy.kind !== 'backupExtension') return remedy;
  const settings = { ...remedy.settings };
  for (const { action, how } of later) {
    const { remedy: other } = action;
    if (other.kind !== 'extensionSettings' || how !== 'applied') continue;
    if (other.clusterId === remedy.clusterId && other.name === remedy.name) Object.assign(settings, other.settings);
  }
  return { ...remedy, settings };
}
