import type { Evidence } from '../model/finding.ts';
import type { Action } from '../model/plan.ts';
import type { RecordBody, RecordEntry } from '../model/record.ts';

/** A write that the record says has been carried out, with what came of it since. */
export interface OwnWrite {
  /** Of the entry that says that it was done. */
  readonly sequence: number;
  readonly action: Action;
  readonly how: 'applied' | 'alreadyDone' | 'foundAfterCrash';
  readonly before: Evidence | undefined;
  /**
   * The state before the first of the writes that this one belongs to: a failed install, and its
   * repair.
   */
  readonly firstBefore: Evidence | undefined;
  /** The entry of its undo. */
  readonly undoneBy: number | undefined;
  /** The last entry that says that the same was done again. */
  readonly doneAgainBy: number | undefined;
  /** Its undo has started and not ended. */
  readonly beingUndone: boolean;
}

type Succeeded = Extract<RecordBody, { readonly type: 'actionSucceeded' }>;

/**
 * The writes of a target's record, oldest first. Entries that were altered beyond reading are left
 * out.
 */
export function ownWrites(entries: readonly (RecordEntry | undefined)[]): readonly OwnWrite[] {
  const open = new Map<string, Action>();
  /** Found to be running after a crash: its writer is unknown. */
  const found = new Set<string>();
  const writes: OwnWrite[] = [];
  /**
   * By the key of the action: the state before the first write that reached Azure since its last
   * undo.
   */
  const firsts = new Map<string, Evidence | undefined>();

  for (const entry of entries) {
    if (entry === undefined) continue;
    const { body, sequence } = entry;
    switch (body.type) {
      case 'actionIntended':
        open.set(body.action.key, body.action);
        found.delete(body.action.key);
        break;
      case 'actionAccepted':
        if (body.trace.call.startsWith('GET ')) found.add(body.actionKey);
        noteFirst(open.get(body.actionKey));
        break;
      case 'actionUnanswered':
        noteFirst(open.get(body.actionKey));
        break;
      case 'actionSucceeded':
        succeeded(body, sequence);
        open.delete(body.actionKey);
        break;
      case 'actionFailed':
      case 'actionNotCarriedOut':
        open.delete(body.actionKey);
        break;
    }
  }
  const undoing = new Set([...open.values()].flatMap(({ undoes }) => undoes?.sequence ?? []));
  return writes.map((write) => ({ ...write, beingUndone: undoing.has(write.sequence) }));

  function noteFirst(action: Action | undefined): void {
    if (action !== undefined && !firsts.has(action.key)) firsts.set(action.key, action.before);
  }

  function succeeded({ actionKey, how, before }: Succeeded, sequence: number): void {
    const action = open.get(actionKey);
    if (action === undefined) return;
    if (action.undoes !== undefined) {
      takenBack(action.undoes.sequence, sequence);
      return;
    }
    if (how !== 'alreadyDone') {
      noteFirst(action);
      for (const [index, write] of writes.entries()) {
        const same = write.action.key === actionKey && write.undoneBy === undefined && write.how !== 'alreadyDone';
        if (same) writes[index] = { ...write, doneAgainBy: sequence };
      }
    }
    writes.push({
      sequence,
      action,
      how: how === 'applied' && found.has(actionKey) ? 'foundAfterCrash' : how,
      before: before ?? action.before,
      firstBefore: firsts.get(actionKey) ?? before ?? action.before,
      undoneBy: undefined,
      doneAgainBy: undefined,
      beingUndone: false,
    });
  }

  function takenBack(undone: number, by: number): void {
    const key = writes.find(({ sequence }) => sequence === undone)?.action.key;
    for (const [index, write] of writes.entries()) {
      // The state between two writes of the same is gone with the later one.
      if (write.action.key === key && write.sequence <= undone && write.undoneBy === undefined) {
        writes[index] = { ...write, undoneBy: by };
      }
    }
    if (key !== undefined) firsts.delete(key);
  }
}
